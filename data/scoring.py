"""How a score becomes a level, and how a school's own corrections move it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from data.words import Level


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which score a finding is for review, and from which it is an alert."""

    review: float
    alert: float

    def level(self, score: float) -> Level | None:
        """Return the level of `score`, or None below review."""
        if score >= self.alert:
            return Level.ALERT
        return Level.REVIEW if score >= self.review else None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a school's own corrections move a score: a straight line on the log-odds. (1, 0) moves nothing."""

    slope: float = 1.0
    shift: float = 0.0

    def of(self, score: float) -> float:
        """Return `score`, moved."""
        return 1 / (1 + math.exp(-(self.slope * _log_odds(score) + self.shift)))

    def before(self, score: float) -> float:
        """Return the score that `of` turned into `score`."""
        return 1 / (1 + math.exp(-(_log_odds(score) - self.shift) / self.slope))


def _log_odds(score: float) -> float:
    kept = min(max(score, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))
