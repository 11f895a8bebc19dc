"""The check-in: one meeting a month in which both sides look, decide and sign.

A meeting is the fold of its events, so it survives whatever happens to a browser or a server.
``shapes`` are its values, ``events`` adds them up, ``acts`` is the one door to a running meeting.
``agenda`` reads the time boxes, ``meeting`` opens, follows and moves it, with ``notes``, ``votes``
and ``ending`` behind it. ``choices`` says what can be decided, ``deciding`` with ``funding`` and
``actions`` keep what comes of it, ``suggesting`` holds the rules by which an option is proposed,
``readiness`` says who is still to be asked beforehand.

``stage`` gathers what is shown: ``changes`` with ``restated`` and ``moved`` say what is new,
``issues``, ``realities`` and ``cases`` what is at stake, ``told`` puts it into words. ``freezing``
pins it for ever (``written``, ``pinned`` and ``in_force`` are what is kept), ``verifying`` and
``comparing`` read it again, ``minutes`` writes it down. ``demo`` holds the one that the demo
company has behind it, in the words of ``demo_acts``.
"""
