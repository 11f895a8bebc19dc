"""SCREENS: one thin file per page; with ``app.py`` the only house that knows Streamlit.

A page file holds imports, definitions and, as its last line, its lock: ``page(body, title=...,
needs=...)``. Streamlit may run such a file without ``app.py``, so nothing stands outside.

- ``scorecard.py``: are we on track? ``metric.py``: one figure, its way, its definition, its rows.
- ``portfolio.py``: the initiatives by stage, unit and risk. ``methods.py``: how all is computed.
- ``maturity.py``: what both sides say of the data, and what the checks found.
- ``audit.py``: both sides answer, the facilitator reveals. ``datasets.py``: contracts and files.
- ``investments.py``: which foundation projects a budget should go to.
- ``loads.py``: what was loaded, by whom, how good it is, and how to take it back.
- ``upload.py``: from what is due to what counts, step by step. ``tokens.py``: who may come in
  through the HTTP API.
- ``parts/``: what screens share.
"""
