"""The datasets themselves: what the catalogue says of their quality, as rows that can be checked.

For each dataset and each of the last quarters there is a file whose faults make up the scores of
the extract ``datasets``, and for each score of accuracy a reference beside it. The story's
figures are exact: 31 % of the customer records are a person who is there already.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.demo.company import Company
from pipelines.demo.estate import refreshed, register, scores
from pipelines.demo.samples.contract import contract, reference_contract, reference_id
from pipelines.demo.samples.panel import Panel, panels
from pipelines.demo.samples.plan import planned
from pipelines.demo.samples.rows import Sample, Table
from pipelines.periods import Period

FOLDER = "samples"
QUARTERS = 3
"""Quarters that have samples, the newest ones: enough for a level of 4, which must be held."""
ACCURACY = 5
"""Its place among the six scores."""


@dataclass(frozen=True)
class DatasetFiles:
    """One dataset to register, and its rows quarter by quarter."""

    dataset: str
    contract: str
    """The YAML that it is registered by."""
    files: Mapping[str, Path]
    """By quarter, the oldest one first."""


def samples(company: Company, quarter: Period) -> Iterator[tuple[str, Table]]:
    """Yield each dataset's rows at the end of ``quarter``, header first.

    A reference comes before the dataset that is compared with it, and whatever others name
    comes before them.

    Args:
        company: The demo company; larger scales have the same datasets.
        quarter: One of the last quarters.
    """
    yield from _tables(company, panels(company), quarter)


def write_samples(
    folder: Path, company: Company, *, since: date = date.min
) -> tuple[DatasetFiles, ...]:
    """Write the datasets of the last quarters that are over, and the contract of each.

    Args:
        folder: Created where it is missing; files of the same name are overwritten.
        company: The demo company.
        since: Quarters that ended by then are left out.

    Returns:
        In the order to register and bring them: what others refer to comes first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths: dict[str, dict[str, Path]] = {}
    known = panels(company)
    for quarter in company.quarters[-QUARTERS:]:
        if not since < quarter.end <= company.story.as_of:
            continue
        for key, table in _tables(company, known, quarter):
            path = folder / f"{key.lower()}_{quarter.label}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(table)
            paths.setdefault(key, {})[quarter.label] = path
    texts = _contracts(company, known)
    for key in paths:
        (folder / f"{key.lower()}.yaml").write_text(texts[key], encoding="utf-8")
    return tuple(DatasetFiles(key, texts[key], files) for key, files in paths.items())


def _tables(
    company: Company, known: Mapping[str, Panel], quarter: Period
) -> Iterator[tuple[str, Table]]:
    """Yield the tables of one quarter."""
    for key, panel in known.items():
        told = scores(company, key, quarter)
        plan = planned(panel.content, told, panel.liking)
        sample = Sample(panel, plan, refreshed(company, key, quarter), _targets(panel, known))
        if told[ACCURACY] is not None:
            yield reference_id(key), sample.reference()
        yield key, sample.table()


def _targets(panel: Panel, known: Mapping[str, Panel]) -> dict[str, list[str]]:
    """Return the numbers that a dataset may name, by column: those that are there for good."""
    found = {}
    for name, column in panel.content.columns.items():
        if "of" in column.made:
            there = known[column.made["of"]]
            values = there.true[column.made["column"]]
            found[name] = [values[row] for row in there.sources]
    return found


def _contracts(company: Company, known: Mapping[str, Panel]) -> dict[str, str]:
    """Return every contract by dataset; the one of the last quarter, for none changed since."""
    found = {}
    for key, panel in known.items():
        accuracy = scores(company, key, company.quarters[-1])[ACCURACY]
        told = register(key)
        found[key] = contract(panel.content, told, compared=accuracy is not None)
        found[reference_id(key)] = reference_contract(panel.content, told)
    return found
