"""What people say about an upload: each act once, by who saw it as it is, and never afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from pipelines.errors import GapError, Overtaken
from pipelines.intake.layout import Layout
from pipelines.uploads import acts, reading
from tests.pipelines.intake.sources import ledger
from tests.pipelines.uploads.handing import BEN, MIA, committed, handed, look, looked, ready

FILE = "ledger_2026-Q1.csv"
BAD = ledger(2, "2026-02", amount="ten")


def correct(here, one, *, line=3, column="amount_eur", after="12.00", by=MIA):
    """Correct a cell."""
    return acts.correct(
        here, one.id, by, seen=one.head, line=line, column=column, after=after, why="a typo"
    )


def test_what_is_said_is_kept_and_is_to_be_looked_at(anywhere, tmp_path):
    one = ready(anywhere, tmp_path, FILE, ledger(1, "2026-01"))
    layout = Layout(decimal_mark="comma", mapping={"Booking": "entry_id"})
    said = acts.say(
        anywhere, one.id, MIA, seen=one.head, extract="ledger", period="2026-Q1", layout=layout
    )
    assert (said.said.extract, said.said.period) == ("ledger", "2026-Q1")
    assert said.said.layout.as_json() == layout.as_json()
    assert (said.state, said.finding) == ("received", None)
    again = acts.say(anywhere, one.id, MIA, seen=said.head, extract="")
    assert (again.said.extract, again.said.period) == (None, "2026-Q1")


def test_saying_what_was_said_before_lets_the_look_stand(here, tmp_path):
    one = ready(here, tmp_path, FILE, ledger(1, "2026-01"))
    other = acts.say(here, one.id, MIA, seen=one.head, period="2026-Q1")
    assert other.state == "received"
    back = acts.say(here, one.id, MIA, seen=other.head, period="")
    assert (back.state, back.finding) == ("ready", one.finding)


@pytest.mark.parametrize("words", [{"extract": "nonsense"}, {"period": "soon"}])
def test_what_makes_no_sense_is_not_said(here, tmp_path, words):
    one = handed(here, tmp_path, FILE, ledger(1, "2026-01"))
    with pytest.raises(GapError):
        acts.say(here, one.id, MIA, seen=one.head, **words)
    assert reading.upload(here, one.id) == one


def test_a_stale_tab_changes_nothing_and_is_told_who_was_first(anywhere, tmp_path):
    one = looked(anywhere, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    correct(anywhere, one, by=BEN)
    for stale in (
        lambda: correct(anywhere, one, after="99.00"),
        lambda: acts.partly(anywhere, one.id, MIA, seen=one.head, load_good_rows=True),
        lambda: acts.say(anywhere, one.id, MIA, seen=one.head, extract="ledger"),
        lambda: acts.withdraw(anywhere, one.id, MIA, seen=one.head, reason=""),
    ):
        with pytest.raises(Overtaken, match="ben worked on"):
            stale()
    assert [fix.after for fix in reading.upload(anywhere, one.id).said.corrections] == ["12.00"]


def test_of_many_who_act_at_once_one_does(anywhere, tmp_path):
    one = looked(anywhere, tmp_path, FILE, ledger(1, "2026-01"), BAD)

    def act(number: int) -> bool:
        try:
            correct(anywhere, one, after=f"{number}.00")
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(act, range(8))) == 1
    assert reading.upload(anywhere, one.id).head == one.head + 1


def test_a_correction_makes_the_row_good_and_leaves_the_file_as_it_was(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    before = reading.source_of(here, one).read_bytes()
    mended = look(here, correct(here, one))
    assert (one.state, mended.state) == ("wrong", "ready")
    assert (mended.finding.accepted, mended.finding.rejected) == (2, 0)
    assert reading.source_of(here, one).read_bytes() == before
    fix = mended.said.corrections[0]
    assert (fix.line, fix.column, fix.after, fix.actor, fix.why) == (
        3, "amount_eur", "12.00", "mia", "a typo",
    )  # fmt: skip


def test_the_newest_correction_of_a_cell_counts_and_can_be_taken_back(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    one = correct(here, correct(here, one), after="13.00")
    assert [fix.after for fix in one.said.corrections] == ["13.00"]
    one = acts.take_back(here, one.id, MIA, seen=one.head, line=3, column="amount_eur")
    assert one.said.corrections == ()
    assert one.state == "wrong"
    with pytest.raises(GapError, match="was not corrected"):
        acts.take_back(here, one.id, MIA, seen=one.head, line=3, column="amount_eur")


def test_a_wrong_correction_is_told_like_any_other_cell(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    one = look(here, correct(here, one, after="eleven"))
    assert one.state == "wrong"
    assert one.finding.groups[0].value == "eleven"


@pytest.mark.parametrize("wish", [{"column": "nonsense"}, {"line": 0}, {"after": "x" * 3000}])
def test_a_correction_of_no_cell_is_refused(here, tmp_path, wish):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    with pytest.raises(GapError):
        correct(here, one, **wish)


def test_a_correction_without_a_reason_is_refused(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    with pytest.raises(GapError, match="reason"):
        acts.correct(
            here, one.id, MIA, seen=one.head, line=3, column="amount_eur", after="1", why=" "
        )


@pytest.mark.parametrize("state", ["loaded", "withdrawn"])
def test_nothing_follows_a_load_or_a_withdrawal(here, tmp_path, state):
    if state == "loaded":
        one = committed(here, tmp_path, FILE, ledger(1, "2026-01"))
    else:
        one = handed(here, tmp_path, FILE, ledger(1, "2026-01"))
        one = acts.withdraw(here, one.id, MIA, seen=one.head, reason="")
    assert one.state == state
    with pytest.raises(GapError, match=f"was {state}"):
        acts.say(here, one.id, MIA, seen=one.head, extract="ledger")
    assert reading.upload(here, one.id) == one


def test_partly_is_a_word_that_lets_the_look_stand(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), BAD)
    good = acts.partly(here, one.id, MIA, seen=one.head, load_good_rows=True)
    assert (good.state, good.finding) == ("ready", one.finding)
    back = acts.partly(here, one.id, MIA, seen=good.head, load_good_rows=False)
    assert back.state == "wrong"


def test_more_bad_rows_than_somebody_looks_at_are_not_kept_aside(here, tmp_path):
    bad = [ledger(number, "2026-02", amount="ten") for number in range(2, 1_003)]
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), *bad)
    with pytest.raises(GapError, match="1,001 rows are bad"):
        acts.partly(here, one.id, MIA, seen=one.head, load_good_rows=True)


def test_only_a_shipped_profile_can_be_named(here, tmp_path):
    one = handed(here, tmp_path, FILE, ledger(1, "2026-01"))
    with pytest.raises(GapError, match="mapping profile"):
        acts.say(here, one.id, MIA, seen=one.head, profile="/etc/passwd.yaml")
