"""Fit how a school's corrections move the scores of one label: two numbers, held near "nothing moves".

A school corrects a few dozen findings a year. So few cannot teach a model words; they can say that its scores lie too
high or too low here. The more corrections, the further the two numbers may move; below a handful they do not move.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from data.scoring import Calibration

LEAST = 8
"""Corrections and confirmations of one label together, below which nothing is fitted."""

LEAST_WRONG = 3
_HOLD_SLOPE, _HOLD_SHIFT = 8.0, 1.0
"""How strongly the numbers are held at 1 and 0: as many examples as it takes to move them by one."""

SLOPES, SHIFTS = (0.5, 2.0), (-2.0, 2.0)
"""No school's corrections may turn a label off."""


def fitted(scores: Sequence[float], right: Sequence[bool]) -> Calibration | None:
    """Return the calibration that fits findings of these scores, right or wrong; None when they are too few."""
    if len(scores) < LEAST or len(right) - sum(right) < LEAST_WRONG:
        return None
    kept = np.clip(np.asarray(scores, dtype=np.float64), 1e-4, 1 - 1e-4)
    odds, sign = np.log(kept / (1 - kept)), np.where(np.asarray(right), 1.0, -1.0)

    def loss(line: np.ndarray) -> float:
        slope, shift = line
        missed = np.logaddexp(0.0, -sign * (slope * odds + shift)).sum()
        return float(missed + _HOLD_SLOPE * (slope - 1) ** 2 + _HOLD_SHIFT * shift**2)

    found = minimize(loss, np.array([1.0, 0.0]), bounds=(SLOPES, SHIFTS), method="L-BFGS-B")
    return Calibration(round(float(found.x[0]), 4), round(float(found.x[1]), 4))
