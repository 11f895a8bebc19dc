"""Notation: other people's numbers, dates and periods in our own form, as SQL over the text.

``written.py`` is the way in; ``numbers.py`` and ``days.py`` say how each is read.
"""
