"""``truth.json``: seed, beats, definitions in words and every expected figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pipelines.demo.truth import classification, control, datasets, drift, money, pace, people
from pipelines.demo.truth.beats import beats
from pipelines.demo.truth.reading import Files

FILE_NAME = "truth.json"


def write_truth(folder: Path, rows: Mapping[str, int], *, scale: str, seed: int) -> Path:
    """Count the files of ``folder`` again and write what must be found beside them.

    Args:
        folder: Where ``write_demo`` wrote.
        rows: Rows by file name, in the order to load the files.
        scale: Said in the manifest.
        seed: Said in the manifest.
    """
    files = Files(folder)
    rooms = (money, pace, people, control, classification, drift)
    manifest = {
        "seed": seed,
        "scale": scale,
        "quarters": files.quarters,
        "load_order": [{"file": name, "rows": count} for name, count in rows.items()],
        "beats": beats(files),
        "weights": control.weights(),
        "definitions": {name: text for room in rooms for name, text in room.DEFINITIONS.items()},
        "kpis": {
            **money.money(files),
            **pace.pace(files),
            **people.people(files),
            **control.control(files),
            **classification.classification(files),
            **drift.drift(files),
        },
        "datasets": {"definition": datasets.DEFINITION, "found": datasets.datasets(folder)},
    }
    path = folder / FILE_NAME
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
