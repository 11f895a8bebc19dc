"""What the HTTP API tells: loads and metrics.

Plain functions: the server runs them beside its event loop, so a long question keeps nobody
waiting who asks for something else.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from governance.tokens import require_scope
from pages.parts.api_answers import (
    CellAnswer,
    LineageAnswer,
    MetricAnswer,
    answer,
    load_answer,
)
from pages.parts.api_asked import OfMetric, OfNothing, asked
from pages.parts.api_entry import around, token_of
from pipelines.errors import GapError, NotFound
from pipelines.marked_yaml import nearest
from pipelines.metrics.lineage import walk_back
from pipelines.metrics.query import answers
from pipelines.metrics.results import Answer
from pipelines.periods import parsed
from pipelines.workspace import Workspace


def load(request: Request) -> Response:
    """Answer with one load."""
    require_scope(token_of(request), "loads:read")
    asked(OfNothing, request.query_params)
    workspace = around(request).workspace()
    return answer(load_answer(workspace.catalogue.load(request.path_params["id"])))


def metric(request: Request) -> Response:
    """Answer with a metric's figures and the loads behind them."""
    require_scope(token_of(request), "metrics:read")
    wanted = asked(OfMetric, request.query_params)
    here, name = around(request).workspace(), request.path_params["name"]
    known = here.metrics.metrics
    if name not in known:
        raise NotFound(
            f"There is no metric “{name}”.{nearest(name, known)}",
            next_step="The description of the API lists them.",
        )
    version = _version(here, wanted.version)
    found = answers(
        here,
        [name],
        grain=wanted.grain,
        periods=None if wanted.period is None else [parsed(wanted.period)],
        by=tuple(dict.fromkeys(wanted.by)),
        version=version,
        today=here.reporting_day(around(request).now().date()),
    )[name]
    _refuse_too_many(found, most=around(request).policy.answers.most_cells)
    return answer(_metric_answer(here, found))


def _version(workspace: Workspace, written: str | None) -> int:
    """Return the catalogue version to read; one that does not exist yet is refused."""
    newest = workspace.catalogue.version()
    version = newest if written is None else int(written)
    if version > newest:
        raise NotFound(
            f"There is no version {version} yet; the newest one is {newest}.",
            where="Query, version.",
            next_step="Ask for that one, or leave the version out.",
        )
    return version


def _refuse_too_many(found: Answer, *, most: int) -> None:
    """Refuse an answer that nobody could read."""
    if len(found.rows) > most:
        raise GapError(
            f"That would be {len(found.rows)} figures; {most} are answered at once.",
            next_step="Ask for one period, or split by less.",
        )


def _metric_answer(workspace: Workspace, found: Answer) -> MetricAnswer:
    """Return the figures with the loads behind each period."""
    about = workspace.metrics.metric(found.metric)
    periods = tuple(dict.fromkeys(cell.period for cell in found.rows))
    return MetricAnswer(
        metric=about.name,
        title=about.title,
        unit=about.unit,
        as_of=found.as_of,
        cells=[
            CellAnswer(
                period=cell.period,
                dimensions=dict(cell.dimensions),
                value=cell.value,
                n=cell.n,
                coverage=cell.coverage,
                state=cell.state,
                note=cell.note,
            )
            for cell in found.rows
        ],
        lineage=[
            LineageAnswer(period=period, loads=_loads_behind(workspace, found, period))
            for period in periods
        ],
    )


def _loads_behind(workspace: Workspace, found: Answer, period: str) -> list[str]:
    """Return the loads that hold a row behind a metric's figures of one period."""
    walk = walk_back(workspace, found.metric, period=parsed(period), version=found.as_of, limit=0)
    loads = {load.id: None for source in walk.sources for load in source.loads}
    return list(loads)
