"""Promises: what people agreed, answer for and changed; figures come from ``pipelines``.

The map of the house:

- ``people``     who there is and which of the five roles each one has
- ``access``     which role may do what: one table
- ``goals``      the CEO's side: what is wanted, by when, why (append-only)
- ``replies``    the CIO's side: what is feasible, when, what is in the way (append-only)
- ``scorecard/`` the arithmetic that sets both sides beside the measured figures
- ``policy``     every weight and edge of that arithmetic, from ``policy.yaml``
- ``loads``      loading and undoing, once the right has been checked
- ``records/``   the tables behind all this; the only place here that speaks SQL
- ``demo``       the people, goals and replies of the fictional company

``python -m governance`` is the house's front door.
"""
