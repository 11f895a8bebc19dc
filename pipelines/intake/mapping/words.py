"""The spellings of a profile, folded once: words that say nothing, and answer maps.

Blanks, case and typographic signs never make a new spelling. Missing, not applicable and
placeholder stay three different things.
"""

from __future__ import annotations

from pipelines.intake.mapping.model import Answer, AnswerMap, Meaning, Outcome, Profile, Words

_SAME_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_MEANINGS: tuple[Meaning, ...] = ("missing", "not_applicable", "placeholder")


def folded(text: str) -> str:
    """Return ``text`` as spellings are compared: blanks, case and typographic signs aside."""
    return " ".join(text.translate(_SAME_SIGNS).split()).casefold()


class Vocabulary:
    """The profile's spellings, folded once: word classes and answer maps."""

    def __init__(self, profile: Profile) -> None:
        """Fold every spelling of ``profile``."""
        self.words = _meanings(profile.words)
        self.maps = {name: _FoldedMap(entry) for name, entry in profile.maps.items()}
        self.undatable = {
            name: {folded(text) for text in reading.undatable}
            for name, reading in profile.dates.items()
        }
        self.corrected = {
            name: {folded(entry.written): entry.read_as for entry in reading.corrected}
            for name, reading in profile.dates.items()
        }

    def meaning(self, text: str) -> Meaning | None:
        """Return how a cell says nothing, or None where it says something."""
        return self.words.get(folded(text))


class _FoldedMap:
    """An answer map, ready to look up."""

    def __init__(self, source: AnswerMap) -> None:
        self.source = source
        self.exact: dict[str, Answer] = {}
        self.starts: list[tuple[str, Answer]] = []
        for answer in source.answers:
            for spelling in answer.written:
                text = folded(spelling)
                if text.endswith("…"):
                    self.starts.append((text[:-1].rstrip(), answer))
                else:
                    self.exact[text] = answer

    def outcome(self, text: str, meaning: Meaning | None) -> Outcome | None:
        """Return what a cell becomes: by its spelling, its beginning, its class, or the rest."""
        word = folded(text)
        if word in self.exact:
            return self.exact[word]
        for start, answer in self.starts:
            if word.startswith(start):
                return answer
        if meaning is not None:
            by_class: Outcome | None = getattr(self.source, meaning)
            return by_class
        return self.source.anything_else


def _meanings(words: Words) -> dict[str, Meaning]:
    """Return each folded word that says nothing with its class; an empty cell is missing."""
    found: dict[str, Meaning] = {"": "missing"}
    for meaning in _MEANINGS:
        for word in getattr(words, meaning):
            found[folded(word)] = meaning
    return found
