"""Deciding in the meeting: both positions, what the rules suggest, what-if, and what is chosen.

Whoever leads drafts, and the CEO signs on a device of their own; nothing counts before. The
what-if moves the dates at once and goes with the decision as the estimate that it is. Where two
decide at once, whoever is second sees both choices and loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

import streamlit as st

from governance.access import may
from governance.checkin import deciding
from governance.checkin.deciding import Choice
from governance.checkin.funding import needed_with
from governance.checkin.policy import checkin_policy
from governance.checkin.shapes import (
    OPTIONS,
    Attached,
    Decision,
    Meeting,
    Option,
    Stage,
    Suggestion,
)
from governance.checkin.suggesting import with_smaller
from governance.forecast.shapes import Forecast, WhatIf
from governance.investments.shapes import ProjectRevision
from pages.parts import cached, cached_checkin, cached_investments
from pages.parts.asked import attempt
from pages.parts.blocks import block, plain
from pages.parts.checkin_clash import (
    begin_anew,
    begun_at,
    both,
    overtaken_by,
    standing,
    stands,
)
from pages.parts.checkin_place import goal_at, here, open_panel
from pages.parts.checkin_text import draft, forget, own_text
from pages.parts.shell import reader, show
from pipelines.errors import GapError
from pipelines.periods import plus_months
from reports.checkin_words import ESTIMATE, OPTION_WORDS, options_words, sentence, sides_words
from reports.decision import drafts, finish_words
from reports.format import day, figure

STARTABLE: Final = ("proposed", "funded")
"""States of a foundation project that somebody can still ask for."""
FIELDS: Final = (
    "options", "date", "review", "project", "money", "without", "projects", "share", "attach",
)  # fmt: skip
"""What a form holds besides its texts."""


def decide_panel(meeting: Meeting, stage: Stage) -> None:
    """Ask what becomes of the goal that is on the screen."""
    goal_id = goal_at(stage, here(meeting))
    line = stage.line(goal_id)
    if line is None:
        st.info("A decision is about a goal. Go to one on the scorecard or the list of issues.")
        return
    forecast = dict(stage.forecasts).get(goal_id)
    st.markdown(f"**{plain(line.title)}**  \n{plain(sides_words(deciding.sides(line, forecast)))}")
    _suggested(dict(stage.suggestions).get(goal_id), _attached(goal_id))
    _what_stands(meeting, stage, goal_id)
    chosen = _options(goal_id)
    own_text(meeting, f"{goal_id}-reason", "The reason, which everybody will read")
    if "re_scope" in chosen:
        own_text(meeting, f"{goal_id}-scope", "The new scope", rows=2)
    _dates(goal_id, forecast, chosen)
    if "fund_foundation" in chosen:
        _money(goal_id, line.initiative_id)
    _what_if(goal_id, forecast, chosen)
    ceo = may(reader(), "checkin:decide")
    st.button(
        "Decide" if ceo else "Draft for the CEO", key="checkin_decide", type="primary",
        shortcut="Ctrl+Enter", on_click=_write, args=(meeting, stage, goal_id),
    )  # fmt: skip
    if not ceo:
        st.caption("It counts once the CEO has signed it, here or on their own device.")


def _what_stands(meeting: Meeting, stage: Stage, goal_id: str) -> None:
    """Show what is drafted or decided already; where it came meanwhile, beside the own choice."""
    mine = _choice(meeting, goal_id)
    is_touched = bool(mine.options or mine.reason or mine.scope)
    theirs = overtaken_by(meeting, goal_id, is_touched=is_touched)
    if theirs is not None:
        with st.container(border=True, key="checkin_both"):
            both(
                theirs, mine, drop=partial(_clear, meeting, goal_id),
                replace=partial(_write, meeting, stage, goal_id),
            )  # fmt: skip
    elif found := standing(meeting, goal_id):
        stands(found)


def waiting(meeting: Meeting, stage: Stage) -> None:
    """Show the drafts that wait for the CEO; the CEO signs them here."""
    found = [one for one in meeting.decisions if not one.signed]
    if not found or not may(reader(), "checkin:decide"):
        return
    titles = {line.goal_id: line.title for line in stage.card.lines}
    with st.container(border=True, key="checkin_waiting"):
        st.markdown(f"**{len(found)} to sign**")
        block(drafts(found, titles), key="checkin_drafts")
        for one in found:
            words = f"Sign: {options_words(one.options)} · {titles.get(one.goal_id, one.goal_id)}"
            st.button(
                plain(words), key=f"checkin_sign_{one.key}", type="primary",
                on_click=_sign, args=(meeting, one),
            )  # fmt: skip


def _suggested(found: Suggestion | None, smaller: Attached | None) -> None:
    """Show what the rules propose with the reason, and every rule that was tried."""
    if found is None:
        return
    if smaller is not None and smaller.asked.value_share is not None:
        found = with_smaller(found, smaller, checkin_policy())
    said = options_words(found.options) if found.options else "no option"
    st.markdown(f"The rules suggest **{plain(said)}**. {plain(sentence(found.reason))}")
    with st.expander("Every rule that was tried"):
        for option, fits, why in found.tried:
            sign = "fits" if fits else "does not fit"
            st.markdown(f"**{OPTION_WORDS[option]}** {sign}: {plain(why)}")


def _options(goal_id: str) -> tuple[Option, ...]:
    """Let the reader choose one option or several, each by its digit."""
    chosen = tuple(_held(goal_id, "options") or ())
    st.markdown("What is decided, one or several:")
    with st.container(horizontal=True, gap="small"):
        for number, option in enumerate(OPTIONS, start=1):
            st.button(
                OPTION_WORDS[option], key=f"checkin_option_{option}", shortcut=str(number),
                type="primary" if option in chosen else "secondary",
                on_click=_toggle, args=(goal_id, option),
            )  # fmt: skip
    return chosen


def _toggle(goal_id: str, option: Option) -> None:
    """Take an option, or leave it again."""
    held = set(_held(goal_id, "options") or ())
    st.session_state[_name(goal_id, "options")] = [
        each for each in OPTIONS if (each in held) != (each == option)
    ]


def _dates(goal_id: str, forecast: Forecast | None, chosen: Sequence[str]) -> None:
    """Ask for the new date and the day of the review; the forecast's P85 is offered."""
    today = cached.workspace_facts().reporting_date
    new, review = _name(goal_id, "date"), _name(goal_id, "review")
    if "re_time" in chosen:
        offered = forecast.finish.p85 if forecast else None
        st.session_state.setdefault(new, offered)
        hint = f" (85% of like cases come by {day(offered)})" if offered else ""
        st.date_input(f"New date{hint}", key=new)
    months = checkin_policy().decisions.review_months
    st.session_state.setdefault(review, plus_months(today, months))
    st.date_input("Looked at again on", key=review)


