"""Uploads: the room in which a file lives until it counts, is withdrawn or stays as it was refused.

An upload is the fold of its events, like a check-in: whatever dies, whoever comes back reads the
events and is where everybody was. Its bytes lie in ``uploads/<id>/`` of the store and are never
deleted; nothing of it is visible to any number before it counts. In the order of its life:

- ``shapes.py``: an upload, what was said about it, what a look at it found; ``policy.yaml``;
- ``arriving.py``: from somebody's bytes to an upload, in little memory;
- ``reading.py``: uploads as they are now; ``events.py``: the fold; ``kept.py``: the tables' rows;
- ``acts.py``: what people say and decide about one, at the ``desk.py`` that holds the lock;
- ``looking.py``: a look, made by ``judging.py`` in a limited child process;
- ``problems.py``: what is wrong, by page; ``annotating.py``: the same beside the rows;
- ``differences.py``: what a file, or any load of a period, changes;
- ``counting.py``: commit, approval and receipt; ``last_step.py``: the step that lets it count;
- ``quarantine.py``: bad rows that were kept aside; ``aside.py`` reads them, ``keeping_aside.py``
  begins and ends them in the transaction that lets a file count;
- ``layouts.py``: layouts for the next file;
- ``supposed.py``: the numbers as if; ``returning.py``: what an undo or a redo brings back;
- ``evidence.py``: files that belong to a load or a value.

Why so: a file is looked at by a child that knows no database, and made to count by its parent,
which reads only what the child wrote, because whoever parses strangers' bytes must not hold the
records. Until DuckDB has a boundary inside.
"""
