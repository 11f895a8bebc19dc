"""The demo company: twelve quarters of a fictional insurer, grown from a story and a seed.

``story.yaml`` says who does what and since when; the generators turn it into thirteen kinds of
CSV in which ten planted situations can be found, and ``truth.json`` says what must be found,
counted by code that shares nothing with the product's metrics. No clock and no database but in
``arriving``, which loads the files: all of them now, or quarter by quarter as each was known.

Beside them lie the datasets that the initiatives need, as samples with contracts: ``samples/``.

Start at ``pipelines.demo.generator.write_demo``; whoever only needs names and dates reads
``pipelines.demo.story.read_story``, which imports nothing heavy.

Why so: the demo scale is generated at the first start, not committed. Measured on two cores,
writing it takes 1.2 s, half of them for the samples (2.2 s with the truth), and unpacking a
committed archive 0.1 s; one second, once, is cheaper than 2.4 MB in every clone that must be
renewed with every change here. Until the first start feels slow because of it.
"""
