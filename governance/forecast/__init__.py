"""Forecast: the chance of every promised date, judged by the company's own history.

``shapes`` are the values it hands out and ``policy`` its judgements. ``curves`` and ``paths`` are
pure arithmetic: time to an event, and the time along several legs. ``history`` says what is in
front of an initiative, ``barriers`` what must be out of its way first, ``what_if`` what changes if
something is cleared or begun, ``offers`` which projects could be, and ``prior`` is the industry's
figure. ``steps`` forecasts a figure that moves quarter by quarter, from the courses that ``draws``
draws. ``ground`` reads everything once, ``goals`` puts one goal's forecast together and
``wording`` tells it. ``calibration`` judges how good such forecasts were: those by stages through
``rewinding`` to past quarters, those by steps by drawing on from them.
"""
