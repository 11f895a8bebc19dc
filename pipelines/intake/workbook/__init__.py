"""Workbooks: a sheet as text, once everything in the file that could hurt is proved.

``sheets.py`` is the way in; ``parts.py`` proves and measures what the archive holds, ``index.py``
what the workbook says of itself, ``cells.py`` reads one sheet's cells.
"""
