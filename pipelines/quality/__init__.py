"""Quality: how good data are, measured on the data themselves, quarter by quarter.

- ``shapes.py``: a measurement as a value. ``scores.py``: checks to dimensions, score and level.
- ``dataset.py``, ``dataset_contract.py``, ``registry.py``, ``bringing.py``: the datasets that
  initiatives need, their small contracts, and the files brought for them.
- ``seen.py``, ``proposal.py``: what a file shows by itself, and the contract proposed from it;
  ``reported.py``: scores that others only report.
- ``checks.py``, ``suite.py``: the checks that a contract asks for.
- ``relations.py``, ``foreign.py``: the rows to run them over, in DuckDB or in another database.
- ``expectations.py``: Great Expectations; the only module that imports it.
- ``due.py``, ``measuring.py``, ``worker.py``: what is due, measuring it, the process that does.
- ``models.py``, ``kept.py``: every run is kept. ``policy.yaml``: levels, shares and limits.

Why so:
    A measurement is kept beside the data's fingerprint instead of being made at each load: the
    loader need not wait seconds for a library, the app, the command line and a nightly job all
    find the same things due, and what was loaded while nobody measured is caught up. Until a
    load must be refused by its measurement.
"""
