"""What unfolds is counted while it unfolds, and what was made to burst is refused in words."""

from __future__ import annotations

import gzip
import io
import struct
import time
import zipfile
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from pipelines.intake.policy import intake_policy
from pipelines.intake.receipt import Refusal
from pipelines.intake.unpacked import Opened, unpacked
from tests.pipelines.intake.workbooks import MACRO_TYPE, MAIN, Book, RawSheet, Xml, book, zipped

PLAIN = b"name,amount\nAnn,5\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ZEROS = bytes(1_000_000)
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FOREIGN = '<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'


def opened(content: bytes, folder: Path, name: str = "book.xlsx", **said: Any) -> Opened:
    """Return a file as text."""
    path = folder / name
    path.write_bytes(content)
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return unpacked(path, name, home, **said)


def refused(content: bytes, folder: Path, name: str = "book.xlsx") -> Refusal:
    """Return why a file is refused; nothing of it is left but what it was unpacked to."""
    with pytest.raises(Refusal) as refusal:
        opened(content, folder, name)
    assert refusal.value.next_step.endswith("Nothing was loaded.")
    return refusal.value


def with_sheet(data: str, **more: Any) -> bytes:
    """Return a workbook whose one sheet holds some XML."""
    return Book(sheets=(RawSheet(data=data),), **more).content()


def with_part(name: str, content: str | bytes) -> bytes:
    """Return a workbook with one more part."""
    return Book(sheets=(RawSheet(rows=[["a"]]),), parts={name: content}).content()


def lying(content: bytes, part: str, *, size: int) -> bytes:
    """Return an archive whose list says another size of a part than it unfolds to."""
    at = content.rindex(part.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def deep(levels: int) -> bytes:
    """Return gzip inside of gzip."""
    content = PLAIN
    for _ in range(levels):
        content = gzip.compress(content)
    return content


def test_text_is_passed_through_as_it_is(tmp_path):
    found = opened(PLAIN, tmp_path, "a.csv")
    assert (found.kind, found.path, found.notes) == ("text", tmp_path / "a.csv", ())
    assert not list((tmp_path / "home").iterdir())


def test_gzip_is_read_as_what_it_holds_and_said(tmp_path):
    found = opened(gzip.compress(PLAIN), tmp_path, "a.csv.gz")
    assert (found.kind, found.path.read_bytes()) == ("gzip", PLAIN)
    assert found.notes[0].message == f"a.csv.gz was unpacked to {len(PLAIN)} bytes."


def test_several_members_of_gzip_are_one_text(tmp_path):
    content = gzip.compress(PLAIN[:7]) + gzip.compress(PLAIN[7:])
    assert opened(content, tmp_path, "a.csv.gz").path.read_bytes() == PLAIN


def test_a_packed_workbook_is_a_workbook(tmp_path):
    found = opened(gzip.compress(book(["name"], ["Ann"])), tmp_path, "a.xlsx.gz")
    assert (found.kind, found.path.read_bytes()) == ("workbook", b"name\nAnn\n")


def test_a_file_is_what_its_bytes_say_whatever_it_is_called(tmp_path):
    assert opened(book(["name"]), tmp_path, "a.csv").kind == "workbook"
    assert opened(gzip.compress(PLAIN), tmp_path, "a.csv").kind == "gzip"


def test_only_the_sheet_is_left_of_what_was_unpacked(tmp_path):
    opened(book(["name"]), tmp_path)
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["sheet.csv"]


def test_a_file_of_text_has_no_sheets(tmp_path):
    with pytest.raises(Exception, match="is no workbook, so it has no sheet “Data”"):
        opened(PLAIN, tmp_path, "a.csv", sheet="Data")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (deep(2), "wrong_kind", "packed twice"),
        (deep(5), "wrong_kind", "packed twice"),
        (gzip.compress(OLE), "wrong_kind", "old Excel workbook"),
        (gzip.compress(PLAIN)[:-9], "damaged_archive", "cut off or damaged"),
        (gzip.compress(PLAIN) + b"more", "damaged_archive", "cut off or damaged"),
        (b"\x1f\x8b\x08\x00", "damaged_archive", "cut off or damaged"),
        (OLE, "wrong_kind", "save it as .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected_workbook", "password"),
        (zipped({"a.csv": PLAIN}), "wrong_kind", "Unpack it"),
        (zipped({"word/document.xml": "<a/>"}), "wrong_kind", "Copy the table"),
        (zipped({"mimetype": "x", "content.xml": "<a/>"}), "wrong_kind", "OpenDocument"),
        (zipped({"xl/workbook.bin": b"x"}), "wrong_kind", "binary workbook"),
        (with_part("xl/vbaProject.bin", b"x"), "macros", "without macros"),
        (with_part("xl/VBAPROJECT.BIN", b"x"), "macros", "without macros"),
        (with_part("xl/macrosheets/sheet1.xml", "<a/>"), "macros", "without macros"),
        (Book(content_type=MACRO_TYPE).content(), "macros", "without macros"),
        (with_part("../evil.xml", "<a/>"), "unsafe_names", "lead out of it"),
        (with_part("/etc/cron.d/x", "x"), "unsafe_names", "lead out of it"),
        (with_part("xl\\..\\..\\x", "x"), "unsafe_names", "lead out of it"),
        (with_part("C:/x", "x"), "unsafe_names", "lead out of it"),
        (with_part("xl/theme/theme1.xml", LAUGHS + "<a>&c;</a>"), "unfolding_workbook", "unfold"),
        (with_part(SHEET, FOREIGN + f'<worksheet xmlns="{MAIN}"/>'), "unfolding_workbook", "unfo"),
        (with_part("xl/sharedStrings.xml", LAUGHS + "<sst/>"), "unfolding_workbook", "unfold"),
        (with_part("docProps/app.xml", " \n" + FOREIGN + "<a/>"), "unfolding_workbook", "unfold"),
        (with_part("xl/styles.xml", (LAUGHS + "<a/>").encode("utf-16")), "damaged_workbook", ""),
        (with_part(SHEET, "<worksheet>"), "damaged_workbook", "save it again"),
        (with_part(SHEET, b"PK\x03\x04"), "damaged_workbook", "save it again"),
        (with_part("xl/workbook.xml", "<workbook"), "damaged_workbook", "save it again"),
        (with_part("xl/_rels/workbook.xml.rels", "<a/>"), "damaged_workbook", "save it again"),
        (book(["a"])[:-30], "damaged_workbook", "save it again"),
        (book(["a"])[:200], "damaged_workbook", "save it again"),
        (lying(book(["a"]), SHEET, size=10), "damaged_workbook", "save it again"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # packed bytes hold the time
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content, code, words, tmp_path):
    refusal = refused(content, tmp_path)
    assert refusal.code == code
    assert words in str(refusal)


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1"><v>1&#48;</v></c></row>',
        '<row r="1"><c r="A1"><v>1<!-- --><!-- -->0</v></c></row>',
        '<row r="1"><c r="A1"><v>1<?x y?>0</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v><![CDATA[lost]]></v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="99999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>maybe</v></c></row>',
    ],
)
def test_a_sheet_that_its_reader_would_misread_is_refused(data, tmp_path):
    assert refused(with_sheet(data), tmp_path).code == "damaged_workbook"


