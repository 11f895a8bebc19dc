"""The catalogue: which loads exist and which of them counted when. The truth about what is loaded.

A fact file without a row here is invisible. Nothing is deleted: undo and replacement end one
interval and begin another, so every screen can be read as of any version.

- ``database.py``: SQLite (write-ahead log) or PostgreSQL behind one engine and one write lock.
- ``models.py``: the tables, and the ``Base`` that the records of ``governance`` share.
- ``migrating.py`` and ``migrations/``: the way from any earlier shape of the tables to this one.
- ``journal.py``: the audit entries, written in the transaction that they speak of.
- ``accepting.py``: the one transaction that makes a file's loads count.
- ``undoing.py``: the one transaction that takes them back; ``redoing.py``: the one that brings
  them back again.
- ``history.py``: what became of every load.
- ``catalogue.py``: the questions; every one of them can be asked of an earlier version.

Why so: the catalogue lives in the same database as the records, instead of a lakehouse format,
because a load, its audit entry and an approval must become true in one transaction.
"""
