"""The commands of ``python -m pipelines``, one file for each group of them.

- ``loading.py``: load, loads, undo and show;
- ``starting.py``: templates and demo;
- ``figures.py``: metric, explain, check and schema;
- ``quality.py``: quality;
- ``saying.py``: how receipts and loads read on a terminal.
"""
