"""The questionnaire: the same questions for both sides, read from ``questionnaire.yaml``.

Every question has five levels that can be observed, so that two people who look at the same
company can choose the same one. The file carries a version, because answers to different
wordings are not the same answers.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from governance.maturity.shapes import Item, Questionnaire, Topic
from governance.policy import Strict
from pipelines.errors import NotFound
from pipelines.marked_yaml import marked, nearest, validated
from pipelines.quality.shapes import DIMENSIONS

QUESTIONNAIRE_FILE = Path(__file__).with_name("questionnaire.yaml")
Words = Annotated[str, Field(min_length=2, max_length=400)]
Name = Annotated[str, Field(pattern="^[a-z][a-z_]{1,40}$")]


class _Item(Strict):
    """One question."""

    question: Words
    levels: tuple[Words, Words, Words, Words, Words]

    @model_validator(mode="after")
    def _distinct(self) -> _Item:
        """Refuse two levels that say the same."""
        if len(set(self.levels)) < len(self.levels):
            raise ValueError("two levels say the same")
        return self


class _Topic(Strict):
    """One topic."""

    title: Words
    kind: Literal["dimension", "practice"]
    meaning: Words
    items: Annotated[dict[str, _Item], Field(min_length=1)]


class _File(Strict):
    """The whole file."""

    version: Annotated[str, Field(min_length=1, max_length=60)]
    topics: Annotated[dict[Name, _Topic], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> _File:
        """Refuse questions without their topic's name and dimensions that nothing measures."""
        for name, topic in self.topics.items():
            wanted = [f"{name}_{number}" for number in range(1, len(topic.items) + 1)]
            if list(topic.items) != wanted:
                raise ValueError(f"the questions of {name} must be called {', '.join(wanted)}")
        dimensions = {name for name, topic in self.topics.items() if topic.kind == "dimension"}
        if dimensions != set(DIMENSIONS):
            raise ValueError(f"the dimensions must be {', '.join(DIMENSIONS)}")
        return self


@lru_cache(maxsize=8)
def questionnaire(path: Path = QUESTIONNAIRE_FILE) -> Questionnaire:
    """Return the questions in ``path``; read once per process, for a change is a new start.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    read = validated(_File, marked(path))
    return Questionnaire(
        version=read.version,
        topics=tuple(
            Topic(
                name=name,
                title=topic.title,
                kind=topic.kind,
                meaning=topic.meaning,
                items=tuple(
                    Item(item_id, name, item.question, item.levels)
                    for item_id, item in topic.items.items()
                ),
            )
            for name, topic in read.topics.items()
        ),
    )


def known_item(item_id: str) -> Item:
    """Return one question.

    Raises:
        NotFound: There is no such question; the nearest one is suggested.
    """
    items = {item.id: item for item in questionnaire().items}
    if item_id in items:
        return items[item_id]
    raise NotFound(
        f"There is no question “{item_id}”.{nearest(item_id, items)}",
        next_step="Use a name such as completeness_1. Nothing was changed.",
    )


def known_topic(name: str) -> Topic:
    """Return one topic.

    Raises:
        NotFound: There is no such topic; the nearest one is suggested.
    """
    topics = {topic.name: topic for topic in questionnaire().topics}
    if name in topics:
        return topics[name]
    raise NotFound(
        f"There is no topic “{name}”.{nearest(name, topics)}",
        next_step=f"Choose one of {', '.join(topics)}. Nothing was changed.",
    )
