"""Extracts: what each kind of file must look like, agreed with those who send it.

An extract is one YAML file here, in the Open Data Contract Standard v3.2: its columns, key,
period, ranges, rules, references, owner and how late it may be. Dropping in another file adds
an extract; no code knows any of them by name.

- ``contract.py``: the frozen values that the rest of the product works with.
- ``reading.py``: YAML -> values; every mistake is told with its file and line.
- ``standard.py``: is it a contract of the standard, and one that we keep to the letter?
- ``columns.py``: one column, its type, limits and examples.
- ``conditions.py``: the small part of SQL that a cross-column rule may use.
- ``examples.py``: the example rows, and whether a text may stand in a column.
- ``dimensions.py``: what rows may be broken down by, their own columns and carried ones.
- ``templates.py``: a CSV and a workbook per extract for those who fill them in.

Why so:
    The standard's own field is used wherever there is one: ``enum`` for allowed values (rather
    than a quality rule ``invalidValues``, which other tools cannot turn into a list to choose
    from), ``partitioned`` for the column that loads are replaced by, ``semanticType:
    dimension``, ``synonyms``, ``relationships``, and ``slaProperties`` for refresh and days of
    grace. Only a column's unit, the period's grain, snapshot or events, and carried columns are
    custom properties, because the standard has no place for them; until it has.
    A field that promises a check which no load makes (``unique``, ``minLength``) is refused
    rather than ignored: a contract that is not kept is worse than none.
"""
