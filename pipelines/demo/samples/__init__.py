"""The demo company's datasets as files whose faults make up the scores that the story tells.

- ``content.py``: what each dataset is about, from ``datasets.yaml``. ``contract.py``: its contract.
- ``panel.py``: the true values. ``plan.py``: how many faults of which kind make up the scores.
- ``rows.py``: plants them. ``files.py``: writes a file for each dataset and quarter.
"""
