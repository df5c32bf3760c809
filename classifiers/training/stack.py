"""Fit how the encoder, the linear model and the rules are weighed, and from which scores a finding counts.

Everything here is fitted on what the models said of schools that they had not seen; a school is never judged by
weights that were fitted on it when figures are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classifiers.evaluation import Labels
from classifiers.judge import FLAGS, MOODS, evidence, mood_evidence
from classifiers.training.fit import HEADS
from data.words import Sentiment

Floats = NDArray[np.float64]

STRENGTH = 0.3
CRITICISM = (0.03, 0.006)
OTHER = (0.045, 0.012)
"""The share of ordinary criticism, and of other harmless posts (half of ours are near-misses), that one head may flag
at review and at alert."""

PRECISION_AT_ALERT = 0.8
RELEVANT_REVIEW, RELEVANT_ALERT = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Unseen:
    """What the models said of posts about schools they had not seen: a row a post."""

    school: NDArray[np.int64]
    labels: Sequence[Labels]
    linear: Mapping[str, Floats]
    """Probabilities of each head; for sentiment a row of three."""
    coded: Floats
    ruled: Floats


def fit_stack(unseen: Unseen) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Return what is stored, and each head's scores of every post by weights that had not seen its school."""
    stored: dict[str, Any] = {}
    crossed: dict[str, Floats] = {}
    for head in FLAGS:
        rows = evidence(head, unseen.linear[head], unseen.coded, unseen.ruled)
        wanted = np.array([bool(HEADS[head](label)) for label in unseen.labels])
        model = _fitted(rows, wanted)
        crossed[head] = _crossed(rows, wanted, unseen.school)[:, 1]
        stored[head] = {
            "weights": [round(float(value), 5) for value in model.coef_[0]],
            "shift": round(float(model.intercept_[0]), 5),
            "thresholds": [round(value, 3) for value in thresholds(head, crossed[head], unseen.labels)],
        }
    rows = mood_evidence(unseen.linear["sentiment"], unseen.coded)
    moods = np.array([label.sentiment.value for label in unseen.labels])
    model = _fitted(rows, moods)
    order = [list(model.classes_).index(mood) for mood in MOODS]
    crossed["sentiment"] = _crossed(rows, moods, unseen.school)[:, order]
    stored["sentiment"] = {
        "weights": [[round(float(value), 5) for value in model.coef_[at]] for at in order],
        "shift": [round(float(model.intercept_[at]), 5) for at in order],
    }
    return stored, crossed


def thresholds(head: str, scores: Floats, labels: Sequence[Labels]) -> tuple[float, float]:
    """Return the review and alert thresholds: best F1, and most recall, that leave harmless posts alone."""
    if head == "relevant":
        return RELEVANT_REVIEW, RELEVANT_ALERT
    wanted = np.array([bool(HEADS[head](label)) for label in labels])
    criticism = np.array([not label.flagged and label.sentiment is Sentiment.NEGATIVE for label in labels])
    other = np.array([not label.flagged and label.sentiment is not Sentiment.NEGATIVE for label in labels])

    def calm(threshold: float, level: int) -> bool:
        said = scores >= threshold
        return bool(said[criticism].mean() <= CRITICISM[level] and said[other].mean() <= OTHER[level])

    tried = [float(value) for value in np.linspace(0.1, 0.97, 88)]
    review = max((value for value in tried if calm(value, 0)), key=lambda value: _f1(scores >= value, wanted))
    quiet = [value for value in tried if value >= review + 0.05 and calm(value, 1)]
    sure = [value for value in quiet if _precision(scores >= value, wanted) >= PRECISION_AT_ALERT]
    return review, min(sure or quiet[-1:] or [0.97])


def _fitted(rows: Floats, wanted: Any) -> Any:
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, wanted)


def _crossed(rows: Floats, wanted: Any, school: NDArray[np.int64]) -> Floats:
    found = np.zeros((len(rows), len(set(wanted.tolist()))))
    for held in np.unique(school):
        inside = school == held
        found[inside] = _fitted(rows[~inside], wanted[~inside]).predict_proba(rows[inside])
    return found


def _f1(said: Any, wanted: Any) -> float:
    found = float((said & wanted).sum())
    return 2 * found / float(said.sum() + wanted.sum()) if found else 0.0


def _precision(said: Any, wanted: Any) -> float:
    return float((said & wanted).sum() / said.sum()) if said.sum() else 0.0
