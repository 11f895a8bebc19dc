"""Bytes that are not UTF-8: which old encodings they could be in, each with what it would say."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipelines.intake.explain import shown
from pipelines.intake.questions import Option, Question
from pipelines.intake.receipt import Refusal

_CHUNK = 1 << 22
_UNDEFINED = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that are no character of cp1252."""
_CANDIDATES = {"cp1252": "Windows, Western European", "latin-1": "ISO 8859-1, Western European"}
LONGEST_EXAMPLE = 60
"""Bytes shown before and behind the first odd one; a line may be endless."""


def encoding_question(path: Path, *, name: str) -> Question:
    """Return the question in which encoding a file is that is not UTF-8.

    Args:
        path: Text whose bytes are not UTF-8.
        name: What to call the file in messages.

    Raises:
        Refusal: The file holds NUL bytes, so it is no text in any of them.
    """
    undefined = False
    odd: tuple[int, bytes] | None = None
    lines = 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            if b"\0" in chunk:
                raise Refusal(
                    "not_text",
                    f"{name} holds NUL bytes, so it is not plain text.",
                    next_step="Export it again as CSV (UTF-8). Nothing was loaded.",
                )
            undefined = undefined or any(byte in chunk for byte in _UNDEFINED)
            if odd is None:
                odd = _odd_line(decoder, chunk, lines)
                lines += chunk.count(b"\n")
    names = [name for name in _CANDIDATES if not (undefined and name == "cp1252")]
    options = tuple(Option(one, _CANDIDATES[one], _shown(odd, one)) for one in names)
    text = "The file is not in UTF-8, and its bytes do not say in which encoding it is."
    return Question("encoding", "", text, options, names[0])


def _odd_line(
    decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int
) -> tuple[int, bytes] | None:
    """Return the number and the bytes of the first line of a chunk that is not UTF-8."""
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        place = max(error.start - len(error.object) + len(chunk), 0)
        before = chunk[max(place - LONGEST_EXAMPLE, 0) : place].split(b"\n")[-1]
        behind = chunk[place : place + LONGEST_EXAMPLE].split(b"\n")[0]
        return lines + chunk.count(b"\n", 0, place), before + behind
    return None


def _shown(odd: tuple[int, bytes] | None, encoding: str) -> str:
    """Return the odd line as it reads in an encoding."""
    if odd is None:
        return ""
    line, text = odd
    return f"line {line}: {shown(text.decode(encoding, errors='replace').strip())}"
