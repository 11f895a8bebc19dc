"""What stands in the way of initiatives that are not in production, as asked each quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.demo.company import Company
from pipelines.demo.stages import Row
from pipelines.demo.story import Initiative
from pipelines.periods import Period

OWNERS = {
    "data_gap": "Chief data officer",
    "infrastructure": "Head of platforms",
    "talent": "Head of people",
    "compliance": "Chief compliance officer",
    "funding": "CFO",
    "vendor": "Head of procurement",
    "change_adoption": "Head of transformation",
}
"""The seven types the company asks about, each with the role that can remove it."""
OPEN_SHARE = {
    "data_gap": 0.38,
    "infrastructure": 0.26,
    "talent": 0.30,
    "compliance": 0.18,
    "funding": 0.14,
    "vendor": 0.10,
    "change_adoption": 0.20,
}
WAITING = ("idea", "prototype", "scaling", "paused")


def blockers(company: Company, quarter: Period) -> Iterator[Row]:
    """Yield seven answers for every initiative that waits, at the end of ``quarter``."""
    for item in company.initiatives:
        if item.stage_on(quarter.end) not in WAITING:
            continue
        for blocker, owner in OWNERS.items():
            status, since, note = _answer(company, item, blocker, quarter)
            held = status in {"open", "partial"} and since is not None
            days = (quarter.end - since).days if held and since else None
            chance = company.chance("blocker estimate", item.id, blocker, quarter.label)
            estimate = quarter.end + timedelta(days=chance.randrange(30, 300)) if held else None
            yield (
                item.id,
                blocker,
                quarter.label,
                status,
                since if held else None,
                days,
                owner if held else None,
                estimate,
                note if held else None,
            )


def _answer(
    company: Company, item: Initiative, blocker: str, quarter: Period
) -> tuple[str | None, date | None, str | None]:
    """Return status, since when and why; the story's own blockers come first."""
    planted = _planted(company, item, blocker)
    if planted and planted[0] <= quarter.end:
        return "open", *planted
    chance = company.chance("blocker", item.id, blocker)
    this_quarter = company.chance("blocker answer", item.id, blocker, quarter.label)
    if this_quarter.random() < 0.05:
        return None, None, None
    if chance.random() < 0.06:
        return "not_applicable", None, None
    born = item.path[0].day
    since = born + timedelta(days=chance.randrange(20, 700))
    until = since + timedelta(days=int(chance.lognormvariate(5.9, 0.6)))
    if chance.random() > OPEN_SHARE[blocker] * 1.7 or not since <= quarter.end < until:
        return "none", None, None
    nearly = (until - quarter.end).days < 60
    return "partial" if nearly else "open", since, None


def _planted(company: Company, item: Initiative, blocker: str) -> tuple[date, str] | None:
    """Return since when and why the story itself blocks ``item``, if it does."""
    if blocker != "data_gap":
        return None
    facts = company.story.facts
    chatbot, sensors = facts["chatbot"], facts["sensors"]
    if item.id == chatbot["initiative"]:
        twice, missing = chatbot["duplicate_share"], chatbot["consent_missing_share"]
        return date(2025, 6, 23), (
            f"CRM: {twice:.0%} duplicate customers, consent flag missing for {missing:.0%}."
        )
    if item.id in sensors["initiatives"]:
        return sensors[
            "since"
        ], f"{sensors['foundation']} does not deliver; foundation project needed."
    return None
