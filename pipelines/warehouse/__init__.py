"""The warehouse: the only room that runs analytical SQL.

- ``connection.py``: an in-memory DuckDB that sees the folders it was given and nothing else.
- ``rollups.py``: small sums beside each fact file, so that a screen's cost follows its cells.
- ``seals.py``: a file counts only while it is, bit for bit, the one that was written.
- ``relations.py``: for one catalogue version, the tables and views that a metric may name.
"""
