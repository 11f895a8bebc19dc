"""An industry figure in place of own history: only where it is switched on, and always labelled.

It is a log-normal time through the published median and P85, of which only the published share
arrives; the others stop on the way. It begins today, whatever stage the initiative is in.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from governance.forecast.curves import Curve
from governance.forecast.policy import PriorPolicy

DAYS_A_MONTH = 365.25 / 12
LEFT_OUT = 1e-6
"""Where the tail ends: one course in a million is not worth another year of days."""


def prior_curve(rules: PriorPolicy) -> Curve:
    """Return how the industry's time to production is spread, by days from today."""
    normal = NormalDist()
    middle = math.log(rules.median_months * DAYS_A_MONTH)
    spread = (math.log(rules.p85_months * DAYS_A_MONTH) - middle) / normal.inv_cdf(0.85)
    last = math.ceil(math.exp(middle + spread * normal.inv_cdf(1.0 - LEFT_OUT)))
    by_day = [0.0, *(normal.cdf((math.log(day) - middle) / spread) for day in range(1, last))]
    shares = np.diff(np.array([0.0, *by_day, 1.0]))
    return Curve(rules.conversion * shares, (1.0 - rules.conversion) * shares, None, 0, 0)
