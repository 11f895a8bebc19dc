"""Settings are read once from the environment, and what cannot be meant is said."""

from __future__ import annotations

import pytest

from pipelines.errors import GapError
from pipelines.settings import settings_from


@pytest.mark.parametrize(("text", "month"), [("", 0), ("0", 0), ("4", 4), (" 12 ", 12)])
def test_a_fiscal_year_starts_in_a_month_or_is_none(text, month):
    assert settings_from({"TANDEM_FISCAL_YEAR_STARTS": text}).fiscal_year_starts == month


@pytest.mark.parametrize("text", ["13", "-1", "April"])
def test_anything_else_is_no_month(text):
    with pytest.raises(GapError, match="TANDEM_FISCAL_YEAR_STARTS is"):
        settings_from({"TANDEM_FISCAL_YEAR_STARTS": text})
