"""Ten hostile or ugly files in a browser: each ends on a page that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from pipelines.settings import Settings
from pipelines.uploads.reading import uploads
from tests import opening
from tests.bench import servers
from tests.journeys.conftest import Visit, Visitor
from tests.journeys.test_every_page import strangers
from tests.journeys.test_upload import FIELD
from tests.pipelines.intake.corpus import PLAIN, Case, cases
from tests.pipelines.intake.corpus_packed import packed_cases
from tests.pipelines.intake.corpus_written import written_cases
from tests.reports.attacks import ATTACKS

pytestmark = pytest.mark.browser
READY = "7 Load it"
"""What a page says of a file with which nothing is wrong, and that nobody has loaded yet."""
CORPUS = {one.name: one for one in (*cases(), *written_cases(), *packed_cases())}
ACTIVE = "[onerror], [onload], .tandem script, .tandem img"
NOISE = bytes(range(256)) * 40
EVIL_NAME = "<img src=x onerror=window.__xss=1> training_2026-Q1.csv"
GERMAN = PLAIN.replace(",", ";").replace("71.5", "71,5").replace("Safe", "Prüfung für")
ATTACKED = PLAIN.replace("Safe models", f'"{ATTACKS[1]}"').replace("Data quality", ATTACKS[0])


@dataclass(frozen=True)
class Sample:
    """A file, and the words of the page that it must end on."""

    name: str
    content: bytes
    says: str
    file_name: str = "training_2026-Q1.csv"


def of_corpus(name: str, says: str) -> Sample:
    """Return a file of the corpus."""
    case: Case = CORPUS[name]
    return Sample(name, case.content, says, case.file_name)


SAMPLES = (
    of_corpus("a formula", READY),
    Sample("scripts in its cells", ATTACKED.encode(), READY),
    Sample("a hostile name", PLAIN.encode(), READY, EVIL_NAME),
    of_corpus("utf-16 little-endian", READY),
    of_corpus("line break in quotes", READY),
    Sample("cp1252 with decimal commas", GERMAN.encode("cp1252"), "The file is not in UTF-8"),
    of_corpus("titles above the header", "holds no column names; line 3 may."),
    of_corpus("a picture that bursts", "unfolds to more than 100 times its size"),
    of_corpus("a workbook with macros", "workbooks with programs in them are not opened"),
    Sample("binary nonsense", NOISE, "holds NUL bytes, so it is not plain text."),
    of_corpus("empty", "training_2026-Q1.csv is empty. Hand in a file with content."),
)


def test_each_sample_of_the_corpus_ends_on_a_page_that_says_what_it_is(
    own_demo_store: Path, visitor: Visitor
) -> None:
    here = opening.opened(Settings(store=own_demo_store))
    before = (here.catalogue.version(), here.catalogue.files())
    visit = visitor()
    visit.page.add_init_script("window.__xss = 0")
    with servers.tandem(own_demo_store) as server:
        for sample in SAMPLES:
            visit.open(f"{server.address}/upload?as=cio_staff")
            drop(visit, sample)
            assert visit.page.evaluate("window.__xss") == 0, sample.name
            assert visit.page.locator(ACTIVE).count() == 0, sample.name
            assert (visit.page.get_by_text("7 Load it").count() > 0) == (sample.says == READY)
        assert strangers(visit.requested, server.address) == []
    assert visit.errors == []
    assert sorted(one.state for one in uploads(here)) == sorted(states())
    assert (here.catalogue.version(), here.catalogue.files()) == before
    here.database.dispose()


def drop(visit: Visit, sample: Sample) -> None:
    """Drop a file and wait until the page says what it must."""
    file = FilePayload(name=sample.file_name, mimeType="text/csv", buffer=sample.content)
    visit.page.set_input_files(FIELD, file)
    visit.page.get_by_text(sample.says).first.wait_for(timeout=30_000)
    visit.settle()


def states() -> Iterator[str]:
    """Yield what must have become of each sample that was taken in at all."""
    for sample in SAMPLES:
        if sample.says == READY:
            yield "ready"
        elif "UTF-8" in sample.says or "column names" in sample.says:
            yield "asks"
        elif sample.content:
            yield "refused"