def test_a_password_on_a_part_is_said(tmp_path):
    content = book(["a"])
    at = content.index(b"PK\x01\x02")
    locked = content[: at + 8] + b"\x01" + content[at + 9 :]
    assert refused(locked, tmp_path).code == "protected_workbook"


def test_two_parts_of_one_name_are_refused(tmp_path):
    parts = Book(sheets=(RawSheet(rows=[["a"]]),)).all_parts()
    assert refused(zipped({**parts, SHEET.upper(): parts[SHEET]}), tmp_path).code == (
        "damaged_workbook"
    )


def test_macros_are_refused_by_their_name_too(tmp_path):
    assert refused(book(["a"]), tmp_path, "book.xlsm").code == "macros"


def test_a_picture_may_be_described_as_pictures_are(tmp_path):
    picture = '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
    assert opened(with_part("xl/media/logo.svg", picture), tmp_path).sheet == "Data"


def gzip_bomb() -> bytes:
    """Return a hundred megabytes of zeros in gzip."""
    return gzip.compress(ZEROS * 100)


def gzip_bomb_of_many_members() -> bytes:
    """Return the same, each megabyte packed by itself."""
    return gzip.compress(ZEROS) * 100


def bomb_in_a_sheet() -> bytes:
    """Return a sheet of blanks."""
    return with_sheet(" " * 100_000_000)


def bomb_beside_the_sheets() -> bytes:
    """Return a picture of zeros."""
    return with_part("xl/media/image1.png", ZEROS * 100)


def bomb_that_lies_about_its_size() -> bytes:
    """Return a picture of zeros that claims to be ten bytes long."""
    return lying(bomb_beside_the_sheets(), "xl/media/image1.png", size=10)


def bomb_of_many_parts() -> bytes:
    """Return more parts than any workbook has."""
    parts = {f"xl/media/{n}.png": b"" for n in range(intake_policy().unpacking.entries)}
    return Book(sheets=(RawSheet(rows=[["a"]]),), parts=parts).content()


