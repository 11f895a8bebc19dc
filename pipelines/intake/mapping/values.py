"""One record of the foreign file, read by the profile's rules.

Every cell that is read ends as a value, as a count under a decision or as a problem with its
line and column; what no rule asked for is counted too, so that nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pipelines.intake.mapping.dates import (
    ImpossibleDate,
    Written,
    written_date,
    year_from_day_number,
)
from pipelines.intake.mapping.ledger import Ledger, MappingProblem
from pipelines.intake.mapping.model import Condition, DateReading, Field, Partly, Profile
from pipelines.intake.mapping.words import Vocabulary, folded

_SPREADSHEET_YEARS = 1905
"""The year in which the day numbers 1900 to 2100 nearly all fall (1905-03-14 to 1905-09-30)."""
MISSING = "(missing)"
"""How a profile writes “an empty cell” among answers."""


class Record:
    """One record and its reading; the line is the row a spreadsheet shows."""

    def __init__(
        self, line: int, whole: tuple[str, ...], cells: Mapping[str, str], profile: Profile,
        vocabulary: Vocabulary, ledger: Ledger,
    ) -> None:  # fmt: skip
        """Take one row: ``whole`` as it stands, ``cells`` by the profile's column names."""
        self.line = line
        self.whole = whole
        self.cells = cells
        self.identifier = ""
        self.suppressed: set[str] = set()
        self._profile = profile
        self._vocabulary = vocabulary
        self._ledger = ledger
        self._read: set[str] = set()

    def holds(self, condition: Condition) -> bool:
        """Return whether the record fulfils ``condition``."""
        return self.mapped(condition.column, condition.map)[0] in condition.among

    def value(self, rule: Field, reasons: Mapping[str, str]) -> tuple[str, str]:
        """Return a field's text and the reason given with it.

        Args:
            rule: Where the field comes from.
            reasons: Reasons that came with the row's fields so far.
        """
        self._ledger.count(rule.decision, self.line)
        if rule.constant is not None:
            return rule.constant, ""
        if rule.identifier is not None:
            return "-".join(part for part in (self.identifier, rule.identifier) if part), ""
        if rule.reason_of is not None:
            return reasons.get(rule.reason_of, ""), ""
        if rule.worst_of is not None:
            found = {self.value(part, reasons)[0] for part in rule.worst_of}
            return next((word for word in rule.order if word in found), ""), ""
        column = rule.column or ""
        if rule.date:
            return self._dated_field(column, rule), ""
        if not rule.map:
            self._read.add(column)
            return " ".join(self.cells[column].split()), ""
        if rule.explained and self._points_on(column, rule.explained.answers):
            self._read.add(column)
            return self.mapped(rule.explained.column, rule.explained.map)
        return self.mapped(column, rule.map)

    def mapped(self, column: str, map_name: str) -> tuple[str, str]:
        """Return what an answer map makes of a cell, and the reason that goes with it."""
        self._read.add(column)
        text = self.cells[column]
        entry = self._vocabulary.maps[map_name]
        outcome = entry.outcome(text, self._vocabulary.meaning(text))
        if outcome is None:
            self._refuse(column, f"The profile's map “{map_name}” does not know this answer.")
            return "", ""
        self._ledger.count(outcome.decision or entry.source.decision, self.line, column)
        as_written = " ".join(text.split()) if outcome.reason_as_written else ""
        return outcome.means, as_written or outcome.reason

    def dated(self, column: str, reading_name: str) -> date | None:
        """Return the day in a date column as the profile places it, future or not, or None."""
        found = self.written(column, reading_name)
        if found is None:
            return None
        partly = _partly(found, self._profile.dates[reading_name])
        return found.placed(partly.place) if partly else found.day

    def written(self, column: str, reading_name: str) -> Written | None:
        """Return what a date column says, with its precision, or None where it says no day."""
        self._read.add(column)
        reading = self._profile.dates[reading_name]
        text = " ".join(self.cells[column].split())
        better = self._vocabulary.corrected[reading_name].get(folded(text))
        if better is not None:
            self._ledger.count(reading.corrected_decision, self.line, column)
            text = better
        if folded(text) in self._vocabulary.undatable[reading_name]:
            self._ledger.count(reading.undatable_decision, self.line, column)
            return None
        meaning = self._vocabulary.meaning(text)
        if meaning is not None:
            decision: str = getattr(reading, meaning)
            if text and not decision:
                self._refuse(column, "The profile does not say what this means for a date.")
            self._ledger.count(decision, self.line, column)
            return None
        try:
            found = written_date(text, reading.layouts, short_years=reading.short_years)
        except ImpossibleDate:
            if not reading.impossible:
                self._refuse(column, "No calendar has this day.")
            self._ledger.count(reading.impossible, self.line, column)
            return None
        return self._usable(column, found, reading)

    def happened(self, column: str, reading_name: str) -> bool:
        """Return whether a date column names a day on or before the as-of."""
        day = self.dated(column, reading_name)
        return day is not None and day <= self._profile.as_of

    def filled(self, column: str) -> bool:
        """Return whether a cell says something other than missing, n/a or a placeholder."""
        return self._vocabulary.meaning(self.cells[column]) is None

    def count_unread(self) -> None:
        """Count the filled cells that no rule has looked at."""
        for column in self.cells.keys() - self._read:
            if self.cells[column].strip():
                self._ledger.count(self._profile.file.unread, self.line, column)

    def _dated_field(self, column: str, rule: Field) -> str:
        """Return a date field as ISO text: only days that lie on the asked side of the as-of."""
        day = self.dated(column, rule.date or "")
        if day is None or column in self.suppressed:
            return ""
        future = day > self._profile.as_of
        if future:
            decision = self._profile.dates[rule.date or ""].future
            if not decision:
                self._refuse(column, f"This day lies after {self._profile.as_of.isoformat()}.")
            self._ledger.count(decision, self.line, column)
        return day.isoformat() if future == (rule.keep == "future") else ""

    def _usable(self, column: str, found: Written | None, reading: DateReading) -> Written | None:
        """Return what was written where the profile can use it, counted where it chose a day."""
        if found is None:
            self._refuse(column, f"This is not a date as the profile reads it ({_known(reading)}).")
            return None
        years = reading.day_number_years
        if years and found.precision == "day" and found.day.year == _SPREADSHEET_YEARS:
            number = year_from_day_number(found.day)
            if years.first <= number <= years.last:
                found = Written(date(number, 1, 1), "year")
        partly = _partly(found, reading)
        if found.precision != "day" and partly is None:
            self._refuse(column, f"Only a {found.precision} is given, not a day.")
            return None
        if found.day < reading.earliest:
            self._refuse(column, f"This day lies before {reading.earliest.isoformat()}.")
            return None
        if partly:
            self._ledger.count(partly.decision, self.line, column)
        return found

    def _points_on(self, column: str, answers: tuple[str, ...]) -> bool:
        """Return whether a cell's answer is explained in another cell."""
        text = self.cells[column]
        if self._vocabulary.meaning(text) == "missing" and MISSING in answers:
            return True
        return folded(text) in {folded(answer) for answer in answers}

    def _refuse(self, column: str, message: str) -> None:
        """Report a cell that no rule covers, under the heading that the file gives it."""
        heading = self._profile.file.columns[column]
        again = f" ({heading.occurrence})" if heading.occurrence > 1 else ""
        self._ledger.report(
            MappingProblem(self.line, f"{heading.header}{again}", self.cells[column], message)
        )


def _partly(found: Written, reading: DateReading) -> Partly | None:
    """Return the rule for a date written as a month or a year only."""
    if found.precision == "day":
        return None
    return reading.year_only if found.precision == "year" else reading.month_only


def _known(reading: DateReading) -> str:
    """Return the layouts of a reading as words."""
    return ", ".join(reading.layouts)
