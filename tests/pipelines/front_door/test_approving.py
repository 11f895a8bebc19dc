"""Looking without loading: what would change, and a file with its reasons before each row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from pipelines.front_door.approving import hands_of, look_only
from pipelines.settings import Settings
from pipelines.straight_through import OwnHands, Wish
from pipelines.uploads.reading import open_uploads
from pipelines.workspace import Workspace, open_workspace
from tests.pipelines.intake.sources import ledger, loaded, rows, written


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a ledger of two months."""
    workspace = open_workspace(Settings(store=tmp_path / "store"))
    loaded(workspace, tmp_path, "ledger_2026-01.csv", ledger(1, "2026-01"), ledger(2, "2026-01"))
    yield workspace
    workspace.database.dispose()


@pytest.fixture
def hands(here: Workspace) -> OwnHands:
    return hands_of(here, "mia", "command line")


def test_the_difference_names_new_changed_and_removed_rows(here, hands, tmp_path, capsys):
    path = written(
        tmp_path, "ledger_2026-01.csv", ledger(2, "2026-01", amount="12.00"), ledger(3, "2026-01")
    )
    before = rows(here, "ledger")
    assert look_only(hands, path, Wish(), annotation=None, diff=True) == 0
    said = capsys.readouterr().out
    assert "ledger 2026-01: 1 new, 1 changed, 1 removed, 0 as before" in said
    assert "changed  entry_id L-002: amount_eur: 10.00 → 12.00" in said
    assert "removed  entry_id L-001" in said
    assert "new      entry_id L-003" in said
    assert rows(here, "ledger") == before
    assert open_uploads(here) == ()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_bad_file_is_written_out_with_its_reasons(here, hands, tmp_path, capsys, ending):
    path = written(
        tmp_path, "ledger_2026-02.csv", ledger(4, "2026-02"), ledger(5, "2026-02", amount="x")
    )
    out = tmp_path / f"told.{ending}"
    assert look_only(hands, path, Wish(), annotation=out, diff=False) == 1
    assert capsys.readouterr().out == f"told.{ending}: 2 rows, 1 of them bad. Nothing was loaded.\n"
    assert out.stat().st_size > 100
    if ending == "csv":
        assert "amount_eur says “x”" in out.read_text(encoding="utf-8-sig")
    assert open_uploads(here) == ()


def test_a_file_that_cannot_be_read_is_refused_in_words(here, hands, tmp_path, capsys):
    path = tmp_path / "ledger_2026-02.csv"
    path.write_bytes(b"\0\1\2")
    out = tmp_path / "told.csv"
    assert look_only(hands, path, Wish(), annotation=out, diff=True) == 1
    assert "holds NUL bytes" in capsys.readouterr().err
    assert not out.exists()
    assert open_uploads(here) == ()


def test_an_annotated_file_is_of_one_of_two_kinds(hands, tmp_path):
    with pytest.raises(typer.BadParameter, match=r"ends in \.csv or \.xlsx"):
        look_only(hands, tmp_path / "x.csv", Wish(), annotation=tmp_path / "x.pdf", diff=False)
