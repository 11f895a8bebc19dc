"""What ``tandem.yaml`` in a watched folder says about its files, by pattern of their names."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from pipelines.dropped.folder import SAYINGS
from pipelines.intake.layout import layout_from
from pipelines.marked_yaml import marked, validated
from pipelines.straight_through import Wish


class Saying(BaseModel):
    """What is said about the files of one pattern."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    extract: str | None = None
    period: str | None = None
    partly: bool = False
    reason: str = ""
    layout: dict[str, Any] = {}


class _Sayings(RootModel[dict[str, Saying]]):
    """The whole file: pattern -> what is said."""


def wish_for(folder: Path, name: str) -> Wish:
    """Return what is said about a file: by the first pattern that fits its name.

    Raises:
        GapError: The file of sayings does not hold; ``file:line`` is given. Nothing was loaded.
    """
    path = folder / SAYINGS
    if not path.is_file():
        return Wish()
    for pattern, said in validated(_Sayings, marked(path)).root.items():
        if fnmatch(name, pattern):
            return Wish(
                extract=said.extract,
                period=said.period,
                partly=said.partly,
                reason=said.reason,
                layout=layout_from(said.layout),
            )
    return Wish()
