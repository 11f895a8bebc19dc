"""The budget slider: its place stands in the address, so that an answer can be sent on."""

from __future__ import annotations

from typing import Final

import streamlit as st

from governance.investments.ground import Ground
from governance.investments.policy import BudgetPolicy
from pages.parts.filters import keep
from reports.format import figure

NAME: Final = "budget"
_PLACE: Final = f"investments_{NAME}"
MOST_STOPS: Final = 60
"""Stops that a finger on a phone can still tell apart."""


def budget(known: Ground) -> int:
    """Let the reader choose a budget in euros and return it; the policy's is the default."""
    stops = stops_for(
        sum(int(each.content.cost_eur) for each in known.projects), known.rules.budget
    )
    default = known.rules.budget.default_eur
    asked = st.query_params.get(NAME, "")
    chosen = next((each for each in stops if str(each) == asked), default)
    st.session_state[_PLACE] = chosen

    def follow() -> None:
        """Write the choice into the address."""
        keep(NAME, str(st.session_state[_PLACE]), default=str(default))

    return int(
        st.select_slider(
            "Budget for foundation projects",
            stops,
            key=_PLACE,
            format_func=lambda euros: figure(euros, "EUR"),
            on_change=follow,
        )
    )


def stops_for(all_cost_eur: int, rules: BudgetPolicy) -> tuple[int, ...]:
    """Return the budgets to choose from: up to the cost of everything, the default among them."""
    most = max(all_cost_eur, 2 * rules.default_eur)
    step = rules.step_eur * max(1, -(-most // (rules.step_eur * MOST_STOPS)))
    return tuple(sorted({*range(0, most + step, step), rules.default_eur}))
