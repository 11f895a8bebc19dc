"""Intake: from somebody's file to loads that count, or to a refusal that says what to do.

``load.load_file`` is the way in. In the order in which a file walks through:

- ``unpacked.py``: what it is by its first bytes; ``workbook/``: a proved sheet as text;
- ``layout.py``: what somebody said about how it is written; ``questions.py``: what it leaves
  open; ``handed.py``: both together; ``saved_layouts.py``: for the next file of the kind;
  ``own_words.py``: its words in ours, and what it says nowhere, held against the contract;
- ``read.py``: encoding, delimiter, where the header stands; ``encodings.py``: bytes that are not
  UTF-8; ``scanning.py``: every byte once; ``header.py``: which extract it is, and
  ``heading.py``: which column each of its cells;
- ``tidy.py``: writes an untidy file out tidily; ``mapping/``: turns somebody else's file into
  ours by a profile of ``profiles/``; ``prepare.py`` chooses between the three ways;
- ``annotated.py``: the file with reasons that we hand out, and how it is known when it comes back;
- ``convert.py``: the contract as SQL; ``stage.py``: typed rows on disk, in one stream;
- ``notation/``: other people's numbers, dates and periods in our form;
  ``evidence.py``: what the cells prove; ``as_written.py``: rows staged as that says;
  ``understanding.py``: all of it for a screen, before anything is loaded;
- ``judge.py``: judges every row and counts what may stand, ``correcting.py``: with cells that
  somebody corrected on the spot; ``walk.py``: judges and commits at once;
- ``check.py``: keys and references; ``verdict.py``: which rows are bad; ``explain.py``: why, and
  ``suggesting.py``: what was probably meant;
- ``policy.yaml``: when a file that fits its contract is doubted all the same, and how much of any
  is read; ``child/``: runs what reads it in a process with limits;
- ``commit.py``: fact files and the one transaction; ``staging.py``: what a crash leaves behind;
- ``receipt.py``: what became of it; ``faults.py``: where tests may kill it.

Why so: rows go from text to Parquet in a stream and are never built up in memory, because one
gigabyte has to do for ten million rows. A row is judged twice only if it is unusual.

Why so: a decimal mark, an order of dates or a heading is taken from the file only where its cells
prove it, instead of from what is likely, because a wrong guess is a wrong number that nobody
sees. What is not proved is asked, and a file with an open question is refused. Until never.
"""
