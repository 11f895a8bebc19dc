"""Tables and bars keep every figure as text, name what is unknown and escape what was loaded."""

from __future__ import annotations

import pytest

from pipelines.metrics.results import Cell
from reports.tables import CARDS, Column, bars, breakdown_words, matrix, table, words
from tests.reports.attacks import ATTACKS
from tests.reports.test_markup import read


def cell(name, value, state="ok"):
    return Cell("2026-Q1", value, 12, 1.0, state, {"business_unit": name})


CELLS = (cell("Claims", 40.0), cell("Service", 62.5), cell(None, None, "not_estimable"))


def test_bars_are_longest_first_and_the_unknown_says_why():
    found = read(bars(CELLS, "business_unit", "%", title="Adoption")).text
    assert found.index("Service") < found.index("Claims") < found.index("not stated")
    assert "Cannot be estimated" in found


def test_the_longest_bar_fills_its_place_and_the_others_follow_in_proportion():
    markup = bars(CELLS, "business_unit", "%", title="Adoption")
    assert 'width="100.0%"' in markup
    assert 'width="64.0%"' in markup


def test_a_breakdown_is_said_in_words():
    assert breakdown_words(CELLS, "business_unit", "%") == (
        "Service has the highest figure (62.5%), Claims the lowest (40%); "
        "for 1 of 3 it cannot be known."
    )


def test_a_breakdown_with_one_figure_compares_nothing():
    assert breakdown_words(CELLS[1:], "business_unit", "%") == (
        "Only Service has a figure (62.5%); for 1 of 2 it cannot be known."
    )


def test_a_breakdown_of_nothing_known_says_so():
    assert "no figure can be known" in breakdown_words(CELLS[2:], "business_unit", "%")


def test_a_long_breakdown_is_cut_and_says_so():
    many = [cell(f"Unit {index:02d}", float(index)) for index in range(40)]
    assert "The first 25 of 40 are shown." in breakdown_words(many, "business_unit", "%")
    assert bars(many, "business_unit", "%", title="x").count("<tr>") == 26


def test_a_wide_row_names_each_value_and_stays_a_table_to_a_screen_reader():
    columns = [Column("Who"), Column("What"), Column("About"), Column(""), Column("Due")]
    markup = table(columns, [["Lena", "Reply", "GOAL-01", "x", "15 May"]], title="Chased")
    assert 'class="tandem scroll stacks"' in markup
    for role in ("table", "rowgroup", "row", "columnheader", "rowheader", "cell"):
        assert f'role="{role}"' in markup
    assert [part.split('"')[0] for part in markup.split('data-label="')[1:]] == [
        "What", "About", "Due",
    ]  # fmt: skip


def test_a_list_too_long_for_cards_stays_a_table():
    columns = [Column(name) for name in "abcd"]
    assert "stacks" in table(columns, [list("1234")] * CARDS, title="x")
    assert "stacks" not in table(columns, [list("1234")] * (CARDS + 1), title="x")


def test_a_narrow_table_and_one_that_is_read_across_stay_as_they_are():
    narrow = table([Column("a"), Column("b"), Column("c")], [["1", "2", "3"]], title="x")
    across = table([Column(name) for name in "abcde"], [list("12345")], title="x", is_grid=True)
    assert "stacks" not in narrow + across
    assert "role=" not in (narrow + across).replace('role="group"', "")


def test_a_matrix_adds_up_both_ways():
    counts = {("Claims", "idea"): 2, ("Claims", "production"): 3, ("Service", "idea"): 4}
    found = read(matrix(counts, ["Claims", "Service"], ["idea", "production"], title="x")).text
    assert found.endswith("All639")


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_cell_that_attacks_stays_text(attack):
    columns = [Column("One"), Column("Two", is_number=True)]
    found = read(table(columns, [(attack, attack)], title=attack)).elements
    assert found == read(table(columns, [("a", "b")], title="c")).elements


def test_every_column_and_every_row_is_named_for_a_screen_reader():
    markup = table([Column("File"), Column("Rows", True)], [("a.csv", "3")], title="Loads")
    assert markup.count('scope="col"') == 2
    assert markup.count('scope="row"') == 1


def test_identifiers_are_shown_as_words():
    assert words("business_unit") == "Business unit"
