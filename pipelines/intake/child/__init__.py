"""The limited child: what reads a file that nobody vouches for, in a process of its own.

- ``running.py``: asks for a job and hears it out; ``waiting.py``: two at once, the next ones queue;
- ``births.py``: starts the nursery and gets children of it; ``nursery.py``: bears them;
- ``worker.py``: inside of the child; ``errors.py``: what went wrong there, as what it was.
"""
