"""The demo company: twelve quarters of a fictional insurer, grown from a story and a seed.

``story.yaml`` says who does what and since when; the generators turn it into thirteen kinds of
CSV in which ten planted situations can be found, and ``truth.json`` says what must be found,
counted by code that shares nothing with the product's metrics. No clock, no database.

Start at ``pipelines.demo.generator.write_demo``; whoever only needs names and dates reads
``pipelines.demo.story.read_story``, which imports nothing heavy.

Why so: the demo scale is generated at the first start and not committed, because writing it
takes about a second and unpacking a committed copy would save a part of that for megabytes in
every clone.
"""
