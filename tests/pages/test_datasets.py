"""The page of datasets, and the quality of a load: each step is told, nothing unseen is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from governance import datasets
from governance.access import RIGHTS
from governance.people import ROLES, Person, Role
from pipelines.quality import kept, registry
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from tests import opening
from tests.governance.loading import load
from tests.governance.measurements import check, run
from tests.governance.test_datasets import CONTRACT, STRICTER, WHY
from tests.pages.conftest import Reader
from tests.pages.test_screens import said

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
LENA = Person("lena", "Lena Fischer", "cio_staff")
ROWS = b"customer_no,consent\n" + b"".join(b"C-%06d,yes\n" % number for number in range(20))
TALENT = (
    b"role,business_unit,quarter,required_fte,filled_fte,contractor_fte,open_days_median,"
    b"attrition_pct\nsteward,Claims,2026-Q1,4,3,0,30,2\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where ``reading_empty`` keeps its store."""
    return tmp_path / "store"


def opened(store: Path) -> Workspace:
    return opening.opened(Settings(store=store))


def registered(store: Path, contract: str = CONTRACT) -> Workspace:
    """Register the customer records."""
    here = opened(store)
    datasets.register(here, LENA, contract, why=WHY, now=NOW, seen=0)
    return here


def brought(store: Path, tmp_path: Path) -> Workspace:
    """Bring a file for them."""
    here, path = registered(store), tmp_path / "crm.csv"
    path.write_bytes(ROWS)
    datasets.bring(here, LENA, "DS-CRM", path, period="2026-Q1", now=NOW)
    return here


def pressed(app: AppTest, label: str) -> AppTest:
    """Press the button called ``label``."""
    (button,) = (each for each in app.button if each.label == label)
    return button.click().run()


def upload(app: AppTest, content: bytes = ROWS, name: str = "crm_2025-Q4.csv") -> AppTest:
    """Choose a file."""
    return app.file_uploader[0].set_value([(name, content, "text/csv")]).run()


def completed(app: AppTest, *, why: str = WHY) -> AppTest:
    """Fill in what a proposal leaves to a person, and register."""
    area = app.text_area[0]
    text = area.value.replace('domain: ""', "domain: customers").replace('owner: ""', "owner: S")
    area.input(text)
    app.text_input(key="datasets_new_why").input(why)
    return pressed(app, "Register, and bring the file")


@pytest.mark.parametrize("role", [role for role in ROLES if "maturity:read" in RIGHTS[role]])
def test_everybody_who_may_see_the_maturity_sees_the_datasets(
    reading_empty: Reader, store: Path, role: Role
) -> None:
    registered(store)
    app = reading_empty("datasets", role)
    assert not app.exception
    assert not app.error
    assert "1 dataset is registered: 1 without rows yet." in said(app)


@pytest.mark.parametrize("role", ["ceo", "facilitator", "viewer"])
def test_only_those_who_register_find_forms(reading_empty: Reader, store: Path, role: Role) -> None:
    registered(store)
    for choices in ({}, {"subject": "DS-CRM"}):
        app = reading_empty("datasets", role, **choices)
        assert not app.button
        assert not app.file_uploader
        assert not app.text_area


def test_an_empty_register_says_what_a_dataset_is(reading_empty: Reader) -> None:
    app = reading_empty("datasets", "cio")
    assert not app.error
    assert "No dataset is registered here yet." in said(app)
    assert "Register a dataset" in [header.value for header in app.header]


def test_a_file_gives_a_contract_that_is_registered_and_the_file_counts(
    reading_empty: Reader, store: Path
) -> None:
    app = completed(upload(reading_empty("datasets", "cio_staff")))
    words = said(app)
    assert "DS-CRM, “Crm”, is registered." in words
    assert "crm_2025-Q4.csv counts for DS-CRM 2025-Q4." in words
    (file,) = registry.files(opened(store))
    assert (file.period, file.file_name) == ("2025-Q4", "crm_2025-Q4.csv")
    assert app.query_params["subject"] in ("DS-CRM", ["DS-CRM"])


def test_what_was_told_goes_when_the_reader_turns_to_something_else(
    reading_empty: Reader,
) -> None:
    app = completed(upload(reading_empty("datasets", "cio_staff")))
    assert "is registered." in said(app)
    assert "is registered." not in said(app.run())


