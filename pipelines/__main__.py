"""``python -m pipelines``: the front door of numbers.

Exit codes: 0 done, loaded or nothing new; 1 refused, in words on standard error; 2 wrong usage.
"""

from __future__ import annotations

import sys

import typer

from pipelines.errors import GapError
from pipelines.front_door import figures, loading, quality, starting, watching

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

app.command("load")(loading.load)
app.command("loads")(loading.loads)
app.command("show")(loading.show)
app.command("undo")(loading.undo)
app.command("watch")(watching.watch)
app.command("metric")(figures.metric)
app.command("explain")(figures.explain)
app.command("check")(figures.check)
app.command("schema")(figures.schema)
app.command("quality")(quality.quality)
app.command("templates")(starting.templates)
app.command("demo")(starting.demo)


def main() -> None:
    """Run a command; an expected failure is told in words and ends with 1."""
    try:
        app()
    except GapError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
