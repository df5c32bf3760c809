"""Choose from which scores findings count: for all heads together, so that what they flag wrongly stays within limits.

A harmless post is flagged when any head flags it, so the heads share one allowance. Each wrong flag has one price for
all heads, raised until the allowance is kept: a head that gives up wrong flags cheaply gives up more of them. What a
head finds is worth less the further it lies above what is asked, so that no head pays for another's comfort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.evaluation import Labels
from data.words import Sentiment

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judged:
    """One head's scores and which posts carry its label."""

    scores: Floats
    wanted: Marks


@dataclass(frozen=True, slots=True)
class Limits:
    """The share of ordinary criticism, and of other harmless posts, that may be flagged by any head."""

    criticism: float
    other: float


REVIEW = Limits(criticism=0.04, other=0.020)
ALERT = Limits(criticism=0.006, other=0.005)
"""Asked are 8% and 4%, 2% and 1%: the rest is for names of children. Most of our harmless posts are near-misses."""

F1_ASKED = {"abusive": 0.80, "defamatory": 0.75, "safeguarding": 0.75}
RECALL_ASKED = {"abusive": 0.50, "defamatory": 0.50, "safeguarding": 0.60}
_COMFORT_F1, _COMFORT_RECALL = 0.02, 0.04
_LEAST_APART = 0.02

_TRIED = np.round(np.linspace(0.08, 0.98, 91), 3)
_PRICES = (0.0, *(float(value) for value in np.geomspace(0.001, 1000.0, 100)))


def points(heads: Mapping[str, Judged], criticism: Marks, other: Marks) -> dict[str, tuple[float, float]]:
    """Return each head's review and alert thresholds."""
    f1 = {head: _worth(_f1s(judged), F1_ASKED[head], _COMFORT_F1) for head, judged in heads.items()}
    review = _within(REVIEW, heads, f1, criticism, other)
    recall = {head: _worth(_recalls(judged), RECALL_ASKED[head], _COMFORT_RECALL) for head, judged in heads.items()}
    later = {head: np.where(review[head] + _LEAST_APART <= _TRIED, recall[head], -np.inf) for head in heads}
    alert = _within(ALERT, heads, later, criticism, other)
    return {head: (review[head], alert[head]) for head in heads}


def harmless(labels: Sequence[Labels]) -> tuple[Marks, Marks]:
    """Return which posts are ordinary criticism, and which are harmless otherwise."""
    criticism = [not label.flagged and label.sentiment is Sentiment.NEGATIVE for label in labels]
    other = [not label.flagged and label.sentiment is not Sentiment.NEGATIVE for label in labels]
    return np.array(criticism, dtype=bool), np.array(other, dtype=bool)


def _within(
    limits: Limits, heads: Mapping[str, Judged], worth: Mapping[str, Floats], criticism: Marks, other: Marks
) -> dict[str, float]:
    """Return the thresholds worth most that keep `limits`; at the highest price, the calmest ones."""
    wrong = {
        head: np.array([_wrong(judged.scores >= tried, limits, criticism, other) for tried in _TRIED])
        for head, judged in heads.items()
    }

    def kept(places: Mapping[str, int]) -> bool:
        flagged = np.any([heads[head].scores >= _TRIED[at] for head, at in places.items()], axis=0)
        return bool(flagged[criticism].mean() <= limits.criticism and flagged[other].mean() <= limits.other)

    chosen: dict[str, int] = {}
    for price in _PRICES:
        chosen = {head: int((worth[head] - price * wrong[head]).argmax()) for head in heads}
        if kept(chosen):
            break
    # One price for all moves in steps; what it leaves of the allowance goes to the head that gains most by it.
    while better := [
        (worth[head][at] - worth[head][chosen[head]], head, at)
        for head in heads
        for at in range(chosen[head])
        if worth[head][at] > worth[head][chosen[head]] and kept({**chosen, head: at})
    ]:
        _, head, at = max(better)
        chosen[head] = at
    return {head: float(_TRIED[at]) for head, at in chosen.items()}


def _wrong(said: Marks, limits: Limits, criticism: Marks, other: Marks) -> float:
    return float(said[criticism].mean() / limits.criticism + said[other].mean() / limits.other)


def _worth(found: Floats, asked: float, comfort: float) -> Floats:
    worth: Floats = -np.exp(-(found - asked) / comfort)
    return worth


def _f1s(judged: Judged) -> Floats:
    return np.array([_f1(judged.scores >= tried, judged.wanted) for tried in _TRIED])


def _recalls(judged: Judged) -> Floats:
    return np.array([float((judged.scores[judged.wanted] >= tried).mean()) for tried in _TRIED])


def _f1(said: Marks, wanted: Marks) -> float:
    found = float((said & wanted).sum())
    return 2 * found / float(said.sum() + wanted.sum()) if found else 0.0
