"""What the screens share.

- ``shell.py``: the lock of every page, the frame around it, errors as words.
- ``doorway.py``: who may connect at all. ``server.py``: routes, headers and warm-up.
- ``cached.py``: every read, remembered by catalogue version. ``filters.py``: choices in the URL.
- ``blocks.py``: pictures of ``reports`` put on a screen. ``asked.py``: what was asked for, done.
- ``cached_maturity.py``, ``cached_quality.py``, ``cached_investments.py``: the reads of one page
  each, remembered in the same way. ``measuring.py``: what is being measured, followed.
- ``goal_*.py``, ``goals_shown.py``, ``reply_form.py``, ``merge.py``, ``drafts.py``,
  ``what_if.py``: both sides of a goal. ``checkin_*.py``, ``typed.py``: the meeting, and text that
  is kept while it is typed. ``live.py``, ``comments.py``: what others did and said.
- ``drop.py``, ``drop_route.py``, ``evidence_route.py``, ``tickets.py``: files in and out.
- ``api*.py``, ``token_forms.py``: the HTTP API, and the tokens that it asks for.
- ``audit_*.py``, ``maturity_*.py``, ``dataset_*.py``, ``load_*.py``, ``upload_*.py``,
  ``project_form.py`` and ``budget.py``: what does not fit into the page they are called after.
"""
