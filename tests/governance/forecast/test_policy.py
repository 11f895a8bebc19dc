"""What the forecast judges by stands in a file with its reasons, and a slip in it is refused."""

from __future__ import annotations

import pytest

from governance.forecast.policy import POLICY_FILE, forecast_policy
from governance.promises import BLOCKER_TYPES
from pipelines.errors import GapError


def changed(tmp_path, old: str, new: str):
    text = POLICY_FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_every_kind_of_blocker_holds_something_up():
    assert set(forecast_policy().holds.before) == set(BLOCKER_TYPES)


def test_every_judgement_gives_its_reason():
    assert all(section.because for _, section in forecast_policy())


def test_a_kind_of_blocker_that_holds_nothing_up_is_refused(tmp_path):
    path = changed(tmp_path, "    vendor: scaling\n", "")
    with pytest.raises(GapError, match="before must name a stage for vendor"):
        forecast_policy(path)


def test_an_industry_figure_whose_dates_are_out_of_order_is_refused(tmp_path):
    path = changed(tmp_path, "p85_months: 18", "p85_months: 8")
    with pytest.raises(GapError, match="p85_months must be more than median_months"):
        forecast_policy(path)


def test_the_industry_figure_is_off_until_somebody_switches_it_on(tmp_path):
    assert not forecast_policy().prior.use
    assert forecast_policy(changed(tmp_path, "use: false", "use: true")).prior.use
