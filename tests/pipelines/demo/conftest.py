"""One demo folder for all tests of this room, and its files as frames."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.demo.generator import Demo, write_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo company as everybody gets it."""
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def truth(demo: Demo) -> dict[str, Any]:
    """What must be found in it."""
    return json.loads((demo.folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def live(demo: Demo) -> Callable[[str], pd.DataFrame]:
    """The live rows of an extract; ``file_quarter`` says which file they came from."""

    def frame(extract: str) -> pd.DataFrame:
        return live_rows(demo.folder, extract)

    return frame


def live_rows(folder: Path, extract: str) -> pd.DataFrame:
    """Read an extract's files, the corrected ledger instead of the first one."""
    frames = []
    for path in sorted(folder.glob(f"{extract}_*.csv")):
        if path.name == "ledger_2025-Q1.csv":
            continue
        part = pd.read_csv(path, keep_default_na=False, na_values=[""])
        part["file_quarter"] = path.stem.removesuffix("_r2").rpartition("_")[2]
        frames.append(part)
    return pd.concat(frames, ignore_index=True)
