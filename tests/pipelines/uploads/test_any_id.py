"""Whatever somebody asks for by an identifier, the records answer that there is no such thing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.errors import NotFound
from pipelines.uploads import counting, reading
from pipelines.workspace import Workspace

ASKED: dict[str, Callable[[Workspace, str], object]] = {
    "load": lambda here, text: here.catalogue.load(text),
    "upload": lambda here, text: reading.upload(here, text),
    "receipt": counting.receipt,
}


@pytest.mark.parametrize("kind", ASKED)
def test_no_text_but_an_identifier_finds_anything(anywhere, kind):
    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(text=st.text(max_size=40) | st.sampled_from(("", "\0", "U\0", "%", "_", "' OR 1=1 --")))
    def no_surprise(text: str) -> None:
        with pytest.raises(NotFound):
            ASKED[kind](anywhere, text)

    no_surprise()
