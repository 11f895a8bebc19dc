"""What a profile counts over records: contradictions, doubles, order, silence.

A check changes nothing, except that a date out of order may be left out where the profile
says so. Its count goes under its decision, so that the mess of a file is told, not tidied away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256

from pipelines.intake.mapping.ledger import Ledger
from pipelines.intake.mapping.model import Check, Identifier, Profile
from pipelines.intake.mapping.values import Record
from pipelines.intake.mapping.words import folded

EVERY_COLUMN = "(all)"
"""How a profile says that records must be the same in every column."""


def run_checks(records: Sequence[Record], profile: Profile, ledger: Ledger) -> None:
    """Count every check over the records that its conditions leave."""
    for check in profile.checks:
        chosen = [record for record in records if all(record.holds(entry) for entry in check.where)]
        if check.same is not None:
            _count_doubles(chosen, check.same, decision=check.decision, ledger=ledger)
            continue
        if check.spellings is not None:
            _count_spellings(chosen, check.spellings, decision=check.decision, ledger=ledger)
            continue
        for record in chosen:
            _count(record, check, ledger)


def give_identifiers(records: Sequence[Record], rule: Identifier) -> None:
    """Give every record its identifier: the same whatever the order of the rows.

    Records with the same names are told apart by their place among them when sorted by content;
    two numbers that collide are told apart in the same way.
    """
    named: defaultdict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        named[tuple(folded(record.cells[name]) for name in rule.names)].append(record)
    taken: set[str] = set()
    for names in sorted(named):
        for place, record in enumerate(sorted(named[names], key=_content)):
            prefix = record.value(rule.prefix, {})[0]
            attempt = 0
            while True:
                text = "\x1f".join((*names, str(place), str(attempt)))
                number = int(sha256(text.encode()).hexdigest(), 16) % 10**rule.digits
                candidate = f"{prefix}-{number:0{rule.digits}d}"
                if candidate not in taken:
                    break
                attempt += 1
            taken.add(candidate)
            record.identifier = candidate


def _count(record: Record, check: Check, ledger: Ledger) -> None:
    """Count one check for one record."""
    if check.line_breaks is not None:
        for place, text in enumerate(record.whole):
            if "\n" in text:
                ledger.count(check.decision, record.line, str(place))
        return
    if check.later is not None and check.earlier is not None:
        first = record.written(check.earlier, check.dates)
        then = record.written(check.later, check.dates)
        if first is None or then is None or first.day <= then.last:
            return
        if check.do == "leave later out":
            record.suppressed.add(check.later)
    elif check.agree is not None:
        if len({folded(record.value(rule, {})[0]) for rule in check.agree}) == 1:
            return
    elif not _is_so(record, check):
        return
    ledger.count(check.decision, record.line)


def _is_so(record: Record, check: Check) -> bool:
    """Return whether a record is filled, empty, dated and undated as a check asks."""
    return (
        (check.filled is None or any(record.filled(column) for column in check.filled))
        and not any(record.filled(column) for column in check.empty or ())
        and (check.dated is None or _happened(record, check.dated, check.dates))
        and (check.undated is None or not _happened(record, check.undated, check.dates))
    )


def _happened(record: Record, columns: tuple[str, ...], reading: str) -> bool:
    """Return whether any of the date columns names a day on or before the as-of."""
    return any(record.happened(column, reading) for column in columns)


def _count_doubles(
    records: Sequence[Record], columns: tuple[str, ...], *, decision: str, ledger: Ledger
) -> None:
    """Count the records that share the content of ``columns`` with another one."""
    groups: defaultdict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        key = _content(record) if columns == (EVERY_COLUMN,) else tuple(
            folded(record.cells[column]) for column in columns
        )  # fmt: skip
        groups[key].append(record)
    for group in groups.values():
        if len(group) > 1:
            for record in group:
                ledger.count(decision, record.line)


def _count_spellings(
    records: Sequence[Record], column: str, *, decision: str, ledger: Ledger
) -> None:
    """Count the records whose spelling of a cell is not the commonest one of the same text."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        spellings[folded(record.cells[column])][record.cells[column]] += 1
    for record in records:
        text = record.cells[column]
        if spellings[folded(text)].most_common(1)[0][0] != text:
            ledger.count(decision, record.line, column)


def _content(record: Record) -> tuple[str, ...]:
    """Return every cell of a record, columns that are left out included, in the file's order."""
    return record.whole
