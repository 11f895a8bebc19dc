"""The truth beside the data: what must be found, counted again by other means.

Reads the written CSV files with plain Python and NumPy, row by row or block by block, and shares
no code with the metrics, the warehouse or the generators' chance. ``manifest.py`` puts it
together; every definition is said in words in the file itself.
"""
