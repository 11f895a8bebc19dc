"""The joint audit: two sides judge the company's data without seeing each other's answers.

``questionnaire`` holds the questions. ``audits`` opens, reveals and closes an audit,
``answering`` keeps answers private until then, ``discussing`` holds what comes of it; ``rules``
are the checks that they share, and ``shapes`` the values they hand out. ``agreement`` and
``levels`` are the arithmetic, one rule of the method each, with their figures in ``policy``.
``measured`` asks what the checks say of the same topics, and ``matrix`` puts all of it side by
side. ``demo`` seeds the audits of the fictional company.

Why so:
- Answers are readable by nobody but their author before the reveal, the facilitator included:
  a side that knows the other's answers answers those instead of the question. The journal
  therefore says only that an answer was given.
- "Don't know" counts as level 1 and is counted apart, because what nobody can say is not there.
- A practice such as governance has no check that measures it. Its level is what was answered;
  only a dimension that could be measured and was not is held at the level a mere claim may have.
"""
