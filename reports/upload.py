"""The steps of an upload on a screen: what is due, what was understood, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipelines.extracts.contract import Column as ContractColumn
from pipelines.intake.explain import shown
from pipelines.intake.questions import Option, Understanding
from pipelines.intake.receipt import Problem
from pipelines.uploads.problems import WrittenValue
from pipelines.uploads.shapes import (
    Finding,
    PlannedPeriod,
    ProblemGroup,
    Upload,
    UploadReceipt,
)
from reports.format import day
from reports.load_changes import difference_words
from reports.markup import Child, element
from reports.tables import Column, table

STATES = {
    "received": "has arrived",
    "asks": "has questions",
    "wrong": "has rows to correct",
    "ready": "is ready to load",
    "waits": "waits for approval",
    "loaded": "is loaded",
    "withdrawn": "was withdrawn",
    "refused": "was refused",
    "overtaken": "was overtaken",
}
SEVERITIES = {"error": "■ blocks", "warning": "▲ warns", "note": "○ note"}
HOW = {
    "exact": "as it stands",
    "folded": "apart from case and blanks",
    "synonym": "a known other name",
    "suggested": "probably",
    "said": "as you said",
    "left_out": "left out",
    "unknown": "not known",
}
LONGEST = 90
"""Characters of a kind of problem in a list to choose from."""
LONGEST_WORD = 40
"""Characters of a word of a file above the box that gives it a meaning."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
MARKS = {"point": "a decimal point", "comma": "a decimal comma"}


def open_table(
    uploads: Sequence[Upload], names: Mapping[str, str], address: Callable[[str], str]
) -> str:
    """Return the uploads that are on their way, each with a link to where it stands."""
    columns = [Column("File"), *(Column(name, is_short=True) for name in ("State", "By", "Since"))]
    rows: list[list[Child]] = [
        [
            element("a", {"href": address(one.id), "target": "_self"}, one.file_name),
            STATES[one.state],
            names.get(one.actor, one.actor),
            f"{day(one.at.date())}, {one.at:%H:%M} UTC",
        ]
        for one in uploads
    ]
    return table(columns, rows, title="Uploads on their way")


def understood_words(found: Understanding) -> str:
    """Return what a file was understood to be, in a sentence or two."""
    what = found.extract or "a kind of file that nobody has named yet"
    period = f", {found.period}" if found.period else ""
    parts = [f"This is {what}{period}."]
    way = [found.encoding.upper()] if found.encoding else []
    if found.delimiter:
        way.append(f"split by {DELIMITERS.get(found.delimiter, found.delimiter)}")
    if found.sheet:
        way = [f"sheet “{found.sheet}”"]
    if found.header_line > 1:
        way.append(f"headings in line {found.header_line}")
    if found.decimal_mark:
        way.append(MARKS[found.decimal_mark])
    if way:
        parts.append(f"It is written in {', '.join(way)}.")
    return " ".join(parts)


def headings_table(found: Understanding) -> str:
    """Return every column of a file with what it was taken for and its first cells."""
    columns = [Column("In the file"), Column("Taken for"), Column("How"), Column("First cells")]
    rows: list[list[Child]] = []
    for place, one in enumerate(found.headings):
        cells = [cells[place] for _, cells in found.first_rows if place < len(cells)]
        rows.append(
            [one.heading, one.column or one.proposal or "–", HOW[one.how], " · ".join(cells)]
        )
    return table(columns, rows, title="Columns of the file")


def answer_words(option: Option, *, is_named: bool = False) -> str:
    """Return a possible answer with what the file would then say.

    Args:
        option: The answer.
        is_named: Whether it is a name that the other screens show, such as that of a column.
    """
    named = is_named and option.value not in ("", option.label)
    label = f"{option.value}: {option.label}" if named else option.label
    return f"{label} ({option.example})" if option.example else label


def first_cells(found: Understanding, place: int) -> str:
    """Return what the first rows say in a column of the file."""
    cells = (cells[place] for _, cells in found.first_rows if place < len(cells))
    return " · ".join(dict.fromkeys(cell for cell in cells if cell))


def shown_word(word: str) -> str:
    """Return a word of a file in quotation marks, short enough for a label."""
    text = shown(word)
    return f"“{text if len(text) <= LONGEST_WORD else text[: LONGEST_WORD - 1] + '…'}”"


def value_words(column: ContractColumn, value: str) -> str:
    """Return one of a column's possible values with what it means."""
    meanings = dict(zip(column.allowed, column.meanings, strict=False))
    meaning = meanings.get(value, "")
    return f"{value} ({meaning})" if meaning else value


def words_asked(column: ContractColumn, found: Sequence[WrittenValue], every: int) -> str:
    """Return the question what the words of a column stand for."""
    cells = sum(one.count for one in found)
    many = "1 cell says" if cells == 1 else f"{cells:,} cells say"
    which = "a word" if every == 1 else f"{every:,} words"
    first = f" The {len(found):,} most frequent come first." if every > len(found) else ""
    return (
        f"{many} {which} that {column.name} does not have. Give each its meaning once; it holds "
        f"for the whole file and can be remembered for the next one.{first}"
    )


