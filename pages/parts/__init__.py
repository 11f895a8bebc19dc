"""What the screens share.

- ``shell.py``: the lock of every page, the frame around it, errors as words.
- ``doorway.py``: who may connect at all. ``server.py``: routes, headers and warm-up.
- ``cached.py``: every read, remembered by catalogue version. ``filters.py``: choices in the URL.
- ``blocks.py``: pictures of ``reports`` put on a screen.
"""
