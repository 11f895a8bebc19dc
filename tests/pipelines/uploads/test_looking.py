"""A look says what a file is, what is wrong and what it would change, and changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.intake.layout import Layout
from pipelines.uploads import acts, looking, reading
from pipelines.uploads.arriving import received
from tests.pipelines.intake.sources import EXTRACTS, ledger, rows
from tests.pipelines.uploads.handing import BEN, MIA, commit, committed, handed, look, looked

FILE = "ledger_2026-Q1.csv"


def foreign(here, tmp_path, *lines: str, name=FILE):
    """Hand in a file as it is written."""
    path = tmp_path / name
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return received(here, path, by=MIA)


def test_the_limited_child_finds_what_this_process_finds(here, tmp_path):
    one = handed(here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02", amount="ten"))
    steps = []
    found = looking.look(here, one.id, by=MIA, on_progress=lambda told: steps.append(told.step))
    again = look(here, found, again=True)
    assert {"reading", "checking", "comparing"} <= set(steps)
    assert (found.state, found.finding.rows, found.finding.groups) == (
        again.state, again.finding.rows, again.finding.groups,
    )  # fmt: skip
    assert found.finding.understanding == again.finding.understanding


def test_a_good_file_is_ready_and_nobody_sees_it_yet(anywhere, tmp_path):
    one = looked(anywhere, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-03"))
    assert one.state == "ready"
    assert [(each.period, each.rows) for each in one.finding.planned] == [
        ("2026-01", 1), ("2026-02", 0), ("2026-03", 1),
    ]  # fmt: skip
    assert anywhere.catalogue.files() == ()
    assert anywhere.catalogue.version() == 0


def test_a_bad_row_makes_it_wrong_and_is_summed_up(here, tmp_path):
    bad = [ledger(number, "2026-02", amount="ten") for number in range(2, 7)]
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"), *bad)
    assert one.state == "wrong"
    group = one.finding.groups[0]
    assert (group.code, group.column, group.count, group.lines, group.value) == (
        "wrong_type", "amount_eur", 5, (3, 4, 5), "ten",
    )  # fmt: skip
    assert "expected an amount" in group.message


def test_an_open_question_is_asked_and_its_answer_makes_it_ready(here, tmp_path):
    names = [name if name != "amount_eur" else "amount_eurr" for name in ledger_columns()]
    one = look(here, foreign(here, tmp_path, ",".join(names), ledger(1, "2026-01")))
    assert one.state == "asks"
    assert [question.kind for question in one.finding.questions] == ["mapping"]
    answer = Layout(mapping={"amount_eurr": one.finding.questions[0].proposal})
    one = look(here, acts.say(here, one.id, MIA, seen=one.head, layout=answer))
    assert one.state == "ready"


def ledger_columns():
    """Return the header of a ledger."""
    return EXTRACTS["ledger"].column_names


def test_a_file_of_another_kind_is_refused_in_words_that_stay(here, tmp_path):
    one = look(here, foreign(here, tmp_path, '{"a": 1}'))
    assert one.state == "refused"
    assert one.finding.refusal.what
    assert reading.upload(here, one.id) == one
    gone = acts.withdraw(here, one.id, MIA, seen=one.head, reason="")
    assert gone.state == "withdrawn"


def test_a_look_that_stands_is_not_made_again(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    assert look(here, one).head == one.head
    assert look(here, one, again=True).head == one.head + 1


def test_of_an_uploads_looks_only_the_newest_keeps_its_files(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    for _ in range(2):
        one = look(here, one, again=True)
    folders = [path.name for path in one.folder(here.settings.store).iterdir() if path.is_dir()]
    assert folders == [one.finding.folder.rpartition("/")[2]]


def test_a_look_at_what_was_said_otherwise_meanwhile_is_not_kept(here, tmp_path):
    one = handed(here, tmp_path, FILE, ledger(1, "2026-01"))

    def slow(job, request, **_limits):
        acts.say(here, one.id, BEN, seen=one.head, period="2026-01")
        return job(request, lambda step, share: None)

    found = looking.look(here, one.id, by=MIA, run=slow)
    assert (found.state, found.finding, found.said.period) == ("received", None, "2026-01")
    assert [path.name for path in found.folder(here.settings.store).iterdir()] == ["source"]


def test_a_load_that_came_since_the_look_overtakes_it_and_says_whose(anywhere, tmp_path):
    one = looked(anywhere, tmp_path, FILE, ledger(1, "2026-01"))
    committed(anywhere, tmp_path, "ledger_2026-01.csv", ledger(9, "2026-01"), by=BEN)
    late = reading.upload(anywhere, one.id)
    assert late.state == "overtaken"
    assert [(each.period, each.load.actor, each.load.rows) for each in late.newer] == [
        ("2026-01", "ben", 1),
    ]  # fmt: skip
    again = look(anywhere, late)
    assert again.state == "ready"
    assert again.finding.planned[0].difference.removed == 1
    assert again.finding.planned[0].live[0].actor == "ben"


def test_a_load_that_came_and_went_overtakes_nobody(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    other = committed(here, tmp_path, "ledger_2026-01.csv", ledger(9, "2026-01"), by=BEN)
    here.catalogue.undo(other.receipt.loads[0].id, actor="ben", at=BEN.at)
    assert reading.upload(here, one.id).state == "ready"


def test_warnings_about_the_whole_file_hinder_nothing(here, tmp_path):
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01"))
    assert [note.code for note in one.finding.notes] == ["unchecked_reference"]


CELLS = st.sampled_from(["10.00", "ten", "", "-3.00", "7.123456", "1e3"])
MONTHS = st.sampled_from(["2026-01", "2026-02", "2026-13", "2025-12", ""])


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.integers(1, 6), MONTHS, CELLS), min_size=1, max_size=12))
def test_accepted_and_rejected_rows_are_the_records(here, tmp_path, drawn):
    lines = [ledger(number, month, amount=amount) for number, month, amount in drawn]
    one = looked(here, tmp_path, FILE, *lines)
    assert one.state in ("ready", "wrong")
    found = one.finding
    assert found.accepted + found.rejected == found.rows == len(drawn)
    assert sum(each.rows for each in found.planned) == found.accepted
    acts.withdraw(here, one.id, MIA, seen=one.head, reason="")


def test_what_a_look_plans_is_what_counts_afterwards(here, tmp_path):
    committed(here, tmp_path, FILE, ledger(1, "2026-01"), ledger(2, "2026-02"))
    one = looked(here, tmp_path, FILE, ledger(1, "2026-01", amount="3.00"), ledger(3, "2026-03"))
    summed = {each.period: each.difference for each in one.finding.planned}
    assert (summed["2026-01"].changed, summed["2026-01"].columns) == (1, (("amount_eur", 1),))
    assert (summed["2026-02"].removed, summed["2026-03"].new) == (1, 1)
    commit(here, one)
    assert [row[0] for row in rows(here, "ledger", "entry_id")] == ["L-001", "L-003"]
