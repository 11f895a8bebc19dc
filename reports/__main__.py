"""``python -m reports``: the front door of papers.

Exit codes: 0 done, 1 refused (in words on standard error), 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from governance.checkin.freezing import MINUTES, frozen
from governance.checkin.pinned import pinned_meeting, pinned_stage
from governance.checkin.shapes import Frozen
from pipelines.errors import GapError, NotFound
from pipelines.settings import settings_from
from pipelines.workspace import open_workspace
from reports.minutes import MINUTES_PAGE, STYLE, page

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)


@app.callback()
def papers() -> None:
    """Write papers from what was pinned, and tell the story that has some."""


@app.command("minutes")
def write_minutes(
    check_in: Annotated[str, typer.Argument(help="A closed check-in such as CI-2026-04.")],
    out: Annotated[Path, typer.Option(help="Folder to write into; it is made where missing.")],
) -> None:
    """Write the minutes of a closed check-in, as a page and as Markdown."""
    workspace = open_workspace(settings_from(), create=False)
    held = frozen(workspace, check_in)
    if held is None:
        raise NotFound(
            f"There is no closed check-in {check_in}.",
            next_step="“python -m governance checkin list” lists them. Nothing was written.",
        )
    kept = dict(held.papers)
    texts = {MINUTES: kept[MINUTES], MINUTES_PAGE: kept.get(MINUTES_PAGE) or _drawn(held)}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = out / f"{check_in}-{name}"
            path.write_text(text, "utf-8")
            print(path)
    except OSError as error:
        raise GapError(
            f"The minutes cannot be written: {error.strerror}.",
            where=str(error.filename or out),
            next_step="Choose another folder, or make room. The check-in is as it was.",
        ) from error


@app.command("demo")
def live_through_demo(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Do nothing where others are here already.")
    ] = False,
) -> None:
    """Let the fictional company live through its story, with a check-in in January 2026."""
    from governance.demo import is_open_to_demo
    from reports.demo import live_through

    workspace = open_workspace(settings_from())
    if if_empty and not is_open_to_demo(workspace):
        print("This workspace has people or figures of its own; nothing was changed.")
        return
    if live_through(workspace):
        print("The demo company is here, with its check-in of January 2026.")
    else:
        print("The demo company is here; its figures of 2026 came before a check-in was held.")


def _drawn(held: Frozen) -> str:
    """Return the page of a check-in that was closed where no page could be drawn."""
    return page(pinned_meeting(held), pinned_stage(held), style=STYLE.read_text("utf-8"))


def main() -> None:
    """Run a command; an expected failure is told in words and ends with 1."""
    try:
        app()
    except GapError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
