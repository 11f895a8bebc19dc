"""The command about quality: what was measured of one extract or dataset, or of all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.errors import NotFound
from pipelines.marked_yaml import nearest
from pipelines.settings import settings_from

if TYPE_CHECKING:
    from pipelines.quality.shapes import CheckResult, Measurement
    from pipelines.workspace import Workspace

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")]


def quality(
    name: Annotated[
        str | None, typer.Argument(help="An extract or a dataset; without it, everything.")
    ] = None,
    period: Annotated[str | None, typer.Option(help="A quarter; the newest by default.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Measure anew what was measured already.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print how good data are: the six dimensions, the level, and every check behind them.

    What was not measured yet is measured now.
    """
    from pipelines.workspace import open_workspace

    workspace = open_workspace(settings_from(), create=False)
    if name is None:
        print(f"Measured {_measure(workspace, None, again=again)} extracts and datasets.")
        return
    _measure(workspace, _known(workspace, name), again=again)
    quarters = _history(workspace, name)
    shown = [one for one in quarters if period in (None, one.period)]
    if not shown:
        raise NotFound(
            f"Nothing of {name} {period or ''} can be measured: there are no rows.",
            next_step="Load or bring a file first. Nothing was changed.",
        )
    until = quarters[: quarters.index(shown[-1]) + 1]
    told = as_object(until)
    print(json.dumps(told, ensure_ascii=False, indent=2)) if as_json else _say(told)


def as_object(quarters: tuple[Measurement, ...]) -> dict[str, Any]:
    """Return the newest of a subject's quarters as plain values.

    Args:
        quarters: What was measured, the oldest quarter first; at least one.
    """
    from pipelines.quality.scores import consecutive, dimension_scores, level, score

    newest = quarters[-1]
    found = level(consecutive(quarters))
    return {
        "name": newest.subject,
        "kind": newest.kind,
        "title": newest.title,
        "period": newest.period,
        "as_of": newest.as_of.isoformat(),
        "measured_at": newest.at.isoformat(),
        "rows": newest.rows,
        "dimensions": {
            name: {
                "score": one.score,
                "passed": _whole(one.passed),
                "tested": one.tested,
                "state": one.state,
            }
            for name, one in dimension_scores(newest).items()
        },
        "score": score(newest),
        "level": None if found.value is None else int(found.value),
        "level_exact": found.value,
        "level_words": found.words,
        "checks": [_check(check) for check in newest.checks],
        "failure": newest.failure,
    }


def _known(workspace: Workspace, name: str) -> str:
    """Return a name that can be measured, or say which ones there are."""
    from pipelines.quality import registry

    names = [*workspace.extracts, *(each.id for each in registry.datasets(workspace))]
    if name not in names:
        raise NotFound(
            f"There is no extract or dataset “{name}”.{nearest(name, names)}",
            next_step=f"There are {', '.join(names)}. Nothing was changed.",
        )
    return name


def _measure(workspace: Workspace, name: str | None, *, again: bool) -> int:
    """Measure what is due, of one subject or of all, and return how many that were."""
    from rich.console import Console
    from rich.progress import track

    from pipelines.quality.due import pending, wanted

    today = workspace.reporting_day(datetime.now(UTC).date())
    found = wanted(workspace, today=today) if again else pending(workspace, today=today)
    due = [each for each in found if name in (None, each.subject)]
    if due:
        from pipelines.quality.measuring import measure

        console = Console(stderr=True)
        for each in track(due, "Measuring", console=console, disable=not console.is_terminal):
            measure(workspace, each, now=datetime.now(UTC))
    return len(due)


def _history(workspace: Workspace, name: str) -> tuple[Measurement, ...]:
    """Return a subject's quarters, the oldest first."""
    from pipelines.quality import kept

    return next(iter(kept.history(workspace, subject=name).values()), ())


def _check(check: CheckResult) -> dict[str, Any]:
    """Return a check as plain values."""
    return {
        "name": check.name,
        "dimension": check.dimension,
        "says": check.says,
        "expectation": check.expectation,
        "columns": list(check.columns),
        "tested": check.tested,
        "passed": _whole(check.passed),
        "score": check.score,
        "at_least": check.at_least,
        "passes": check.passes,
        "sample": [dict(row) for row in check.sample],
        "seconds": check.seconds,
        "note": check.note,
    }


def _whole(number: float) -> float | int:
    """Return a count as a whole number where it is one."""
    return int(number) if number == int(number) else number


def _say(told: dict[str, Any]) -> None:
    """Print a measurement in words, the failing checks first."""
    print(f"{told['title']} ({told['name']}), {told['period']}, {told['rows']:,} rows")
    if told["failure"]:
        print(told["failure"])
    for name, one in told["dimensions"].items():
        print(f"  {name:13} {_percent(one['score']):>13}   {one['passed']:g} of {one['tested']}")
    held = f" ({told['level_words']})" if told["level_words"] else ""
    level = "not measured" if told["level"] is None else f"{told['level']} of 5"
    print(f"  {'score':13} {_percent(told['score']):>13}   level {level}{held}")
    for check in sorted(told["checks"], key=lambda one: (one["passes"], one["score"] or 0.0)):
        mark = "not tested" if check["score"] is None else _percent(check["score"])
        print(f"  {'✓' if check['passes'] else '✗'} {mark:>12}  {check['says']} {check['note']}")


def _percent(score: float | None) -> str:
    """Return a score, or that there is none."""
    return "not measured" if score is None else f"{score:.1f} %"