def _money(goal_id: str, initiative_id: str) -> None:
    """Ask how much money goes where, and say what else is funded with it."""
    projects = cached_investments.ground().projects
    names = {
        one.goal_id: f"{one.goal_id} {one.content.title}"
        for one in projects
        if one.content.state in STARTABLE
    }
    st.selectbox(
        "Foundation project", tuple(names), index=None, key=_name(goal_id, "project"),
        format_func=names.__getitem__, placeholder="None named",
    )  # fmt: skip
    if chosen := _held(goal_id, "project"):
        _funded_with(projects, chosen, initiative_id)
    st.number_input(
        "Money in euro", min_value=0, value=None, step=10_000, key=_name(goal_id, "money")
    )


def _funded_with(projects: Sequence[ProjectRevision], chosen: str, initiative_id: str) -> None:
    """Say which projects are funded with one, because it can do nothing without them."""
    try:
        needed = needed_with(projects, chosen, initiative_id)
    except GapError as error:
        show(error)
        return
    known = {one.goal_id: one.content for one in projects}
    paid = [name for name in (chosen, *needed) if known[name].state == "proposed"]
    cost = figure(sum((known[name].cost_eur for name in paid), Decimal(0)), "EUR")
    also = " and ".join(f"{name} {known[name].title}" for name in needed)
    with_it = f" It can do nothing without {also}: funded with it, {cost} together." if also else ""
    st.caption(plain(with_it.strip() or (f"{chosen} costs {cost}." if paid else "Funded already.")))


def _what_if(goal_id: str, forecast: Forecast | None, chosen: Sequence[str]) -> None:
    """Let everybody see what clearing a blocker or starting a project does to the date."""
    if forecast is None:
        return
    holds = {hold.key: f"{hold.key} · {hold.text}" for hold in forecast.holds}
    projects = sorted({hold.project_id for hold in forecast.holds if hold.project_id})
    with st.expander("What if …", expanded=bool(forecast.holds)):
        st.caption(f"What stands here is {ESTIMATE}.")
        st.multiselect(
            "These blockers were gone today", tuple(holds),
            format_func=holds.__getitem__, key=_name(goal_id, "without"),
        )  # fmt: skip
        if projects:
            st.multiselect("These projects began today", projects, key=_name(goal_id, "projects"))
        if "re_scope" in chosen:
            st.number_input(
                "Share of the value that the smaller scope keeps, in percent, as you judge it",
                min_value=1, max_value=100, value=None, step=5, key=_name(goal_id, "share"),
                placeholder="Not stated",
            )  # fmt: skip
        asked = _asked(goal_id)
        block(finish_words(forecast, _supposed(goal_id, asked)), key="checkin_what_if")
        if asked != WhatIf():
            st.checkbox("Attach it to the decision", value=True, key=_name(goal_id, "attach"))


