"""A contract may demand a second person; that changes who says yes and not what is loaded."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError
from pipelines.extracts.reading import read_contracts
from pipelines.intake.convert import fingerprint
from tests.pipelines.extracts.contracts import SHIPPED, changed

SNAPSHOT = "  - {property: snapshot, value: false}\n"


def with_approval(tmp_path, value: str):
    """Return the folder of a contract that says something about approval."""
    more = f"{SNAPSHOT}  - {{property: approval, value: {value}}}\n"
    return changed(tmp_path, "ledger", SNAPSHOT, more)


def test_nobody_has_to_approve_unless_the_contract_says_so(tmp_path):
    assert read_contracts(SHIPPED)["ledger"].approval == ""
    careful = read_contracts(with_approval(tmp_path, "second_person"))["ledger"]
    assert careful.approval == "second_person"


def test_a_demand_for_approval_leaves_what_was_loaded_as_it_is(tmp_path):
    careful = read_contracts(with_approval(tmp_path, "second_person"))["ledger"]
    assert fingerprint(careful) == fingerprint(read_contracts(SHIPPED)["ledger"])


@pytest.mark.parametrize("value", ["third_person", "true", '""'])
def test_another_demand_is_not_understood(tmp_path, value):
    with pytest.raises(GapError, match="“approval” must be second_person") as refusal:
        read_contracts(with_approval(tmp_path, value))
    assert "ledger.yaml" in str(refusal.value)