def bomb_of_overlapping_parts() -> bytes:
    """Return an archive that lists one part of zeros fifty times, each time by another name."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in Book(sheets=(RawSheet(rows=[["a"]]),)).all_parts().items():
            bundle.writestr(name, content)
        bundle.writestr("xl/media/image.png", ZEROS * 5)
        for n in range(50):
            again = copy(bundle.getinfo("xl/media/image.png"))
            again.filename = f"xl/media/image{n}.png"
            bundle.filelist.append(again)
    return raw.getvalue()


def bomb_of_two_far_cells() -> bytes:
    """Return two cells with seventeen thousand million between them."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    return with_sheet(first + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def bomb_of_cells_without_places() -> bytes:
    """Return a wide row and a tall column, none of whose cells says where it stands."""
    wide = "<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"
    return with_sheet(wide + "<row><c><v>1</v></c></row>" * 2_000 + '<row r="1048576">'
                      "<c><v>1</v></c></row>")  # fmt: skip


def bomb_of_one_long_text() -> bytes:
    """Return one text of thirty thousand letters in a hundred thousand cells."""
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 100_001)
    )
    noise = "".join(chr(97 + (n * n * 7919) % 26) for n in range(30_000))
    return with_sheet(cells, shared=(noise,))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (gzip_bomb, "bomb"),
        (gzip_bomb_of_many_members, "bomb"),
        (bomb_in_a_sheet, "bomb"),
        (bomb_beside_the_sheets, "bomb"),
        (bomb_that_lies_about_its_size, "damaged_workbook"),
        (bomb_of_many_parts, "bomb"),
        (bomb_of_overlapping_parts, "damaged_workbook"),
        (bomb_of_two_far_cells, "sheet_too_large"),
        (bomb_of_cells_without_places, "sheet_too_large"),
        (bomb_of_one_long_text, "bomb"),
    ],
    ids=lambda one: one.__name__ if callable(one) else one,
)
def test_a_bomb_is_refused_before_it_bursts(make: Callable[[], bytes], code: str, tmp_path):
    content = make()
    assert len(content) < 5_000_000
    before = time.process_time()
    assert refused(content, tmp_path).code == code
    assert time.process_time() - before < 2


def test_a_long_text_that_few_cells_repeat_is_no_bomb(tmp_path):
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{int(row > 100)}</v></c></row>'
        for row in range(1, 30_001)
    )
    texts = ("".join(chr(97 + (n * n * 7919) % 26) for n in range(30_000)), "short")
    found = opened(with_sheet(cells, shared=texts), tmp_path)
    assert found.sheets[0].rows == 30_000
    assert found.path.stat().st_size > 3_000_000


def test_cells_that_are_only_coloured_do_not_make_a_sheet_large(tmp_path):
    data = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert opened(with_sheet(data), tmp_path).path.read_bytes() == b"1\n"


def test_a_cell_longer_than_any_text_is_refused_with_its_row(tmp_path):
    most = intake_policy().limits.cell_characters
    noise = "".join(chr(97 + (n * n * 7919) % 26) for n in range(5_000)) * (most // 5_000 + 1)
    refusal = refused(book(["a"], ["b"], [noise]), tmp_path)
    assert (refusal.code, refusal.where) == ("cell_too_long", "Sheet “Data”, row 3.")


def test_more_columns_than_are_read_are_refused(tmp_path):
    most = intake_policy().limits.columns
    wide = "".join("<c><v>1</v></c>" for _ in range(most + 1))
    assert refused(with_sheet(f"<row>{wide}</row>"), tmp_path).code == "header_too_long"


def test_a_file_beyond_the_size_that_is_read_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(intake_policy().limits.file_megabytes * 1_000_000 + 1)
    with pytest.raises(Refusal, match="4,000 megabytes") as refusal:
        unpacked(path, path.name, tmp_path)
    assert refusal.value.code == "too_large"


def test_the_reader_sees_only_what_was_proved(tmp_path):
    """A second archive behind the first, which another reader might open instead."""
    content = book(["name"], ["Ann"])
    hidden = with_sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')
    both = hidden + content
    found = opened(both, tmp_path)
    assert found.path.read_bytes() == b"name\nAnn\n"


def test_text_in_numbers_is_no_number(tmp_path):
    data = Xml("", "<v>1,5</v>"), Xml("", "<v>0x10</v>")
    assert opened(book(list(data)), tmp_path).path.read_bytes() == b'"1,5",0x10\n'
