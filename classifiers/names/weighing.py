"""Weigh what is known of a name to one number: how likely a reader learns from it which child is meant."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

from classifiers.weights_file import weights_file

FILE = "names.json"
ROLL, FREE = "roll", "free"
_STEEPEST = 30.0


class Weigher:
    """A logistic model of a few dozen traits for each of two kinds of name: on the roll, and not."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._heads = stored

    def score(self, head: str, traits: Mapping[str, float], *, full: bool) -> float:
        """Return the score of a name with `traits`; 0.5 is the review threshold and 0.7 the alert threshold.

        A `full` name scores higher: a missed one does more harm than one that is looked at in vain.
        """
        stored = self._heads[head]
        return scaled(stored, self.log_odds(head, traits) + (float(stored["full_name"]) if full else 0.0))

    def log_odds(self, head: str, traits: Mapping[str, float]) -> float:
        """Return the log-odds that the model gives, before they are put on the detectors' scale."""
        stored = self._heads[head]
        weights = stored["weights"]
        return float(stored["shift"] + sum(weights.get(key, 0.0) * value for key, value in traits.items()))


def scaled(stored: Mapping[str, Any], log_odds: float) -> float:
    """Return the score for `log_odds`: what `review` and `alert` say of them becomes 0.5 and 0.7."""
    review, alert = float(stored["review"]), float(stored["alert"])
    steps = (log_odds - review) / max(alert - review, 1e-6) * math.log(0.7 / 0.3)
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, steps))))


@cache
def weigher() -> Weigher:
    """Return the weigher that is shipped; `StoreError` when its file is not the one in the manifest."""
    return Weigher(json.loads(weights_file(FILE)))
