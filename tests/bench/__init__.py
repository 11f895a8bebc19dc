"""How fast Tandem is, as ratios: each figure stands beside the least that could do the same work.

``make bench`` prints one table. Every ratio has both its sides measured in the same run, in turn,
each in a process of its own, because seconds depend on the machine and its neighbours while
ratios hardly do.
"""