def constant_words(group: ProblemGroup, value: str) -> str:
    """Return where a value that was said for the whole file is said otherwise."""
    return (
        f"{group.column} is “{shown(value)}” in every row because somebody said so, and not in the "
        "file. Say another value in step 3, under “Read it otherwise”."
    )


def wrong_words(found: Finding) -> str:
    """Return how a file stands, in a sentence."""
    if not found.rejected:
        return f"All {found.accepted:,} rows are good."
    kinds = sum(one.severity == "error" for one in found.groups)
    return (
        f"{found.rejected:,} of {found.rows:,} rows cannot be loaded, for {kinds} "
        f"{'reason' if kinds == 1 else 'kinds of reason'}."
    )


def group_words(group: ProblemGroup) -> str:
    """Return a kind of problem in a few words, for choosing."""
    is_named = group.message.startswith(group.column)
    return (group.message if is_named else f"{group.column}: {group.message}")[:LONGEST]


def groups_table(groups: Sequence[ProblemGroup]) -> str:
    """Return the kinds of problems, one line each."""
    columns = [Column("Severity", is_short=True), Column("Column"), Column("Rows", True),
               Column("What"), Column("Expected"), Column("Probably"),
               Column("First lines")]  # fmt: skip
    rows: list[list[Child]] = [
        [
            SEVERITIES[one.severity],
            one.column or "whole row",
            f"{one.count:,}",
            one.message,
            one.expected or "–",
            one.suggestion or "–",
            ", ".join(map(str, one.lines)),
        ]
        for one in groups
    ]
    return table(columns, rows, title="Kinds of problems")


def problem_rows(problems: Sequence[Problem]) -> str:
    """Return problems one by one."""
    columns = [Column("Line", True), Column("Column"), Column("Says"), Column("Expected"),
               Column("Probably")]  # fmt: skip
    rows: list[list[Child]] = [
        [str(one.line or ""), one.column or "", one.value or "(empty)",
         one.expected or one.message, one.suggestion]
        for one in problems
    ]  # fmt: skip
    return table(columns, rows, title="Problems", first="td")


def periods_table(planned: Sequence[PlannedPeriod]) -> str:
    """Return what an upload would say, period by period."""
    columns = [
        Column("Extract"),
        Column("Period", is_short=True),
        Column("Rows", True),
        Column("Against what is there"),
    ]
    rows: list[list[Child]] = [
        [
            one.extract,
            one.period,
            f"{one.rows:,}",
            difference_words(one.difference) if one.live else "nothing is there yet",
        ]
        for one in planned
    ]
    return table(columns, rows, title="What it says", is_grid=True)


def commit_words(upload: Upload) -> str:
    """Return what the button does."""
    found = upload.finding
    if found is None:
        return "Load"
    many = len(found.planned)
    rows = f"{found.accepted:,} {'row' if found.accepted == 1 else 'rows'}"
    what = f"{many} {'period' if many == 1 else 'periods'}, {rows}"
    return f"Hand in for approval: {what}" if upload.second_person else f"Load {what}"


def waits_words(upload: Upload, names: Mapping[str, str]) -> str:
    """Return who is waited for."""
    who = names.get(upload.submitted_by, upload.submitted_by)
    handed = f"{who} handed it in. " if who else ""
    return f"{handed}Somebody who had no hand in it approves it; until then no figure shows it."


def load_words(upload: Upload) -> str:
    """Return what an upload would load, in a few words."""
    found = upload.finding
    if found is None:
        return upload.file_name
    what = ", ".join(dict.fromkeys(f"{one.extract} {one.period}" for one in found.planned))
    return f"{upload.file_name}: {found.accepted:,} rows, {what}"


def changed_words(figures: int, goals: int) -> str:
    """Return how much changed when an upload began to count."""
    one = "1 figure" if figures == 1 else f"{figures:,} figures"
    more = "" if not goals else " and 1 goal" if goals == 1 else f" and {goals:,} goals"
    return f"{one}{more} changed"


def receipt_table(receipt: UploadReceipt, names: Mapping[str, str], address: str) -> str:
    """Return a receipt."""
    facts: list[tuple[str, Child]] = [
        ("Receipt", receipt.submission),
        ("File", f"{receipt.file_name}, {receipt.size:,} bytes"),
        ("SHA-256", element("span", {"class": "digits"}, receipt.sha256)),
        ("Rows", f"{receipt.rows_accepted:,} loaded, {receipt.rows_rejected:,} refused"),
        ("Brought by", names.get(receipt.actor, receipt.actor)),
        ("When (UTC)", f"{receipt.at:%Y-%m-%d %H:%M}"),
        ("Loads", ", ".join(f"{one.extract} {one.period}" for one in receipt.loads)),
        (
            "All loads",
            element("a", {"href": address, "target": "_self"}, "See the list, or take it back"),
        ),
    ]
    if receipt.approved_by:
        facts.insert(6, ("Approved by", names.get(receipt.approved_by, receipt.approved_by)))
    rows: list[list[Child]] = [[name, value] for name, value in facts]
    return table([Column(""), Column("")], rows, title="Receipt")
