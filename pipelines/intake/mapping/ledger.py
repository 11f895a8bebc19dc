"""What happened while a foreign file was mapped: cells per decision, and problems.

A decision counts cells (or whole records), each once, however many rules meet it; a problem is
a cell that no rule covers, with its line and column, so that nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MappingProblem:
    """A cell that the profile has no rule for; nothing was guessed."""

    line: int
    column: str
    value: str
    message: str


@dataclass
class Ledger:
    """What happened while mapping: cells per decision, and problems; a cell counts once."""

    met: dict[str, set[tuple[int, str]]] = field(default_factory=dict)
    problems: dict[tuple[int, str], MappingProblem] = field(default_factory=dict)

    def count(self, decision: str, line: int, column: str = "") -> None:
        """Note that ``decision`` met this cell, or this record where no column is named."""
        if decision:
            self.met.setdefault(decision, set()).add((line, column))

    def report(self, problem: MappingProblem) -> None:
        """Note a problem; the first about a cell is kept."""
        self.problems.setdefault((problem.line, problem.column), problem)
