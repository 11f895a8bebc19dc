"""Intake: from somebody's file to loads that count, or to a refusal that says what to do.

``load.load_file`` is the way in. In the order in which a file walks through:

- ``read.py``: bytes, encoding, delimiter, header; ``header.py``: which extract it is;
- ``tidy.py``: writes an untidy file out tidily; ``profile.py`` and its siblings: turn somebody
  else's file into ours by a mapping profile; ``prepare.py`` chooses between the three ways;
- ``convert.py``: the contract as SQL; ``stage.py``: typed rows on disk, in one stream;
- ``check.py``: keys and references; ``verdict.py``: which rows are bad; ``explain.py``: why;
- ``policy.yaml``: when a file that fits its contract is doubted all the same;
- ``commit.py``: fact files and the one transaction; ``staging.py``: what a crash leaves behind;
- ``receipt.py``: what became of it; ``faults.py``: where tests may kill it.

Why so: rows go from text to Parquet in a stream and are never built up in memory, because one
gigabyte has to do for ten million rows. A row is judged twice only if it is unusual.
"""
