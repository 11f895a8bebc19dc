"""Foundation projects: which gaps in the data to close first, with how much money.

- ``shapes.py``: projects as values. ``projects.py``: stating and changing them, signed.
- ``field.py``: the arithmetic of sets of projects: what a set costs and what it unblocks.
- ``best_set.py``: the exact best set under a budget. ``rankings.py``: the three orders beside it.
- ``worth.py``: what an initiative is worth a year. ``outlook.py``: the budget question, answered.
- ``proposals.py``: projects that the measured gaps ask for. ``roadmap.py``: money against progress.
- ``policy.py``: the judgements, each with its reason. ``demo.py``: the demo company's projects.

Why so: the best set is searched by an integer program and checked in whole cents afterwards,
instead of trusting a ranking. A ranking takes the best ratios first and can leave a large
project out that is worth more than all the small ones together; both are shown, so that the
difference can be argued about.
"""
