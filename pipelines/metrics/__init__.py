"""Metrics: from metrics.yaml to figures that say how far they can be trusted.

- ``book.py`` reads metrics.yaml, ``checks.py`` holds what must fit, ``grammar.py`` what a formula
  may say;
- ``shapes.py`` takes formulas apart into sums, ``compiler.py`` makes them SQL over the cheapest
  relation, ``query.py`` answers questions, ``judgement.py`` decides what may be called known;
- ``survival.py``, ``predictions.py`` and ``cash.py`` compute what sums alone cannot say;
- ``lineage.py`` walks from a figure back to source rows; ``results.py`` are the answers.

Why so: a thin compiler of our own instead of a semantic-layer library, because those known to us
pin old versions of pandas or lack a DuckDB 2 adapter and none carries state, coverage and lineage
with a figure; until one does.
"""