def _asked(goal_id: str) -> WhatIf:
    """Return what is supposed to be different."""
    share = _held(goal_id, "share") if "re_scope" in (_held(goal_id, "options") or ()) else None
    return WhatIf(
        without=tuple(_held(goal_id, "without") or ()),
        projects=tuple(_held(goal_id, "projects") or ()),
        value_share=None if share is None else share / 100,
    )


def _supposed(goal_id: str, asked: WhatIf) -> Forecast | None:
    """Return the forecast as it would be; None where nothing is supposed."""
    return None if asked == WhatIf() else cached_checkin.what_if(goal_id, asked)


def _attached(goal_id: str) -> Attached | None:
    """Return the what-if that goes with the decision."""
    asked = _asked(goal_id)
    supposed = _supposed(goal_id, asked)
    if supposed is None or not _held(goal_id, "attach"):
        return None
    parts = [f"without blocker {each}" for each in asked.without]
    parts += [f"with {each}" for each in asked.projects]
    if asked.value_share is not None:
        parts.append(f"with {asked.value_share:.0%} of the value kept")
    finish = supposed.finish
    return Attached(", ".join(parts), asked, finish.p_target, finish.p50, finish.p85)


def _choice(meeting: Meeting, goal_id: str) -> Choice:
    """Return what the reader has chosen and typed so far."""
    money = _held(goal_id, "money")
    options = tuple(_held(goal_id, "options") or ())
    return Choice(
        goal_id=goal_id,
        options=options,
        reason=draft(meeting, f"{goal_id}-reason"),
        new_date=_held(goal_id, "date") if "re_time" in options else None,
        scope=draft(meeting, f"{goal_id}-scope") if "re_scope" in options else "",
        money_eur=Decimal(money) if money and "fund_foundation" in options else None,
        review_on=_held(goal_id, "review"),
        attached=_attached(goal_id),
        project_id=(_held(goal_id, "project") or "") if "fund_foundation" in options else "",
    )


def _write(meeting: Meeting, stage: Stage, goal_id: str, over: Decision | None = None) -> None:
    """Draft the decision, or decide where the reader is the CEO; ``over`` is what it answers."""
    choice = _choice(meeting, goal_id)
    before = deciding.sides(stage.line(goal_id), dict(stage.forecasts).get(goal_id))
    ceo = may(reader(), "checkin:decide")
    act = deciding.decide if ceo else deciding.draft
    seen = over.number if over else begun_at(meeting, goal_id)
    found = standing(meeting, goal_id)
    key = found.key if found and not found.signed and found.number == seen else ""

    def write(now: datetime) -> None:
        """Write it."""
        act(
            cached.workspace(), reader(), meeting.check_in.id, choice, before=before,
            seen=seen, key=key, today=_today(), now=now,
        )  # fmt: skip

    done = "Decided." if ceo else "Drafted; the CEO's device shows it for signing."
    if attempt(write, done=done):
        _clear(meeting, goal_id)
        open_panel("")


def _clear(meeting: Meeting, goal_id: str) -> None:
    """Empty the form, once its choice is written or dropped."""
    forget(meeting, f"{goal_id}-reason", f"{goal_id}-scope")
    for field in FIELDS:
        st.session_state.pop(_name(goal_id, field), None)
    begin_anew(meeting, goal_id)


def _sign(meeting: Meeting, one: Decision) -> None:
    """Sign a draft as it is, with both positions as they stand now."""
    stage = cached_checkin.stage(cached_checkin.meeting(meeting.check_in.id))
    before = deciding.sides(stage.line(one.goal_id), dict(stage.forecasts).get(one.goal_id))
    newest = standing(meeting, one.goal_id)
    seen = newest.number if newest else 0

    def sign(now: datetime) -> None:
        """Sign it."""
        deciding.decide(
            cached.workspace(), reader(), meeting.check_in.id, deciding.choice_of(one),
            before=before, seen=seen, today=_today(), now=now, key=one.key,
        )  # fmt: skip

    attempt(sign, done=f"Signed: {options_words(one.options)}.")


def _today() -> date:
    """Return the day the workspace reports as of."""
    return cached.workspace_facts().reporting_date


def _held(goal_id: str, field: str) -> Any:  # noqa: ANN401  # whatever the widget holds
    """Return what a field of the form holds."""
    return st.session_state.get(_name(goal_id, field))


def _name(goal_id: str, field: str) -> str:
    """Return a field's name."""
    return f"checkin_{field}_{goal_id}"
