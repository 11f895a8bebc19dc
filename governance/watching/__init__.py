"""Watching the data: what measuring found, turned into who must do what and what it holds up.

``shapes`` are the values; ``life`` derives an incident from the runs of its check; ``feeds``
tells which initiatives and goals rest on which data; ``grounds`` reads all of it once for each
state of the records. ``governance.incidents`` and ``governance.readiness`` are what others call.

Why so:
- An incident is derived and never stored, instead of a row that is opened and closed: measuring
  a quarter anew, undoing a load or changing a rule would otherwise leave incidents behind that
  no figure supports. Only what people say about it is stored. Until deriving takes longer than
  a screen may wait.
"""
