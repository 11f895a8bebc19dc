"""Whatever stands in the address of a page, the page opens; what makes no sense is not chosen."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from governance import roster
from governance.checkin import meeting as meetings
from governance.checkin.freezing import close
from governance.checkin.shapes import Position
from governance.checkin.stage import stage
from governance.people import Person, Role
from governance.uploads import acts
from pipelines.settings import ROOT, Settings
from pipelines.workspace import Workspace
from reports.checkin import screens
from tests import opening
from tests.pages.conftest import Reader
from tests.pages.hostile_words import hostile, times
from tests.pages.test_upload import UGLY

RUNS, MANY_RUNS, TEXTS, MANY_TEXTS = 4, 100, 300, 10_000
FEWEST = 25
"""There are more parameters than this in the addresses of the pages."""
NOW, TODAY = datetime(2026, 4, 2, 9, tzinfo=UTC), date(2026, 4, 2)
GOAL = "GOAL-02"
HELD, PINNED, LOAD, UPLOAD = "held", "pinned", "load", "upload"
"""Stand for names that only the store knows."""
LEADS: tuple[tuple[str, Role, dict[str, str]], ...] = (
    ("scorecard", "ceo", {}),
    ("metric", "ceo", {"metric": "adoption_rate"}),
    ("portfolio", "ceo", {}),
    ("methods", "ceo", {}),
    ("loads", "cio_staff", {}),
    ("loads", "cio_staff", {"one": LOAD}),
    ("upload", "cio_staff", {}),
    ("upload", "cio_staff", {"upload": UPLOAD}),
    ("maturity", "ceo", {}),
    ("maturity", "ceo", {"subject": "DS-CRM"}),
    ("audit", "facilitator", {}),
    ("datasets", "cio", {}),
    ("investments", "cio", {}),
    ("goals", "ceo", {"goal": GOAL}),
    ("checkin", "facilitator", {"checkin": HELD}),
    ("checkin", "ceo", {"checkin": HELD, "stage": "1", "at": f"scorecard:{GOAL}"}),
    ("checkin", "ceo", {"checkin": PINNED}),
    ("discussion", "ceo", {}),
    ("tokens", "cio", {}),
)
"""Page, role, and what makes sense in the address, so that the rest of it is looked at."""


@cache
def parameters() -> tuple[str, ...]:
    """Return every name that some page reads from its address or gives to a part that does."""
    found: set[str] = set()
    for path in (ROOT / "pages").rglob("*.py"):
        module = ast.parse(path.read_text("utf-8"))
        constants = dict(_constants(module))
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                found |= {_text(one, constants) for one in _names_in(node)}
    return tuple(sorted(found - {"", "as", "who"}))


def _constants(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module gives to values."""
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, node.value
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _names_in(call: ast.Call) -> Iterator[ast.expr]:
    """Yield what a call may name a part of the address by."""
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "st.query_params":
        yield from call.args[:1]
    yield from (one.value for one in call.keywords if one.arg == "name")


def _text(named: ast.expr, constants: dict[str, ast.expr]) -> str:
    """Return a name that is written out, here or where it got its name; else nothing."""
    if isinstance(named, ast.Name):
        named = constants.get(named.id, named)
    return named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else ""


