"""The dialog that merges: somebody signed first, and neither change is lost.

It shows what the other one changed, takes over what only they touched, and asks about each field
that both changed. It is opened from the page itself, so that nothing that refreshes closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import streamlit as st

from governance.goals import change_goal, goal_history
from governance.merging import Clash, merged, with_parts
from governance.promises import Goal, Reply, Revision
from governance.replies import give_reply, reply_history
from pages.parts import cached
from pages.parts.blocks import block, plain
from pages.parts.drafts import Kind, begin, drop
from pages.parts.shell import reader, show
from pipelines.errors import GapError, Overtaken
from reports.revisions import changes, field_name, field_words

_OPEN: Final = "goals_merge"
_SAID: Final = "goals_said"
THEIRS, MINE = "theirs", "mine"
IN_THE_DARK: Final = '<style>[role="dialog"] { color-scheme: dark; }</style>'
IN_THE_LIGHT: Final = '<style>[role="dialog"] { color-scheme: light; }</style>'
"""A dialog stands beside the app in the document and does not inherit which of the two holds."""


@dataclass(frozen=True)
class Collision:
    """A change that somebody overtook."""

    kind: Kind
    goal_id: str
    seen: int
    base: Any
    """What the form began with; counts only where no revision was seen."""
    mine: Any
    why: str
    answers: int = 0


def collide(
    kind: Kind, goal_id: str, *, seen: int, base: object, mine: object, why: str, answers: int = 0
) -> None:
    """Keep what was about to be signed and draw the page anew with the dialog."""
    st.session_state[_OPEN] = Collision(kind, goal_id, seen, base, mine, why, answers)
    st.rerun()


def say(words: str) -> None:
    """Keep what became of a change until the page is drawn anew."""
    st.session_state[_SAID] = words


def told() -> None:
    """Say once what became of the last change."""
    if words := st.session_state.pop(_SAID, ""):
        st.success(plain(words))


def merging() -> None:
    """Open the dialog where a change collided; called by the page, outside of every fragment."""
    found = st.session_state.get(_OPEN)
    if isinstance(found, Collision):
        _dialog(found)


def _close() -> None:
    """Leave the dialog; the form still holds everything."""
    st.session_state.pop(_OPEN, None)


@st.dialog("Somebody signed before you", width="large", on_dismiss=_close)
def _dialog(found: Collision) -> None:
    """Show both changes and let the reader sign what they make together."""
    st.html(IN_THE_DARK if st.context.theme.type == "dark" else IN_THE_LIGHT)
    goals = goal_history(cached.workspace(), found.goal_id)
    history: Sequence[Revision[Any]] = goals
    if found.kind == "reply":
        history = reply_history(cached.workspace(), found.goal_id)
        _asked_anew(goals, found)
    since = history[found.seen :]
    base = history[found.seen - 1].content if found.seen else found.base
    theirs = history[-1].content if history else base
    both = merged(base, theirs=theirs, mine=found.mine)
    for one in since:
        st.markdown(plain(f"{one.by} signed revision {one.number}: “{one.why}”"))
    if both.taken:
        st.markdown("Taken over, because only they changed it:")
        block(changes(base, theirs, both.taken), key="goals_merge_taken")
    chosen = {clash.name: _choose(clash, len(history)) for clash in both.clashes}
    if not both.clashes:
        st.markdown("Nothing that you changed was changed by them; both fit together.")
    content = with_parts(both.content, chosen)
    why = st.text_input("Reason, which everybody will read", value=found.why, key="goals_merge_why")
    with st.container(horizontal=True):
        asked = st.button("Sign both together", type="primary", key="goals_merge_sign")
        back = st.button("Back to the form with both", key="goals_merge_back")
    if asked:
        _sign(found, content, seen=len(history), answers=goals[-1].number, why=why)
    if back:
        begun = begin(
            found.kind, found.goal_id, seen=len(history), start=content,
            answers=goals[-1].number if found.kind == "reply" else 0, is_merged=True,
        )  # fmt: skip
        st.session_state[f"{begun.place}_why"] = why
        _close()
        st.rerun()


def _asked_anew(goals: Sequence[Revision[Goal]], found: Collision) -> None:
    """Say how the goal was changed since the reply was begun: it answers another question now."""
    if goals[-1].number <= found.answers:
        return
    for one in goals[found.answers :]:
        st.markdown(plain(f"{one.by} changed the goal to revision {one.number}: “{one.why}”"))
    before, after = goals[found.answers - 1].content, goals[-1].content
    block(changes(before, after), key="goals_merge_goal")
    st.markdown("Sign only if your answer holds for the goal as it is now.")


def _choose(clash: Clash, number: int) -> Any:  # noqa: ANN401  # any field of a promise
    """Let the reader choose whose value a field takes."""
    sides = {MINE: clash.mine, THEIRS: clash.theirs}
    picked = st.radio(
        plain(f"{field_name(clash.name)} (was {field_words(clash.was)})"),
        (MINE, THEIRS),
        format_func=lambda each: plain(
            f"{'Mine' if each == MINE else 'Theirs'}: {field_words(sides[each])}"
        ),
        key=f"goals_merge_{number}_{clash.name}",
    )
    return sides[picked or MINE]


def _sign(found: Collision, content: Any, *, seen: int, answers: int, why: str) -> None:  # noqa: ANN401  # a goal or a reply
    """Sign the merged revision; if somebody was faster again, the dialog shows that too."""
    here, who, now = cached.workspace(), reader(), datetime.now(UTC)
    number = seen + 1
    try:
        if isinstance(content, Goal):
            change_goal(here, who, goal_id=found.goal_id, seen=seen, goal=content, why=why, now=now)
        elif isinstance(content, Reply):
            reply = replace(content, answers_revision=answers)
            give_reply(here, who, goal_id=found.goal_id, seen=seen, reply=reply, why=why, now=now)
    except Overtaken as error:
        show(error)
        st.button("Look at it again", key="goals_merge_again")
        return
    except GapError as error:
        show(error)
        return
    drop(found.kind, found.goal_id)
    _close()
    say(f"Both changes are signed together as revision {number}.")
    st.rerun()
