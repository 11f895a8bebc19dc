"""Files as people really write them: Excel's delimiters, numbers, dates, periods and headings.

Each is read as it was meant, with exactly these values, or asked about, or refused; never read as
something that was not written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from pipelines.intake.layout import DecimalMark, Layout
from tests.pipelines.intake.corpus import HEADER, PLAIN, ROWS, Case, text

NUMBERS = "headcount, completed, score_mean"
LEDGER = (
    "entry_id,initiative_id,month,type,category,amount_eur,status,baseline_ref,restates_entry_id"
)
EVENTS = (
    "event_id,initiative_id,from_stage,to_stage,event_date,gate,decision,approver_role,evidence_ref"
)
SHARES = (
    "prediction_id,model_id,version,ts,score,predicted,actual,group_attr,group_value,latency_ms"
)
FIRST_AGAIN = ROWS[0].replace("engineers", "testers").encode()


def written_cases() -> Iterator[Case]:
    """Yield every file of this part of the corpus."""
    yield from _delimiters()
    yield from _numbers()
    yield from _amounts()
    yield from _shares()
    yield from _dates()
    yield from _periods()
    yield from _headings()
    yield from _lines()
    yield from _shapes()


def training(*numbers: tuple[str, str], mark: str = ";", header: str = HEADER) -> bytes:
    """Return a file with the headcount and the mean mark of each row."""
    rows = [
        mark.join((f"group {place}", "Course", "2026-Q1", heads, "true", "5", "", score))
        for place, (heads, score) in enumerate(numbers)
    ]
    return text(*rows, header=header.replace(",", mark)).encode()


def ledger(*amounts: str, months: Sequence[str] = ("2026-01",), mark: str = ";") -> bytes:
    """Return a file with one entry for each amount and month."""
    cells = [(amount, month) for amount in amounts for month in months]
    rows = [
        mark.join((f"L-{place}", "AI-1", month, "cost", "run", amount, "realised", "", ""))
        for place, (amount, month) in enumerate(cells)
    ]
    return text(*rows, header=LEDGER.replace(",", mark)).encode()


def events(*days: str, mark: str = ",") -> bytes:
    """Return a file with one event for each day."""
    rows = [
        mark.join((f"E-{place}", "AI-1", "idea", "prototype", day, "", "", "", ""))
        for place, day in enumerate(days)
    ]
    return text(*rows, header=EVENTS.replace(",", mark)).encode()


def _delimiters() -> Iterator[Case]:
    """Yield what stands between cells."""
    values = ((10, 8, 71.5), (20, 5, 88.0), (7, 7, None))
    for name, mark in (("semicolons", ";"), ("tabs", "\t"), ("bars", "|")):
        yield Case(f"points between {name}", PLAIN.replace(",", mark).encode(), rows=3,
                   shows=NUMBERS, values=values)  # fmt: skip
    commas = PLAIN.replace(",", ";").replace("71.5", "71,5")
    yield Case("decimal commas between semicolons", commas.encode(), rows=3, shows=NUMBERS,
               values=values)  # fmt: skip
    yield Case("a delimiter that was said", PLAIN.replace(",", "|").encode(), rows=3,
               layout=Layout(delimiter="pipe"))  # fmt: skip
    semicolons = PLAIN.replace(",", ";").replace("Safe models", "Safe, fair, fast, small, cheap")
    yield Case("commas inside cells between semicolons", semicolons.encode(), rows=3)
    excel = "\ufeff" + commas.replace("\n", "\r\n")
    yield Case("as Excel writes it in German", excel.encode(), rows=3, shows=NUMBERS, values=values)


def _numbers() -> Iterator[Case]:
    """Yield numbers whose decimal mark the file proves, contradicts or leaves open."""
    proved = (
        ("1.234 proved by 71,5", ("1.234", "71,5"), (1234, 71.5)),
        ("1,234 proved by 71.5", ("1,234", "71.5"), (1234, 71.5)),
        ("1.234.567 proves itself", ("1.234.567", "71"), (1234567, 71.0)),
        ("1,234,567 proves itself", ("1,234,567", "71"), (1234567, 71.0)),
        ("blanks between thousands", ("1 234", "71"), (1234, 71.0)),
        (
            "hard blanks between thousands",
            ("1\u00a0234\u202f".rstrip("\u202f"), "71"),
            (1234, 71.0),
        ),
        ("narrow blanks between thousands", ("1\u202f234", "71"), (1234, 71.0)),
        ("apostrophes between thousands", ("1'234", "71"), (1234, 71.0)),
        ("curly apostrophes between thousands", ("1\u2019234", "71"), (1234, 71.0)),
        ("a plus before a number", ("+12", "+71"), (12, 71.0)),
        ("a small share with a comma", ("12", "0,125"), (12, 0.125)),
        ("a decimal comma without a digit before it", ("12", ",5"), (12, 0.5)),
        ("a decimal comma and an exponent", ("12", "7,15E+01"), (12, 71.5)),
    )
    for name, cells, (heads, score) in proved:
        yield Case(name, training(cells), rows=1, shows="headcount, score_mean",
                   values=((heads, score),))  # fmt: skip
    asked = (("decimal_mark", "", None),)
    for name, cell in (("1.234 and no proof", "1.234"), ("1,234 and no proof", "1,234")):
        yield Case(name, training((cell, "71")), code="needs_answers", asks=asked)
    quoted = training(('"1,234"', "71"), mark=",")
    yield Case("1,234 between commas and no proof", quoted, code="needs_answers", asks=asked)
    comma = Layout(decimal_mark="comma")
    yield Case("1.234 and a comma was said", training(("1.234", "71")), rows=1, layout=comma,
               shows="headcount", values=((1234,),))  # fmt: skip
    point = Layout(decimal_mark="point")
    yield Case("1.234 and a point was said", training(("12", "1.234")), rows=1, layout=point,
               shows="score_mean", values=((1.234,),))  # fmt: skip
    yield Case("1.234 between commas has a point", training(("12", "1.234"), mark=","), rows=1,
               shows="score_mean", values=((1.234,),))  # fmt: skip
    both = training(("12", "71,5"), ("12", "71.5"))
    yield Case("two decimal marks", both, code="two_notations")
    said: tuple[tuple[DecimalMark, int], ...] = (("comma", 3), ("point", 2))
    for mark, line in said:
        yield Case(f"two decimal marks and a {mark} was said", both, code="wrong_type",
                   lines=(line,), layout=Layout(decimal_mark=mark))  # fmt: skip
    for name, cell in (
        ("groups of two", "12.34.567"), ("a group of four", "1.2345.678"), ("a group too short",
        "1.234.56"), ("two kinds of groups", "1.234 567"), ("two signs", "-5-"),
        ("a bracket too many", "(5"), ("thousands that begin with nothing", "0.123.456"),
        ("two decimal commas", "1,2,3"), ("decimals in a whole number", "12,0"),
    ):  # fmt: skip
        yield Case(name, training((cell, "71,5")), code="wrong_type", lines=(2,))
    quoted = PLAIN.replace(",10,", ',"1,000",')
    yield Case("a thousands separator", quoted.encode(), rows=3, shows=NUMBERS,
               values=((1000, 8, 71.5), (20, 5, 88.0), (7, 7, None)))  # fmt: skip
    yield Case("a decimal comma", PLAIN.replace("71.5", '"71,5"').encode(), rows=3, shows=NUMBERS,
               values=((10, 8, 71.5), (20, 5, 88.0), (7, 7, None)))  # fmt: skip


def _amounts() -> Iterator[Case]:
    """Yield amounts, which are exact."""
    for name, cells, values in (
        ("amounts as in Germany", ("1.234,56", "12"), ("1234.56", "12.00")),
        ("amounts as in Britain", ("1,234.56", "12"), ("1234.56", "12.00")),
        ("amounts as in France", ("1\u202f234,56", "12"), ("1234.56", "12.00")),
        ("amounts as in Switzerland", ("1'234.56", "12"), ("1234.56", "12.00")),
        (
            "amounts as large as they come",
            ("99.999.999.999,99", "0,01"),
            ("99999999999.99", "0.01"),
        ),
    ):
        loaded = tuple((Decimal(value),) for value in values)
        yield Case(name, ledger(*cells), rows=2, shows="amount_eur", values=loaded,
                   file_name="ledger_2026-01.csv")  # fmt: skip
    for name, cell, code in (
        ("an amount in brackets is below nothing", "(5,50)", "too_small"),
        ("an amount with its minus behind it", "5,50-", "too_small"),
        ("a decimal too many is not rounded", "1,005", "needs_answers"),
        ("two decimals too many are not rounded", "1,0051", "too_precise"),
        ("an amount with its currency", "€5,50", "wrong_type"),
        ("an amount in per cent", "5,50 %", "wrong_type"),
    ):
        asks = (("decimal_mark", "", None),) if code == "needs_answers" else ()
        yield Case(name, ledger(cell), code=code, asks=asks, lines=() if asks else (2,),
                   file_name="ledger_2026-01.csv")  # fmt: skip


def _shares() -> Iterator[Case]:
    """Yield per cent, which has a meaning only where the contract gives it one."""
    for name, cell, value in (
        ("45 % of one", "45 %", 0.45), ("45% of one", "45%", 0.45), ("a share", "0,45", 0.45),
        ("0,5 % of one", "0,5 %", 0.005), ("100 % of one", "100 %", 1.0),
    ):  # fmt: skip
        row = f"P-1;M-1;1;2026-01-31T10:15:00Z;{cell};1;;;;"
        content = text(row, header=SHARES.replace(",", ";")).encode()
        yield Case(name, content, rows=1, shows="score", values=((value,),),
                   file_name="predictions_2026-Q1.csv")  # fmt: skip
    row = "P-1;M-1;1;2026-01-31T10:15:00Z;145 %;1;;;;"
    yield Case("145 % of one", text(row, header=SHARES.replace(",", ";")).encode(),
               code="too_large", lines=(2,), file_name="predictions_2026-Q1.csv")  # fmt: skip
    yield Case("per cent of points", training(("12", "45 %")), code="wrong_type", lines=(2,))


def _dates() -> Iterator[Case]:
    """Yield dates whose order the column proves, contradicts or leaves open."""
    name, shows = "stage_events_2026-Q1.csv", "event_date"
    first = date(2026, 2, 3)
    for title, days in (
        ("a date with slashes, year first", ("2026/02/03",)),
        ("a date with points, year first", ("2026.02.03",)),
        ("a date with points, day first", ("3.2.2026",)),
        ("a date with its month's name", ("3 Feb 2026",)),
        ("a date with its month's name and dashes", ("03-Feb-2026",)),
        ("a date as Americans write it", ('"February 3, 2026"',)),
        ("a date at midnight", ("2026-02-03 00:00:00",)),
    ):
        yield Case(title, events(*days), rows=1, shows=shows, values=((first,),), file_name=name)
    day, month = date(2026, 3, 1), date(2026, 1, 3)
    yield Case("13/02 decides the column", events("01/03/2026", "13/02/2026"), rows=2, shows=shows,
               values=((day,), (date(2026, 2, 13),)), file_name=name)  # fmt: skip
    yield Case("02-13 decides the column", events("01-03-2026", "02-13-2026"), rows=2, shows=shows,
               values=((month,), (date(2026, 2, 13),)), file_name=name)  # fmt: skip
    asks = (("dates", "event_date", None),)
    open_day = events("01/03/2026")
    yield Case("01/03 and no proof", open_day, code="needs_answers", asks=asks, file_name=name)
    yield Case("03/03 needs none", events("03/03/2026"), rows=1, shows=shows,
               values=((date(2026, 3, 3),),), file_name=name)  # fmt: skip
    yield Case("01/03 and the day was said", open_day, rows=1, shows=shows, values=((day,),),
               layout=Layout(dates={"event_date": "day_first"}), file_name=name)  # fmt: skip
    yield Case("01/03 and the month was said", open_day, rows=1, shows=shows, values=((month,),),
               layout=Layout(dates={"": "month_first"}), file_name=name)  # fmt: skip
    yield Case("01/03 and our own form was said", open_day, code="wrong_type", lines=(2,),
               layout=Layout(dates={"": "iso"}), file_name=name)  # fmt: skip
    yield Case("two orders in one column", events("13/02/2026", "02/13/2026"),
               code="two_notations", file_name=name)  # fmt: skip
    for title, cell in (
        ("a year of two digits", "03.02.26"), ("a day that never was", "30.02.2026"),
        ("a month that never was", "2026/13/01"), ("a number that Excel calls a day", "46056"),
        ("a date with a time of day", "2026-02-03 10:15:00"), ("a month in German", "3 Mai 2026"),
        ("two separators in one date", "03/02.2026"), ("thirteenth of the thirteenth",
        "13/13/2026"),
    ):  # fmt: skip
        yield Case(title, events(cell), code="wrong_type", lines=(2,), file_name=name)


def _periods() -> Iterator[Case]:
    """Yield quarters and months in every form that can be read in one way only."""
    for label in ("Q1 2026", "Q1/2026", "Q1-2026", "1Q26", "1Q2026", "2026Q1", "2026 Q1", "2026/Q1",
                  "q1 2026"):  # fmt: skip
        yield Case(f"the quarter {label}", PLAIN.replace("2026-Q1", label).encode(), rows=3,
                   shows="quarter", values=(("2026-Q1",),) * 3)  # fmt: skip
    for label in ("01/2026", "1/2026", "01.2026", "2026/01", "Jan 2026", "January 2026",
                  "jan-2026"):  # fmt: skip
        yield Case(f"the month {label}", ledger("12", months=(label,)), rows=1, shows="month",
                   values=(("2026-01",),), file_name="ledger_2026-01.csv")  # fmt: skip
    for label in ("FY26 Q1", "Q1 FY2026", "Q1 26", "Q5 2026", "first quarter", "2026-02",
                  "2026-01-31"):  # fmt: skip
        yield Case(f"{label} is no quarter", PLAIN.replace("2026-Q1", label, 1).encode(),
                   code="wrong_type", lines=(2,))  # fmt: skip
    for label in ("13/2026", "Janvier 2026", "Jan 26", "2026-Q1", "2026-01-01"):
        yield Case(f"{label} is no month", ledger("12", months=(label,)), code="wrong_type",
                   lines=(2,), file_name="ledger_2026-01.csv")  # fmt: skip


def _headings() -> Iterator[Case]:
    """Yield headings that are nearly ours, foreign or too many, and what was said of them."""
    typed = text(*ROWS, header=HEADER.replace("headcount", "headcuont")).encode()
    yield Case("a misspelt column that was mapped", typed, rows=3,
               layout=Layout(mapping={"headcuont": "headcount"}))  # fmt: skip
    yield Case("a misspelt column and suggestions count", typed + FIRST_AGAIN, rows=4,
               layout=Layout(accepts_suggestions=True))  # fmt: skip
    titled = HEADER.replace("role_group", "Audience").replace("course", "Course name")
    yield Case("synonyms", text(*ROWS, header=titled).encode(), rows=3)
    many = text(*(f"{row},good" for row in ROWS), header=f"{HEADER},mood").encode()
    yield Case("a column that was left out", many, rows=3, layout=Layout(mapping={"mood": ""}))
    mood = (("mapping", "mood", None),)
    yield Case("suggestions leave nothing out", many, code="needs_answers", asks=mood,
               layout=Layout(accepts_suggestions=True))  # fmt: skip
    foreign = text(*ROWS, header=HEADER.replace("headcount", "Kopfzahl")).encode()
    yield Case("a foreign heading", foreign, code="needs_answers",
               asks=(("mapping", "Kopfzahl", None),))  # fmt: skip
    yield Case("a foreign heading that was mapped", foreign, rows=3, shows=NUMBERS,
               layout=Layout(mapping={"Kopfzahl": "headcount"}),
               values=((10, 8, 71.5), (20, 5, 88.0), (7, 7, None)))  # fmt: skip
    swapped = Layout(mapping={"headcount": "completed", "completed": "headcount"})
    rows = [row.replace(",8,", ",12,").replace(",5,", ",25,") for row in ROWS]
    yield Case("two columns that were swapped", text(*rows).encode(), rows=3, layout=swapped,
               shows="headcount, completed", values=((12, 10), (25, 20), (7, 7)))  # fmt: skip
    yield Case("a needed column that was left out", PLAIN.encode(), code="needs_answers",
               layout=Layout(mapping={"headcount": ""}),
               asks=(("constant", "headcount", None),))  # fmt: skip
    three = HEADER.replace("headcount", "headcuont").replace("expired", "Abgelaufen")
    row = ROWS[0].replace(",10,", ";1.000;").replace("71.5", "71").replace(",", ";")
    yield Case("everything is asked at once",
               f"Training\n\n{three.replace(',', ';')}\n{row}\n".encode(), code="needs_answers",
               asks=(("header_line", "", "3"), ("mapping", "headcuont", "headcount"),
                     ("mapping", "Abgelaufen", None), ("decimal_mark", "", None)))  # fmt: skip


def _lines() -> Iterator[Case]:
    """Yield lines above the header."""
    titled = f"Training of the first quarter,,,,,,,\n\n{PLAIN}"
    yield Case("titles above the header", titled.encode(), code="needs_answers",
               asks=(("header_line", "", "3"),))  # fmt: skip
    yield Case("titles and the line was said", titled.encode(), rows=3, shows="headcount, _line",
               values=((10, 4), (20, 5), (7, 6)), layout=Layout(header_line=3))  # fmt: skip
    bad = titled.replace(",20,", ",twenty,")
    yield Case("lines count from the first of the file", bad.encode(), code="wrong_type",
               lines=(5,), layout=Layout(header_line=3))  # fmt: skip
    yield Case("blank lines above the header", f"\n\n{PLAIN}".encode(), rows=3,
               shows="headcount, _line", values=((10, 4), (20, 5), (7, 6)))  # fmt: skip
    twice = f"Training\n{PLAIN}{PLAIN}"
    yield Case("two lines that may be the header", twice.encode(), code="needs_answers",
               asks=(("header_line", "", None),))  # fmt: skip
    yield Case("a header in the middle is a bad row", (PLAIN + PLAIN.replace("Q1", "Q2")).encode(),
               code="wrong_type", lines=(5, 5, 5, 5, 5, 5, 6, 7, 8))  # fmt: skip


def _shapes() -> Iterator[Case]:
    """Yield files that are misread as a whole."""
    row = ROWS[0]
    many = [row.replace("engineers", f"group {place}") for place in range(50)]
    ragged = [one if place % 4 else f"{one},x,y" for place, one in enumerate(many)]
    yield Case("one row in four is too long", text(*ragged).encode(), code="ragged")
    few = [one if place != 9 else f"{one},x,y" for place, one in enumerate(many)]
    yield Case("one row in fifty is too long", text(*few).encode(), code="wrong_width", lines=(11,))
    swallowing = [*many[:9], many[9].replace("Safe models", '"Safe models'), *many[10:]]
    yield Case("a quote that swallows forty rows", text(*swallowing).encode(), code="broken_quotes")
    closed = [*swallowing[:45], swallowing[45].replace("Safe models", 'Safe models"'),
              *swallowing[46:]]  # fmt: skip
    yield Case("a quote that is closed forty rows later", text(*closed).encode(),
               code="broken_quotes")  # fmt: skip
    one = [many[0].replace("Safe models", '"Safe models'), many[1].replace("Safe models",
           'Safe models"'), *many[2:]]  # fmt: skip
    yield Case("a quote that swallows one row", text(*one).encode(), code="broken_quotes")
    note = '"first line, of a note\nsecond, and third\n, fourth"'
    yield Case("a note of several lines with commas", text(*many[:2]).replace(
        "Safe models", note).encode(), rows=2)  # fmt: skip
