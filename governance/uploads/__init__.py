"""What an upload means for promises: who may do what to it, what it changes, whom it asks.

The room itself, from the bytes to the step that makes a file count, is ``pipelines.uploads``. Here
stands what it does not know: people and their rights, meetings that settled a figure, goals and
colours. In the order in which somebody needs it:

- ``due.py``: which files are owed, and which are late;
- ``acts.py``: every act on an upload for a person; ``quarantine.py`` and ``keeping.py``: the same
  for rows that were kept aside, for evidence and for layouts; ``undoing.py``: for files that are
  taken back or brought back;
- ``preview.py``: which figures, colours and goals would change; ``moves.py``: as values;
  ``figures.py`` and ``chances.py``: the two halves of it; ``unusual.py``: what is far from usual;
- ``settled.py``: what a closed check-in settled, and what was restated since;
- ``red_words.py``: the note that a figure asks for when it turns red;
- ``aside.py``: what rows in quarantine do to a figure's coverage;
- ``history.py``: every load there was, with what is told beside it;
- ``policy.yaml``: the judgements, with their reasons.

Why so: that a figure was restated is found from what meetings pinned and what counts now, not from
a mark that somebody set, so that a file loaded by a command without sign-in is told as well.
"""