def test_a_contract_that_is_not_complete_is_refused_with_its_line_and_stays(
    reading_empty: Reader, store: Path
) -> None:
    app = upload(reading_empty("datasets", "cio_staff"))
    app.text_input(key="datasets_new_why").input(WHY)
    app = pressed(app, "Register, and bring the file")
    assert "contract.yaml:" in app.error[0].value.replace("\\", "")
    assert "nothing was registered" in said(app)
    assert 'domain: ""' in app.text_area[0].value
    assert registry.datasets(opened(store)) == ()
    completed(app)
    assert len(registry.datasets(opened(store))) == 1


def test_without_a_reason_nothing_is_registered(reading_empty: Reader, store: Path) -> None:
    app = completed(upload(reading_empty("datasets", "cio_staff")), why=" ")
    assert "The reason is empty." in said(app)
    assert registry.datasets(opened(store)) == ()


def test_a_file_that_does_not_fit_leaves_the_dataset_and_says_so(
    reading_empty: Reader, store: Path
) -> None:
    app = upload(reading_empty("datasets", "cio_staff"))
    area = app.text_area[0]
    area.input(area.value.replace("columns:\n", "columns:\n  email: {required: true}\n"))
    words = said(completed(app))
    assert "is registered." in words
    assert "The file was not brought. crm_2025-Q4.csv lacks email" in words
    assert "DS-CRM stays registered." in words
    here = opened(store)
    assert len(registry.datasets(here)) == 1
    assert registry.files(here) == ()


def test_what_is_no_table_is_refused_before_a_contract_is_proposed(
    reading_empty: Reader,
) -> None:
    app = upload(reading_empty("datasets", "cio_staff"), b"PK\x03\x04zip")
    assert "an Excel workbook" in said(app)
    assert not app.text_area


def test_a_dataset_that_is_there_is_not_registered_over(reading_empty: Reader, store: Path) -> None:
    registered(store)
    app = completed(upload(reading_empty("datasets", "cio_staff")))
    assert "DS-CRM is registered already" in said(app)


def test_rows_that_stay_where_they_are_need_two_settings(
    reading_empty: Reader, store: Path
) -> None:
    app = reading_empty("datasets", "cio")
    app.radio(key="datasets_way").set_value("A file or table that stays where it is").run()
    assert "TANDEM_DATASETS" in said(app)
    assert "TANDEM_SOURCES" in said(app)
    app.text_area[0].input(CONTRACT.replace("{upload: true}", "{file: crm/x.parquet}"))
    app.text_input(key="datasets_new_why").input(WHY)
    words = said(pressed(app, "Register"))
    assert "is registered." in words
    assert registry.dataset(opened(store), "DS-CRM").source.name == "crm/x.parquet"


def test_one_dataset_shows_its_contract_files_revisions_and_last_measurement(
    reading_empty: Reader, store: Path, tmp_path: Path
) -> None:
    here = brought(store, tmp_path)
    kept.keep(here, run("2026-Q1", check(69)))
    app = reading_empty("datasets", "viewer", subject="DS-CRM")
    assert app.code[0].value == CONTRACT.rstrip("\n") or app.code[0].value == CONTRACT
    assert "1,000 rows of 2026-Q1" in said(app)
    headers = [header.value for header in app.header]
    assert headers == ["Last measurement", "Files that were brought", "Its contract"]


def test_a_changed_contract_is_a_further_revision(reading_empty: Reader, store: Path) -> None:
    here = registered(store)
    app = reading_empty("datasets", "cio", subject="DS-CRM")
    app.text_area[0].input(STRICTER)
    app.text_input(key="datasets_why").input("Numbers have a form.")
    app = pressed(app, "Change the contract")
    assert "DS-CRM is at revision 2" in said(app)
    assert registry.revisions(here, "DS-CRM")[-1].why == "Numbers have a form."
    assert app.text_area[0].value.strip() == STRICTER.strip()


def test_a_newer_contract_is_not_overwritten_and_can_be_opened(
    reading_empty: Reader, store: Path
) -> None:
    here = registered(store)
    app = reading_empty("datasets", "cio", subject="DS-CRM")
    datasets.change(here, LENA, "DS-CRM", STRICTER, why="A form.", now=NOW, seen=1)
    mine = CONTRACT.replace("Customer records", "My customers")
    app.text_area[0].input(mine)
    app.text_input(key="datasets_why").input("A better title.")
    app = pressed(app, "Change the contract")
    assert "lena changed DS-CRM since you opened it: A form." in said(app)
    assert app.text_area[0].value.strip() == mine.strip(), "what was typed stays"
    assert len(registry.revisions(here, "DS-CRM")) == 2
    app = pressed(app, "Open revision 2")
    assert app.text_area[0].value.strip() == STRICTER.strip()


