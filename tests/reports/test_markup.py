"""What a person typed stays text, whatever it holds."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.markup import element, link, written
from tests.reports.attacks import ATTACKS


class Reader(HTMLParser):
    """Notes every element, attribute and text of a document."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: dict[str, str | None] = {}
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= dict(attrs)

    def handle_data(self, data):
        self.text += data


def read(markup: str) -> Reader:
    """Return what a browser's parser finds in ``markup``."""
    reader = Reader()
    reader.feed(markup)
    reader.close()
    return reader


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_text_and_attribute_makes_no_element(attack):
    found = read(written(element("p", {"title": attack}, attack, element("b", None, attack))))
    assert found.elements == ["p", "b"]
    assert set(found.attributes) == {"title"}
    assert found.text == attack.replace("\x00", "") * 2


@given(st.text(), st.text())
def test_any_text_comes_back_as_it_went_in_less_its_control_characters(text, title):
    found = read(written(element("p", {"title": title}, text)))
    assert found.elements == ["p"]
    printable = "".join(
        each for each in text if each in "\t\n\r" or not (ord(each) < 32 or 127 <= ord(each) < 160)
    )
    assert found.text.replace("\r\n", "\n") == printable.replace("\r\n", "\n")


def test_text_may_stand_between_elements():
    made = element("p", None, "one ", element("b", None, "two"), " three", None, " four")
    assert written(made) == "<p>one <b>two</b> three four</p>"


def test_an_address_keeps_only_what_is_chosen_and_quotes_it():
    assert link("metric", metric="a&b", unit=None, period="") == "metric?metric=a%26b"
    assert link("metric") == "metric"
