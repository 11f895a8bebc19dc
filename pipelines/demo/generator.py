"""The demo company written to a folder: thirteen kinds of CSV, its datasets, and the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.demo.adoption import adoption
from pipelines.demo.blockers import blockers
from pipelines.demo.columns import COLUMNS
from pipelines.demo.company import Company, grown
from pipelines.demo.controls import control_evidence
from pipelines.demo.defects import spoil
from pipelines.demo.estate import datasets, infra
from pipelines.demo.incidents import incidents
from pipelines.demo.ledger import ledger
from pipelines.demo.predictions import predictions
from pipelines.demo.samples.files import FOLDER, DatasetFiles, write_samples
from pipelines.demo.stages import Row, initiatives, models, stage_events
from pipelines.demo.truth.manifest import write_truth
from pipelines.demo.workforce import talent, training
from pipelines.demo.writing import write_predictions, write_rows
from pipelines.periods import Period

ROWS: Mapping[str, Callable[[Company, Period], Iterator[Row]]] = {
    "initiatives": initiatives,
    "stage_events": stage_events,
    "adoption": adoption,
    "ledger": ledger,
    "control_evidence": control_evidence,
    "incidents": incidents,
    "datasets": datasets,
    "infra": infra,
    "talent": talent,
    "training": training,
    "blockers": blockers,
}
LATER_KNOWN = ("incidents", "infra")
"""Extracts whose rows are completed later: an incident is closed, a request is met."""
SAMPLED = ("demo",)
"""Scales whose datasets are written too; the larger ones are there to be measured in rows."""


@dataclass(frozen=True)
class Demo:
    """What was written."""

    folder: Path
    files: tuple[Path, ...]
    """In the order to load them: what others refer to comes first, editions in turn."""
    rows: Mapping[str, int]
    """Rows by file name, planted duplicates not counted."""
    datasets: tuple[DatasetFiles, ...] = ()
    """In the order to register them: what others refer to comes first. None at larger scales."""


def write_demo(
    folder: Path,
    *,
    scale: str = "demo",
    seed: int = 2026,
    truth: bool = True,
    defects: bool = False,
    known_on: date | None = None,
    since: date = date.min,
) -> Demo:
    """Write the demo company's files into ``folder``, and its datasets into ``samples`` there.

    Args:
        folder: Created where it is missing; files of the same name are overwritten.
        scale: ``demo``, ``1M``, ``10M`` or ``100M`` rows, roughly.
        seed: The same seed writes the same bytes.
        truth: Whether to count everything again and write ``truth.json`` beside the data.
        defects: Whether to plant known faults afterwards; the truth is that of the clean rows.
        known_on: Write what was known on that day: the quarters that were over, and nothing in
            them that happened later. The story's last day by default.
        since: Leave out what was known on that day already.

    Raises:
        GapError: There is no such scale.
    """
    company = grown(scale, seed=seed, known_on=known_on)
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, int] = {}
    for extract in COLUMNS:
        for name, write in _files(company, extract, since=since):
            count = write(folder / name)
            if count:
                rows[name] = count
            else:
                (folder / name).unlink()
    samples = write_samples(folder / FOLDER, company, since=since) if scale in SAMPLED else ()
    if truth:
        write_truth(folder, rows, scale=scale, seed=seed)
    files = tuple(folder / name for name in rows)
    if defects:
        for path in files:
            spoil(path, path.stem.partition("_20")[0], seed=seed)
    return Demo(folder, files, rows, samples)


def _files(
    company: Company, extract: str, *, since: date
) -> Iterator[tuple[str, Callable[[Path], int]]]:
    """Yield the name of each file of ``extract`` and what writes it."""
    known = company.story.as_of
    over = [quarter for quarter in company.quarters if quarter.end <= known]
    if extract == "models":
        name = f"models_{over[-1].label}.csv"
        yield name, lambda path: write_rows(path, extract, models(company))
        return
    restated = company.story.facts["restated"]
    for quarter in over:
        if quarter.end > since or extract in LATER_KNOWN:
            yield f"{extract}_{quarter.label}.csv", _writer(company, extract, quarter)
        again = (extract, quarter.label) == (restated["extract"], restated["quarter"])
        if again and since < restated["corrected_on"] <= known:
            yield f"{extract}_{quarter.label}_r2.csv", _second_edition(company, quarter)


def _writer(company: Company, extract: str, quarter: Period) -> Callable[[Path], int]:
    """Return what writes one quarter of one extract."""
    if extract == "predictions":
        return lambda path: write_predictions(path, predictions(company, quarter))
    return lambda path: write_rows(path, extract, ROWS[extract](company, quarter))


def _second_edition(company: Company, quarter: Period) -> Callable[[Path], int]:
    """Return what writes the corrected ledger of the restated quarter."""
    return lambda path: write_rows(path, "ledger", ledger(company, quarter, edition=2))
