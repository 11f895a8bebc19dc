"""One goal on its page: both sides, the gap, the forecast, what was promised, what was signed."""

from __future__ import annotations

import streamlit as st

from governance.access import may
from governance.comment_shapes import Anchor
from governance.forecast.shapes import Forecast
from governance.policy import policy
from governance.scorecard.shapes import GoalLine
from pages.parts import cached, cached_goals
from pages.parts.blocks import block, plain
from pages.parts.comments import comment_box
from pages.parts.goal_form import goal_form
from pages.parts.reply_form import reply_form
from pages.parts.shell import link_to, reader
from pages.parts.what_if import what_if
from reports import commitments, forecast, gap_course, goal
from reports.revisions import timeline
from reports.wall import answer


def goal_shown(line: GoalLine) -> None:
    """Show everything about one goal."""
    history, replies = cached_goals.history(line.goal_id), cached_goals.answers(line.goal_id)
    block(answer(goal.headline(line), goal.standing_words(line)), key="goals_answer")
    now = cached_goals.evidence_for(line.goal_id)
    metric, rules = link_to("metric", metric=line.metric), policy().feasibility
    block(goal.sides(line, history[-1].content, now, rules, metric=metric), key="goals_sides")
    if may(reader(), "goals:write"):
        with st.expander("Change this goal"):
            goal_form(line.goal_id, history)
    if may(reader(), "replies:write"):
        with st.expander("Reply to this goal"):
            reply_form(history[-1], replies[-1] if replies else None)
    st.header("The gap", anchor=False)
    block(goal.gap(line), key="goals_gap")
    _course(line)
    if line.forecast is not None:
        _forecast(line, line.forecast)
    st.header("In the way", anchor=False)
    if line.cio and line.cio.blockers:
        today = cached.workspace_facts().reporting_date
        block(goal.blockers(line, today), key="goals_blockers")
    else:
        st.markdown("The CIO names nothing that is in the way.")
    _promised(line)
    st.header("What was signed", anchor=False)
    block(timeline(history, replies), key="goals_timeline")
    comment_box(Anchor("goal", line.goal_id))


def _course(line: GoalLine) -> None:
    """Show how the gap of this goal went."""
    way = gap_course.of_goal(cached_goals.course().goals.get(line.goal_id, ()))
    st.markdown(plain(gap_course.gap_words(way)))
    if gap_course.has_moved(way):
        today = cached.workspace_facts().reporting_date
        block(gap_course.gaps(way, today), key="goals_course")


def _forecast(line: GoalLine, now: Forecast) -> None:
    """Show the forecast, what may be supposed, and what it rests on."""
    st.header("Forecast from the company's own history", anchor=False)
    block(forecast.figures(now), key="goals_forecast")
    if now.curve:
        realistic = line.cio.realistic_date if line.cio else None
        block(forecast.curve(now, realistic), key="goals_curve")
    if now.state == "ok":
        st.subheader("What if", anchor=False)
        what_if(now, line.initiative_id)
    with st.expander("What the forecast rests on"):
        if now.legs:
            block(forecast.legs(now), key="goals_legs")
        st.markdown(plain(forecast.calibration_words(now.calibration)))
        drawn = forecast.reliability(now.calibration) if now.calibration else ""
        if drawn:
            block(drawn, key="goals_reliability")


def _promised(line: GoalLine) -> None:
    """Show every promised date of this goal."""
    own = [one for one in cached_goals.promises() if one.goal_id == line.goal_id]
    st.header("Every promised date", anchor=False)
    today = cached.workspace_facts().reporting_date
    block(commitments.slips(own, today), key="goals_slips")
    block(commitments.register(own), key="goals_register")
