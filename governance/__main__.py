"""``python -m governance``: the front door of promises.

Exit codes: 0 done, 1 refused (in words on standard error), 2 wrong usage.
"""

from __future__ import annotations

import sys

import typer

from governance.front_door import (
    answering,
    auditing,
    changing,
    checking_in,
    closing,
    commenting,
    datasets,
    deciding,
    forecasting,
    investing,
    proving,
    showing,
    tokening,
    trending,
    uploading,
    watching,
)
from pipelines.errors import GapError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
goal = typer.Typer(no_args_is_help=True, help="Show, state or change one goal.")
reply = typer.Typer(no_args_is_help=True, help="Reply to one goal.")
app.add_typer(goal, name="goal")
app.add_typer(reply, name="reply")
incident = typer.Typer(no_args_is_help=True, help="Assign or close one incident of measured data.")
app.add_typer(incident, name="incident")
app.add_typer(auditing.audit, name="audit")
app.add_typer(checking_in.checkin, name="checkin")
app.add_typer(commenting.comment, name="comment")
app.add_typer(tokening.token, name="token")
app.add_typer(proving.evidence, name="evidence")
checking_in.checkin.add_typer(deciding.action, name="action")
dataset = typer.Typer(
    no_args_is_help=True, help="Register, change, bring, retire or list datasets."
)
app.add_typer(dataset, name="dataset")
project = typer.Typer(no_args_is_help=True, help="Show, propose or change one foundation project.")
app.add_typer(project, name="project")

app.command("demo")(changing.seed_demo)
app.command("scorecard")(showing.show_scorecard)
app.command("people")(showing.show_people)
app.command("join")(changing.add_person)
goal.command("show")(showing.show_goal)
goal.command("state")(changing.state_goal)
goal.command("change")(changing.change_goal)
reply.command("change")(answering.change_reply)
app.command("maturity")(auditing.show_maturity)
dataset.command("register")(datasets.register_dataset)
dataset.command("bring")(datasets.bring_file)
dataset.command("retire")(datasets.retire_dataset)
dataset.command("list")(datasets.list_datasets)
app.command("investments")(investing.show_investments)
project.command("show")(investing.show_project)
project.command("state")(investing.state_project)
project.command("change")(investing.change_project)
checking_in.checkin.command("decide")(deciding.decide)
checking_in.checkin.command("close")(closing.close_check_in)
checking_in.checkin.command("export")(closing.export)
checking_in.checkin.command("verify")(closing.verify_check_in)
checking_in.checkin.command("compare")(closing.compare_check_ins)
app.command("forecast")(forecasting.show_forecast)
app.command("trend")(trending.show_trend)
app.command("step")(trending.record_step)
app.command("incidents")(watching.show_incidents)
app.command("readiness")(watching.show_readiness)
app.command("due")(uploading.show_due)
app.command("uploads")(uploading.show_uploads)
incident.command("assign")(watching.assign_incident)
incident.command("close")(watching.close_incident)


def main() -> None:
    """Run a command; an expected failure is told in words and ends with 1."""
    try:
        app()
    except GapError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
