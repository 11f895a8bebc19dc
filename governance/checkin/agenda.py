"""Agendas: the order and the time boxes of a check-in, read from ``agenda.yaml`` and checked.

A monthly agenda is called by its minutes, and the boxes must add up to them: a meeting that is
planned for longer than it is announced for never ends on time.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from governance.checkin.shapes import Agenda, Step, StepKind
from governance.policy import Strict
from pipelines.errors import NotFound
from pipelines.marked_yaml import marked, nearest, validated

AGENDA_FILE = Path(__file__).with_name("agenda.yaml")
Words = Annotated[str, Field(min_length=2, max_length=200)]


class _Step(Strict):
    """One time box."""

    kind: StepKind
    title: Words
    minutes: Annotated[int, Field(ge=1, le=240)]
    says: Words


class _Agenda(Strict):
    """One order of a meeting."""

    title: Words
    steps: Annotated[tuple[_Step, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> _Agenda:
        """Refuse a step that stands twice: notes and times are kept by its kind."""
        kinds = [step.kind for step in self.steps]
        if len(set(kinds)) < len(kinds):
            raise ValueError("a step stands twice")
        return self


class _File(Strict):
    """The whole file."""

    default: str
    agendas: Annotated[dict[str, _Agenda], Field(min_length=1)]

    @model_validator(mode="after")
    def _holds(self) -> _File:
        """Refuse a default that does not exist and minutes that are not what the name says."""
        if self.default not in self.agendas:
            raise ValueError(f"there is no agenda {self.default}")
        for name, agenda in self.agendas.items():
            planned = sum(step.minutes for step in agenda.steps)
            if name.isdigit() and planned != int(name):
                raise ValueError(f"the steps of {name} take {planned} minutes")
        return self


@lru_cache(maxsize=8)
def agendas(path: Path = AGENDA_FILE) -> Mapping[str, Agenda]:
    """Return the agendas in ``path`` by name, the default first; read once per process.

    Raises:
        GapError: The file is missing, not YAML, or breaks a rule; ``file:line`` is named.
    """
    read = validated(_File, marked(path))
    names = sorted(read.agendas, key=lambda name: name != read.default)
    return {name: _value(name, read.agendas[name]) for name in names}


def known_agenda(name: str) -> Agenda:
    """Return one agenda.

    Raises:
        NotFound: There is no such agenda; the nearest one is suggested.
    """
    every = agendas()
    if name in every:
        return every[name]
    raise NotFound(
        f"There is no agenda “{name}”.{nearest(name, every)}",
        next_step=f"Choose one of {', '.join(every)}. Nothing was changed.",
    )


def _value(name: str, read: _Agenda) -> Agenda:
    """Return what was read as a value."""
    steps = tuple(Step(one.kind, one.title, one.minutes, one.says) for one in read.steps)
    return Agenda(name, read.title, steps)
