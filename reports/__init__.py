"""PICTURES AND PAPERS: how figures and promises look, on a screen or on paper.

Runs without a browser and without Streamlit; takes frozen values from ``governance`` and
``pipelines`` and returns text, markup or charts. Computes nothing that another house answers for.

- ``format.py``: figures, dates and gaps as words a person reads.
- ``status.py``: the colour, shape and word of every state.
- ``markup.py``: HTML and SVG as trees, so that nothing a person typed can become markup.
- ``look.css``: the one style sheet of all blocks, light and dark.
- ``wall.py``: the KPI wall. ``dumbbell.py``: the goals, both sides on one line.
- ``timeline.py``: both dates of a goal on one axis, with the forecast's band.
- ``charts.py``: trends and breakdowns. ``tables.py``: tables and bars. ``axis.py``: shared dates.
- ``levels.py``, ``maturity.py``, ``audit.py``: three views of one level, side by side.
- ``data_proof.py``, ``standings.py``, ``incidents.py``, ``datasets.py``: checks, rows, datasets.
- ``investments.py``, ``roadmap.py``: sets for a budget, money against progress.
- ``goal.py``, ``goals_list.py``, ``forecast.py``, ``commitments.py``, ``gap_course.py``,
  ``ranking.py``, ``revisions.py``, ``plot.py``: one goal, its forecast, its promises, its past.
- ``checkin.py`` with ``checkin_*.py`` and ``decision.py``: every screen of a meeting.
- ``minutes.py``: a closed meeting as a page to print; ``paper.css`` dresses what is printed.
  ``papers.py``: what is kept of one. ``demo.py``: the demo company, lived through.
- ``discussion.py``, ``events.py``: comments, news, and what is marked on a trend.
- ``metric.py``, ``portfolio.py``, ``loads.py``: what the pages of these names show.
- ``upload.py``, ``load_changes.py``, ``receipt.py``: an upload, step by step, and its receipt.
- ``tokens.py``: who may come in through the HTTP API.

Why so: blocks are drawn by us as HTML and SVG instead of as chart views. A wall of twenty chart
views costs the reader a third of a second on each click and cannot be read aloud by a screen
reader; one block costs a few milliseconds and carries a sentence per tile.
"""
