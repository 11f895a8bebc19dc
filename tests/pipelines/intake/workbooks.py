"""Workbooks written by hand, part by part, so that a test can write what no spreadsheet would."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="0.000%"/>'
    '<numFmt numFmtId="171" formatCode="yyyy\\-mm\\-dd&quot;T&quot;hh:mm:ss&quot;Z&quot;"/>'
    '<numFmt numFmtId="172" formatCode="0 &quot;% of staff&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>'
    + "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 9, 170, 171, 172, 21, 46))
    + "</cellXfs></styleSheet>"
)
DAY, MOMENT, PERCENT, FINE_PERCENT, UTC, SPOKEN_PERCENT, TIME, LENGTH = range(1, 9)
"""The styles by their place in ``STYLES``."""


@dataclass(frozen=True)
class Xml:
    """A cell as it stands in the file, its reference aside."""

    attributes: str
    inside: str


@dataclass(frozen=True)
class RawSheet:
    """One sheet: rows of values, or its XML."""

    name: str = "Data"
    rows: Sequence[Sequence[object]] = ()
    state: str = "visible"
    data: str | None = None
    """The XML inside ``sheetData``, where the rows do not do."""
    after: str = ""
    """XML behind ``sheetData``."""


def number(value: object, style: int = 0) -> Xml:
    """Return a cell that holds a number as it is written."""
    return Xml(f's="{style}"', f"<v>{value}</v>")


def error(text: str = "#N/A") -> Xml:
    """Return a cell that holds an error."""
    return Xml('t="e"', f"<f>NA()</f><v>{text}</v>")


def cell(row: int, column: int, value: object) -> str:
    """Return one cell as XML; columns from 0."""
    if value is None:
        return ""
    at = f'r="{chr(65 + column)}{row}"'
    if isinstance(value, Xml):
        return f"<c {at} {value.attributes}>{value.inside}</c>"
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c {at}><v>{value!r}</v></c>"
    text = escape(str(value))
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet_xml(sheet: RawSheet) -> str:
    """Return a sheet as XML."""
    data = sheet.data
    if data is None:
        lines = (
            f'<row r="{row}">{"".join(cell(row, at, one) for at, one in enumerate(values))}</row>'
            for row, values in enumerate(sheet.rows, start=1)
            if values
        )
        data = "".join(lines)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{sheet.after}</worksheet>'


@dataclass(frozen=True)
class Book:
    """A workbook in parts; ``parts`` replaces and adds."""

    sheets: Sequence[RawSheet] = (RawSheet(),)
    shared: Sequence[str] = ()
    from_1904: bool = False
    parts: Mapping[str, str | bytes] = field(default_factory=dict)
    content_type: str = SHEET_TYPE

    def all_parts(self) -> dict[str, str | bytes]:
        """Return every part by its name."""
        named = "".join(
            f'<sheet name={quoteattr(one.name)} sheetId="{n}" state="{one.state}" r:id="rId{n}"/>'
            for n, one in enumerate(self.sheets, start=1)
        )
        targets = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(self.sheets) + 1)
        )
        parts: dict[str, str | bytes] = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override '
            f'PartName="/xl/workbook.xml" ContentType="{self.content_type}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f'<workbookPr date1904="{int(self.from_1904)}"/><sheets>{named}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f"{targets}</Relationships>",
            "xl/styles.xml": STYLES,
        }
        if self.shared:
            texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in self.shared)
            parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{texts}</sst>'
        for n, one in enumerate(self.sheets, start=1):
            parts[f"xl/worksheets/sheet{n}.xml"] = sheet_xml(one)
        return {**parts, **self.parts}

    def content(self) -> bytes:
        """Return the workbook's bytes."""
        return zipped(self.all_parts())


def book(*rows: Sequence[object], **more: Any) -> bytes:
    """Return a workbook of one sheet."""
    return Book(sheets=(RawSheet(rows=rows),), **more).content()


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return an archive of some parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)
    return raw.getvalue()
