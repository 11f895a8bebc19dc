"""Files that are dropped into a watched folder: loaded or told why not, with nobody at a screen.

- ``policy.py``, ``policy.yaml``: how often is looked, when a file is whole, which are left alone;
- ``folder.py``: the folder: one watcher, what lies there, moving without overwriting;
- ``sayings.py``: what ``tandem.yaml`` in the folder says about its files;
- ``taking.py``: one file on its way to ``done``, ``refused`` or ``waiting``;
- ``reports.py``: what is written beside it.

Why so: the folder itself is the queue. A file lies there until what became of it is certain and
told, and its name, content and moment name the request that brings it; whoever comes back after
a crash therefore finds the same upload, goes on with it, and loads nothing twice.
"""
