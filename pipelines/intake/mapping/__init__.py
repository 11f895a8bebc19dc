"""Mapping profiles: somebody else's file becomes our extracts, as a YAML file says.

``applying.py`` is the way in; ``model.py`` is a profile, ``reading.py`` reads it from its file,
``source.py`` reads the foreign records, ``values.py``, ``dates.py`` and ``words.py`` make cells of
theirs, ``checks.py`` counts what the profile asks for, ``ledger.py`` keeps what did not fit.
"""
