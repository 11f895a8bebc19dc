"""A confirmed layout is saved by name and offered for the next file with the same header."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError, NotFound
from pipelines.intake.layout import Layout
from pipelines.uploads import acts, layouts
from pipelines.uploads.arriving import received
from tests.pipelines.intake.sources import EXTRACTS, ledger
from tests.pipelines.uploads.handing import BEN, MIA, look, looked

FOREIGN = tuple(
    {"amount_eur": "Sum of it", "status": "Kind of it"}.get(name, name)
    for name in EXTRACTS["ledger"].column_names
)
ANSWER = Layout(mapping={"Sum of it": "amount_eur", "Kind of it": "status"})


def foreign(here, tmp_path, *, header=FOREIGN, name="ledger_2026-Q1.csv"):
    """Hand in a file of somebody whose export names two columns otherwise."""
    path = tmp_path / name
    path.write_text("\n".join((",".join(header), ledger(1, "2026-01"), "")))
    return look(here, received(here, path, by=MIA))


def saved(here, tmp_path, name="Finance export"):
    """Answer the questions about a foreign file, and save the answer."""
    one = foreign(here, tmp_path)
    assert one.state == "asks"
    one = look(here, acts.say(here, one.id, MIA, seen=one.head, layout=ANSWER))
    assert one.state == "ready"
    return layouts.save(here, one, MIA, name=name)


def test_a_saved_layout_is_offered_for_the_same_header_and_reads_it(anywhere, tmp_path):
    kept = saved(anywhere, tmp_path)
    one = foreign(anywhere, tmp_path)
    (offer,) = layouts.offered(anywhere, one)
    assert (offer.id, offer.name, offer.actor) == (kept.id, "Finance export", "mia")
    one = acts.say(anywhere, one.id, MIA, seen=one.head, layout=offer.layout)
    assert look(anywhere, one).state == "ready"


def test_the_case_of_a_header_does_not_matter_and_its_names_do(here, tmp_path):
    saved(here, tmp_path)
    loud = foreign(here, tmp_path, header=[name.upper() for name in FOREIGN])
    (offer,) = layouts.offered(here, loud)
    assert set(offer.layout.mapping) == {"SUM OF IT", "KIND OF IT"}
    other = foreign(here, tmp_path, header=[name.replace("Sum", "Total") for name in FOREIGN])
    assert layouts.offered(here, other) == ()


def test_a_retired_layout_is_offered_no_more(anywhere, tmp_path):
    kept = saved(anywhere, tmp_path)
    layouts.retire(anywhere, kept.id, BEN)
    assert layouts.saved(anywhere) == ()
    assert layouts.offered(anywhere, foreign(anywhere, tmp_path)) == ()
    with pytest.raises(NotFound):
        layouts.retire(anywhere, kept.id, BEN)
    assert [entry.action for entry in anywhere.catalogue.journal()] == [
        "layout:save", "layout:retire",
    ]  # fmt: skip


def test_two_layouts_do_not_share_a_name(here, tmp_path):
    saved(here, tmp_path)
    with pytest.raises(GapError, match="already"):
        saved(here, tmp_path)
    assert [one.name for one in layouts.saved(here, extract="ledger")] == ["Finance export"]


@pytest.mark.parametrize("name", ["", " ", "x" * 121, "a\nb"])
def test_a_layout_needs_a_name_that_fits_a_list(here, tmp_path, name):
    one = looked(here, tmp_path, "ledger_2026-Q1.csv", ledger(1, "2026-01"))
    with pytest.raises(GapError, match="name"):
        layouts.save(here, one, MIA, name=name)
