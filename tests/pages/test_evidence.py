"""Evidence is seen where the figure is seen, opened by few and attached by fewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from governance.uploads import keeping
from pages.parts import cached
from pages.parts.evidence_route import _found, _keep
from pages.parts.tickets import Ticket
from pipelines.errors import NotAllowed, NotFound
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.test_screens import said
from tests.pages.test_upload import lena, shown

SUBJECT = "value/adoption_rate/2026-Q1"
NAME = "<b>signed.pdf"


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace that ``reading_own`` shows."""
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


def proof(here: Workspace, folder: Path, subject: str) -> str:
    """Attach a file to something, and return its identifier."""
    path, now = folder / "proof", datetime.now(UTC)
    path.write_bytes(b"%PDF")
    return keeping.attach(
        here, lena(here), subject, path, file_name=NAME, now=now, note="Signed by controlling."
    ).id


def test_a_figure_shows_what_proves_it_on_its_page_and_in_its_trace(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    proof(here, tmp_path, SUBJECT)
    load = next(one for one in here.catalogue.loads() if one.extract == "adoption")
    proof(here, tmp_path, f"load/{load.id}")
    app = reading_own("metric", "ceo", metric="adoption_rate", period="2026-Q1")
    assert not app.exception
    markup = shown(app)
    assert "1 file of evidence" in markup, "beside the figure"
    assert "1 file proves Adoption in 2026-Q1." in said(app)
    assert "1 file for the figure itself and 1 file for what it was computed from" in said(app)
    assert "&lt;b&gt;signed.pdf" in markup
    assert "evidence?ticket=" in markup
    for part in ("Signed by controlling.", "4 bytes", "Lena Fischer"):
        assert part in markup
    assert "Attach a file" not in [each.label for each in app.expander]


def test_a_figure_of_another_period_is_not_proved_by_it(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    proof(here, tmp_path, SUBJECT)
    app = reading_own("metric", "cio_staff", metric="adoption_rate", period="2025-Q4")
    assert "No file proves Adoption in 2025-Q4 yet." in said(app)
    assert "Attach a file" in [each.label for each in app.expander]


def test_a_viewer_knows_that_a_figure_is_proved_and_opens_nothing(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = proof(here, tmp_path, SUBJECT)
    app = reading_own("metric", "viewer", metric="adoption_rate", period="2026-Q1")
    assert "1 file proves Adoption in 2026-Q1." in said(app)
    assert "signed.pdf" not in shown(app)
    assert "evidence?ticket=" not in shown(app)
    now = datetime.now(UTC)
    viewer = cached.person("viewer")
    with pytest.raises(NotAllowed):
        _found(Ticket(f"fetch/{one}/{SUBJECT.replace('/', ':')}", viewer.id, "n", now))
    with pytest.raises(NotAllowed):
        _keep(Ticket(f"attach/{SUBJECT}", viewer.id, "n", now), tmp_path / "proof", "a", "", now)


def test_a_ticket_for_one_subject_opens_nothing_of_another(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    one = proof(here, tmp_path, SUBJECT)
    reading_own("metric", "cio", metric="adoption_rate", period="2026-Q1")
    person, now = cached.person("cio").id, datetime.now(UTC)
    path, name = _found(Ticket(f"fetch/{one}/{SUBJECT.replace('/', ':')}", person, "n", now))
    assert (path.read_bytes(), name) == (b"%PDF", NAME)
    with pytest.raises(NotFound):
        _found(Ticket(f"fetch/{one}/value:adoption_rate:2025-Q4", person, "n", now))


def test_evidence_of_a_load_is_offered_as_a_file_to_save(
    reading_own: Reader, here: Workspace, tmp_path: Path
) -> None:
    load = here.catalogue.loads()[0]
    proof(here, tmp_path, f"load/{load.id}")
    app = reading_own("loads", "ceo", one=load.id)
    markup = shown(app)
    assert "evidence?ticket=" in markup
    assert "&lt;b&gt;signed.pdf" in markup
    assert not app.button[1:], "who only reads can neither attach nor take back"
    assert "1 file of evidence" in shown(reading_own("loads", "ceo")), "told in the list as well"