@pytest.fixture(scope="module")
def busy(
    demo_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of the demo company with a check-in held, one closed and a file on its way."""
    folder = tmp_path_factory.mktemp("busy")
    store = Path(shutil.copytree(demo_store, folder / "store"))
    space = opening.opened(Settings(store=store))
    amara = roster.person(space, "amara")
    pinned = _held(space, amara)
    meeting = meetings.meeting(space, pinned)
    shown = stage(space, meeting, today=TODAY)
    close(space, amara, pinned, stage=shown, papers=screens(shown, meeting), today=TODAY,
          now=NOW, without="Tried without them.")  # fmt: skip
    staff = next(one for one in roster.people(space) if one.role == "cio_staff")
    file = folder / "talent_2026-Q1.csv"
    file.write_text(UGLY, "utf-8")
    upload = acts.receive_file(space, staff, file, now=NOW).id
    acts.look(space, staff, upload, now=NOW)
    yield (
        store,
        {
            PINNED: pinned,
            HELD: _held(space, amara),
            LOAD: space.catalogue.loads()[0].id,
            UPLOAD: upload,
        },
    )
    space.database.dispose()


def _held(space: Workspace, leads: Person) -> str:
    """Begin a check-in at a goal of the scorecard and return its name."""
    one = meetings.open_check_in(space, leads, title="Tried", agenda="45", held_on=TODAY, now=NOW)
    meetings.move(space, leads, one.id, Position("scorecard", GOAL), now=NOW)
    return one.id


@pytest.fixture
def own_demo_store(busy: tuple[Path, dict[str, str]]) -> Path:
    """The busy company instead of a copy for each test: nothing here changes anything."""
    return busy[0]


def opens(app: AppTest) -> None:
    """Fail where a page shows a trace, or the words for what nobody foresaw."""
    assert not app.exception, app.exception
    assert len(app.title) == 1, app.error
    assert not [one.value for one in app.error if "did not foresee" in one.value]


def test_the_pages_read_many_parameters_and_all_of_them_are_tried():
    assert {"metric", "period", "unit", "upload", "at", "panel", "kind"} <= set(parameters())
    assert len(parameters()) > FEWEST


@pytest.mark.parametrize("most", [RUNS, pytest.param(MANY_RUNS, marks=pytest.mark.soak)],
                         ids=["some", "many"])  # fmt: skip
@pytest.mark.parametrize(
    ("page", "role", "sense"), LEADS, ids=[" ".join((page, *sense)) for page, _, sense in LEADS]
)
def test_a_page_opens_whatever_stands_in_its_address(
    busy, reading_own: Reader, page: str, role: Role, sense: dict[str, str], most: int
):
    right = {name: busy[1].get(value, value) for name, value in sense.items()}
    wrong = {name: hostile() for name in parameters() if name not in right}

    @times(most)
    @given(asked=st.fixed_dictionaries(wrong))
    def no_surprise(asked: dict[str, str]) -> None:
        opens(reading_own(page, role, **asked, **right))

    no_surprise()


def test_whoever_the_address_says_is_reading_is_somebody_of_this_company(reading_own: Reader):
    for text in ("", "admin", "../", "\0", "' OR 1=1 --", "amara' --"):
        opens(reading_own("scorecard", text, who=text))


def reads_each(texts: list[str]) -> None:
    """Read every text as each of the parameters that are more than a choice, in one run."""
    import streamlit as st

    from pages.parts import checkin_place, load_one, upload_place
    from pages.parts.filters import choice
    from reports.checkin import position_from

    for number, text in enumerate(texts):
        for name in ("panel", "metric", "stage", "at", load_one.NAME, upload_place.NAME):
            st.query_params[name] = text
        assert checkin_place.panel() in ("", "rows", *checkin_place.PANELS)
        assert load_one.chosen() is None
        assert upload_place.chosen() is None or not text
        position_from(text)
        st.query_params[f"choice{number}"] = text
        assert choice("Any", ("first", "second"), name=f"choice{number}") == "first"
    st.title("Read")


@pytest.mark.parametrize("most", [TEXTS, pytest.param(MANY_TEXTS, marks=pytest.mark.soak)],
                         ids=["some", "many"])  # fmt: skip
def test_what_an_address_asks_for_is_among_what_there_is(busy, reading_own: Reader, most: int):
    batch = st.lists(hostile(), min_size=TEXTS, max_size=TEXTS)

    @times(-(-most // TEXTS))
    @given(texts=batch)
    def no_surprise(texts: list[str]) -> None:
        app = AppTest.from_function(reads_each, default_timeout=300, kwargs={"texts": texts})
        opens(app.run())

    no_surprise()