def test_a_file_is_brought_for_the_quarter_in_its_name(reading_empty: Reader, store: Path) -> None:
    here = registered(store)
    app = upload(reading_empty("datasets", "cio_staff", subject="DS-CRM"))
    app = pressed(app, "Bring the file")
    assert "crm_2025-Q4.csv counts for DS-CRM 2025-Q4." in said(app)
    assert [file.period for file in registry.files(here)] == ["2025-Q4"]


def test_without_a_file_nothing_is_brought(reading_empty: Reader, store: Path) -> None:
    registered(store)
    app = reading_empty("datasets", "cio_staff", subject="DS-CRM")
    assert "Choose a file first" in said(pressed(app, "Bring the file"))


def test_a_file_without_a_promised_column_is_refused_in_words(
    reading_empty: Reader, store: Path
) -> None:
    here = registered(store)
    app = upload(reading_empty("datasets", "cio_staff", subject="DS-CRM"), b"name\nAda\n")
    assert "lacks customer_no" in said(pressed(app, "Bring the file"))
    assert registry.files(here) == ()


def test_a_retired_dataset_leaves_the_register(reading_empty: Reader, store: Path) -> None:
    here = registered(store)
    app = reading_empty("datasets", "cio", subject="DS-CRM")
    app.text_input(key="datasets_retire_why").input("The system is gone.")
    app = pressed(app, "Retire DS-CRM")
    assert "DS-CRM is retired." in said(app)
    assert "No dataset is registered here yet." in said(app)
    assert registry.revisions(here, "DS-CRM")[-1].why == "The system is gone."


def test_a_dataset_that_does_not_exist_counts_as_not_chosen(
    reading_empty: Reader, store: Path
) -> None:
    registered(store)
    app = reading_empty("datasets", "cio", subject="../../etc")
    assert not app.exception
    assert "1 dataset is registered" in said(app)


def loaded(reading_empty: Reader, store: Path) -> AppTest:
    """Load a file, and open what the screen says of it."""
    path = store.parent / "talent_2026-Q1.csv"
    path.write_bytes(TALENT)
    receipt = load(opened(store), LENA, path, now=datetime.now(UTC))
    return reading_empty("loads", "cio_staff", one=receipt.loads[0].id)


def measured(store: Path) -> None:
    """Keep a measurement of the loaded file, as the worker would."""
    from pipelines.quality.due import pending

    here = opened(store)
    (due,) = pending(here, today=here.reporting_day(datetime.now(UTC).date()))
    kept.keep(
        here,
        run(
            "2026-Q1", check(69), subject="talent", kind="extract", title="Talent",
            fingerprint=due.fingerprint,
        ),
    )  # fmt: skip


def test_a_load_says_that_its_quality_is_being_measured(reading_empty: Reader, store: Path) -> None:
    app = loaded(reading_empty, store)
    assert "Measuring talent 2026-Q1 … 1 of 1 still to come" in " ".join(said(app).split())


def test_a_load_shows_its_quality_when_it_arrives_and_after_a_reload(
    reading_empty: Reader, store: Path
) -> None:
    app = loaded(reading_empty, store)
    measured(store)
    assert "talent_2026-Q1.csv, measured as it counts now." in said(app.run())
    (ours,) = opened(store).catalogue.loads()
    again = reading_empty("loads", "ceo", one=ours.id)
    assert "talent_2026-Q1.csv, measured as it counts now." in said(again)
    assert not again.exception


def test_where_nothing_measures_the_command_is_named(
    reading_empty: Reader, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_MEASURE_SECONDS", "0")
    words = said(loaded(reading_empty, store))
    assert "python -m pipelines quality talent" in words
    assert "TANDEM_MEASURE_SECONDS" in words
    assert "still to come" not in words


def test_an_unknown_load_in_the_address_shows_no_quality(reading: Reader) -> None:
    app = reading("loads", "cio", one="L'; drop table load")
    assert not app.exception
    assert not app.error
    assert "Its quality" not in [header.value for header in app.header]
