"""Files of the corpus with bytes flipped, cut, doubled, shuffled or replaced, by a seed.

A packed file is half of the time changed inside and packed again: most changes of the packed bytes
only break the package, and would never reach the reader behind it.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.pipelines.intake.corpus import Case

MOST_BYTES = 20_000
"""A longer file is changed by a cut to this size, since what it tests is its size."""
CHANGES_OF_ONE = (1, 1, 1, 2, 4)
"""Most have one change, for a file that is broken everywhere is refused at its first line."""
NASTY = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b'"', b'""', b"\n", b"\r", b"\r\n", b"\t",
    b";", b",", b"|", b"=1+1", b"-", b"%", b"1e999", b"\x1b[2J", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"9" * 400, b"NaN", b"\xe2\x80\xae", b"<!--", b"&#0;", b"&amp;", b"</row>", b"<v>",
    b"xml:space",
    b"9999-12-31", b"0000-00-00", b"'", b"\\", b"\x1a", b"\xc2\x85", b"\xe2\x80\xa8",
)  # fmt: skip
"""What readers of text, numbers, days and XML stumble over."""
PACKED = (b"PK", b"\x1f\x8b")
Change = Callable[[Random, bytearray], None]


def mutant(case: Case, seed: int) -> Case:
    """Return a file of the corpus, changed as a seed says; what becomes of it nobody knows."""
    random = Random(f"{case.name} {seed}")
    content = case.content
    inside = _inside(random, content) if random.random() < 0.5 else None
    easy = replace(case.layout, accepts_suggestions=True)
    anything = easy if content.startswith(PACKED) else replace(easy, encoding="cp1252")
    return Case(
        f"{case.name} {seed}",
        inside or changed(random, content) or b"\n",
        file_name=case.file_name,
        layout=random.choice((case.layout, easy, anything)),
    )


def changed(random: Random, content: bytes) -> bytes:
    """Return bytes with one change or some."""
    data = bytearray(content[:MOST_BYTES])
    for _ in range(random.choice(CHANGES_OF_ONE)):
        random.choice(CHANGES)(random, data)
    return bytes(data)


def _inside(random: Random, content: bytes) -> bytes | None:
    """Return a packed file whose content is changed, packed again; None where it is not packed."""
    try:
        if content.startswith(b"\x1f\x8b"):
            return gzip.compress(changed(random, zlib.decompressobj(31).decompress(
                content, MOST_BYTES)), mtime=0)  # fmt: skip
        if content.startswith(b"PK"):
            return _inside_archive(random, content)
    except (zlib.error, zipfile.BadZipFile):
        return None  # it was broken already
    return None


def _inside_archive(random: Random, content: bytes) -> bytes:
    """Return an archive of which one part is changed."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        parts = old.infolist()
        chosen = random.choice(parts)
        for part in parts:
            data = b"" if part.file_size > MOST_BYTES else old.read(part)
            new.writestr(part.filename, changed(random, data) if part is chosen else data)
    return packed.getvalue()


def _place(random: Random, data: bytearray) -> int:
    """Return a place in the bytes or behind the last."""
    return random.randint(0, len(data))


def _slice(random: Random, data: bytearray) -> slice:
    """Return a stretch of the bytes, seldom a long one."""
    first = _place(random, data)
    return slice(first, first + min(random.randint(1, 200), random.randint(1, 4_000)))


def flip(random: Random, data: bytearray) -> None:
    """Turn one bit over."""
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def cut(random: Random, data: bytearray) -> None:
    """Take a stretch out, or everything behind a place."""
    place = _place(random, data)
    del data[slice(place, None) if random.random() < 0.3 else _slice(random, data)]


def double(random: Random, data: bytearray) -> None:
    """Repeat a stretch, once or very often."""
    stretch = bytes(data[_slice(random, data)])
    place = _place(random, data)
    data[place:place] = stretch * random.choice((1, 1, 1, 50))


def shuffle(random: Random, data: bytearray) -> None:
    """Put the lines into another order."""
    lines = bytes(data).splitlines(keepends=True)
    random.shuffle(lines)
    data[:] = b"".join(lines)


def swap(random: Random, data: bytearray) -> None:
    """Put one stretch where another was."""
    stretch = bytes(data[_slice(random, data)])
    data[_slice(random, data)] = stretch


def insert(random: Random, data: bytearray) -> None:
    """Put something nasty in."""
    place = _place(random, data)
    data[place:place] = random.choice(NASTY)


def overwrite(random: Random, data: bytearray) -> None:
    """Put something nasty where something else was."""
    place = _place(random, data)
    nasty = random.choice(NASTY)
    data[place : place + len(nasty)] = nasty


def scramble(random: Random, data: bytearray) -> None:
    """Fill a stretch with noise."""
    where = _slice(random, data)
    data[where] = random.randbytes(len(data[where]))


CHANGES: tuple[Change, ...] = (flip, cut, double, shuffle, swap, insert, overwrite, scramble)
