"""Seals: a file is read only while it is, bit for bit, the one that was written.

A single flipped bit of a Parquet file usually changes an answer without an error. The catalogue
keeps the SHA-256 of every fact file; a rollup, which is only a cache, has its own beside it.

Why so: a file is hashed when a process first uses it and again when it changes, instead of at
every question, because that costs one pass over each file and a screen nothing; until a store
lies on disks that lose bits without touching a file's date.
"""

from __future__ import annotations

import hashlib
from pathlib import Path


class Seals:
    """Which files this process has found whole."""

    def __init__(self) -> None:
        self._whole: dict[Path, tuple[str, int, int, int]] = {}

    def holds(self, path: Path, sha256: str) -> bool:
        """Return whether a file is there and has this hash."""
        try:
            status = path.stat()
            state = (sha256, status.st_ino, status.st_size, status.st_mtime_ns)
            if self._whole.get(path) != state:
                if file_sha256(path) != sha256:
                    return False
                self._whole[path] = state
        except OSError:
            return False
        return True

    def closed(self, path: Path) -> bool:
        """Return whether a file is there and is the one that was sealed."""
        try:
            sha256 = seal_path(path).read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError):
            return False
        return self.holds(path, sha256)


def seal(path: Path, sha256: str) -> None:
    """Write a file's hash beside it; a seal that a power cut takes only costs a new rollup."""
    seal_path(path).write_text(sha256, encoding="ascii")


def seal_path(path: Path) -> Path:
    """Return where the hash of a sealed file lies."""
    return path.with_suffix(".sha256")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
