"""The demo company: twelve quarters of a fictional insurer, grown from a story and a seed.

``story.yaml`` says who does what and since when; the generators turn it into thirteen kinds of
CSV in which ten planted situations can be found, and ``truth.json`` says what must be found,
counted by code that shares nothing with the product's metrics. No clock, no database.
"""
