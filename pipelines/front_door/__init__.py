"""The commands of ``python -m pipelines``, one file for each group of them.

- ``loading.py``: load, loads, undo and show;
- ``sourcing.py``, ``approving.py``: where ``load`` takes rows from, and what it does beside;
- ``watching.py``: watch;
- ``starting.py``: templates and demo;
- ``figures.py``: metric, explain, check and schema;
- ``quality.py``: quality;
- ``saying.py``: how receipts and loads read on a terminal.
"""
