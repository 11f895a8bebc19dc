"""Promises: what people agreed, answer for and changed; figures come from ``pipelines``.

The map of the house:

- ``people``     who there is and which of the five roles each one has
- ``access``     which role may do what: one table
- ``goals``      the CEO's side: what is wanted, by when, why (append-only)
- ``replies``    the CIO's side: what is feasible, when, what is in the way (append-only)
- ``feasibility`` what the data say of a goal's feasibility, before anybody states it
- ``commitments`` every promised date and what became of it; ``gap_course`` the gap over time
- ``ranking``    which dates a new priority moves; ``merging`` two changes of the same thing
- ``forecast/``  the chance of every promised date, by the company's own history
- ``trends``     signal or noise in a metric, and the recorded causes of its steps
- ``checkin/``   the monthly meeting: shown, decided, signed, frozen
- ``comments``, ``visits``, ``events``, ``definitions``  what others said and did since
- ``scorecard/`` the arithmetic that sets both sides beside the measured figures
- ``policy``     every weight and edge of that arithmetic, from ``policy.yaml``
- ``maturity/``  the joint audit: both sides asked blind, beside what is measured
- ``incidents``  what fails in the data, whose it is, what it holds up; ``watching/`` derives it
- ``readiness``  how good the data are that an initiative needs, and which dataset holds it back
- ``data_policy`` the edges of both, from ``data_policy.yaml``
- ``investments/`` foundation projects: what they unlock, and what a budget should buy
- ``datasets``   registering and bringing, once the right has been checked
- ``uploads/``   what a file on its way means: due, preview, approval, restatement, quarantine
- ``tokens``, ``token_shapes``, ``access_policy``, ``bringing``  programs that act for a person
- ``judgements`` every policy file as it stands
- ``records/``   the tables behind all this; the only place here that speaks SQL
- ``demo``       what the people of the fictional company said

``python -m governance`` is the house's front door.
"""
