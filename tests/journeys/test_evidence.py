"""A figure's proof in a browser: attached with a word on what it shows, found in two clicks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.uploads.evidence import evidence_of
from pipelines.workspace import Workspace
from tests import opening
from tests.bench import servers
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.test_upload import FIELD, barriers, fill, see

pytestmark = pytest.mark.browser
SUBJECT = "value/adoption_rate/2026-Q1"


@pytest.fixture
def here(own_demo_store: Path) -> Iterator[Workspace]:
    """The workspace of the server."""
    workspace = opening.opened(Settings(store=own_demo_store))
    yield workspace
    workspace.database.dispose()


def test_a_figure_is_proved_by_a_file_that_its_trace_leads_to(
    own_demo_store: Path, here: Workspace, visitor: Visitor, tmp_path: Path
) -> None:
    proof, note = tmp_path / "signed.pdf", "Signed by controlling & counted twice."
    proof.write_bytes(b"%PDF-1.7 signed")
    with servers.tandem(own_demo_store) as server:
        visit = visitor().open(f"{server.address}/metric?as=cio_staff&metric=adoption_rate")
        page = visit.page
        page.get_by_text("Attach a file").click()
        fill(visit, "What it shows, and why it proves it", note)
        page.set_input_files(FIELD, proof)
        page.get_by_role("link", name="signed.pdf").wait_for(timeout=30_000)
        visit.settle()
        barriers(page)
        (kept,) = evidence_of(here, SUBJECT)
        assert (kept.note, kept.actor) == (note, "lena")
        ceo = visitor(width=PHONE, dark=True).open(f"{server.address}/?as=ceo")
        ceo.page.locator("a.tile", has_text="Adoption").first.click()
        see(ceo.page, "1 file of evidence")
        ceo.settle()
        barriers(ceo.page)
        with ceo.page.expect_download() as given:
            ceo.page.get_by_role("link", name="signed.pdf").click()
        saved = tmp_path / "saved"
        given.value.save_as(saved)
        assert saved.read_bytes() == proof.read_bytes()
        assert visit.errors == ceo.errors == []
