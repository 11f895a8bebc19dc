"""Measuring data: checks, dimensions, levels, datasets and the process that measures."""
