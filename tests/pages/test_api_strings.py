"""Whatever stands in a parameter of the HTTP API, the answer is right or says what is wrong."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.api import OPERATIONS, WHERE
from pages.parts.api_answers import PROBLEM
from pages.parts.api_asked import KEY_HEADER
from pages.parts.api_description import Operation
from pipelines.uploads.reading import uploads
from tests.pages.hostile_words import hostile, times
from tests.pages.served_api import GOOD, Said, Served

IN_SHORT, IN_FULL, LOOKS, MANY_LOOKS = 100, 10_000, 15, 1_000
RIGHT = (
    "adoption_rate",
    "ledger",
    "business_unit",
    "2026-Q1",
    "quarter",
    "cp1252",
    "comma",
    "Sheet1",
)
"""What means something in one parameter or another."""
TAKEN = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200)
"""What the parameters that take any text let through, down to the file's reader."""
COUNTS = pytest.mark.parametrize(
    "most", [IN_SHORT, pytest.param(IN_FULL, marks=pytest.mark.soak)], ids=["some", "many"]
)


class Line:
    """One connection that many requests go through."""

    def __init__(self, server: Served) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.token = server.token("cio").text

    def ask(self, method: str, path: str, *, body: bytes | None = None, **headers: str) -> Said:
        """Send one request."""
        sent = {"authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.link.request(method, f"{WHERE}{path}", body=body, headers=sent)
        answer = self.link.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Said(answer.status, told, answer.read())


@pytest.fixture(scope="module")
def line(demo: Served) -> Iterator[Line]:
    """A connection of the CIO, who may ask for everything."""
    found = Line(demo)
    with closing(found.link):
        yield found


def places() -> Iterator[tuple[Operation, str]]:
    """Yield every parameter of every operation: in its path, its query and its headers."""
    for one in OPERATIONS:
        for name in re.findall(r"{(\w+)}", one.path):
            yield one, f"path {name}"
        for name in one.query.model_fields:
            yield one, f"query {name}"
        for header in one.headers:
            yield one, f"header {header['name']}"
        yield one, "query"


def path_of(one: Operation, place: str, text: str, load: str) -> str:
    """Return an address in which a text stands at a place, and sense everywhere else."""
    kind, _, name = place.partition(" ")
    path = one.path.replace("{id}", load).replace(
        "{name}", "ledger" if one.takes_file else "adoption_rate"
    )
    if kind == "path":
        path = one.path.replace(f"{{{name}}}", quote(text, safe=""))
    if kind == "query":
        path += f"?{quote(name or text, safe='')}={quote(text, safe='')}"
    return path


def sense(said: Said, sent: object) -> None:
    """Fail where an answer is a failure of ours, or a refusal without words."""
    assert said.status < 500, (sent, said)
    if said.status >= 400:
        assert said.headers["content-type"] == PROBLEM, (sent, said)
        assert json.loads(said.body)["what"], (sent, said)


@pytest.mark.parametrize(
    ("one", "place"), list(places()), ids=lambda part: getattr(part, "name", part)
)
@COUNTS
def test_no_parameter_of_the_api_breaks_it(demo, line, one, place, most):
    load = demo.workspace.catalogue.loads()[0].id
    before = (demo.workspace.catalogue.version(), uploads(demo.workspace))

    @times(most)
    @given(text=hostile(*RIGHT))
    def no_surprise(text: str) -> None:
        path = path_of(one, place, text, load)
        if not place.startswith("header"):
            sense(line.ask(one.method, path), path)
        elif re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", text):
            sense(line.ask(one.method, path, **{KEY_HEADER: text}), text)

    no_surprise()
    assert (demo.workspace.catalogue.version(), uploads(demo.workspace)) == before


@pytest.mark.parametrize(
    "most", [LOOKS, pytest.param(MANY_LOOKS, marks=pytest.mark.soak)], ids=["some", "many"]
)
def test_what_is_said_about_a_file_may_be_any_text(demo, line, most):
    version = demo.workspace.catalogue.version()

    @times(most)
    @given(said=st.fixed_dictionaries({"reason": TAKEN, "map": TAKEN.map("{}=".format)},
           optional={"encoding": TAKEN, "sheet": TAKEN, "file_name": TAKEN}))  # fmt: skip
    def no_surprise(said: dict[str, str]) -> None:
        query = "&".join(f"{name}={quote(text, safe='')}" for name, text in said.items())
        answer = line.ask(
            "PUT", f"/v1/extracts/ledger?dry_run=true&period=2026-Q1&{query}", body=GOOD
        )
        sense(answer, query)

    no_surprise()
    assert demo.workspace.catalogue.version() == version
