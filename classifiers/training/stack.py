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
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from classifiers.evaluation import Labels
from classifiers.judge import FLAGS, MOODS, RISKS, evidence, from_elsewhere, mood_evidence
from classifiers.text_model import ELSEWHERE
from classifiers.training.fit import HEADS
from classifiers.training.points import Judged, harmless, points

Floats = NDArray[np.float64]

STRENGTH = 0.5
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
    calmed: Floats
    plain: NDArray[np.bool_]
    """Which posts hold plain words of risk, which alert whatever the models say."""
    low_star: NDArray[np.bool_]
    """Which posts are reviews of one or two stars."""


def fit_stack(unseen: Unseen) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Return what is stored, and each head's scores of every post by weights that had not seen its school."""
    stored: dict[str, Any] = {}
    crossed: dict[str, Floats] = {}
    for head in FLAGS:
        rows = evidence(head, unseen.linear[head], unseen.coded, unseen.ruled, unseen.calmed)
        wanted = np.array([bool(HEADS[head](label)) for label in unseen.labels])
        model = _fitted(rows, wanted)
        crossed[head] = _crossed(rows, wanted, unseen.school)[:, 1]
        if head == "abusive":
            added = from_elsewhere(unseen.linear["relevant"], unseen.linear[ELSEWHERE], unseen.calmed)
            crossed[head] = expit(logit(crossed[head]) + added)
        stored[head] = {
            "weights": [round(float(value), 5) for value in model.coef_[0]],
            "shift": round(float(model.intercept_[0]), 5),
        }
    for head, found in _points(unseen, crossed).items():
        stored[head]["thresholds"] = [round(value, 3) for value in found]
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


def _points(unseen: Unseen, crossed: Mapping[str, Floats]) -> dict[str, tuple[float, float]]:
    """Return each head's review and alert thresholds, those of the risks chosen together."""
    risks = {head: np.array([bool(HEADS[head](label)) for label in unseen.labels]) for head in RISKS}
    surely = {"safeguarding": unseen.plain}
    heads = {
        head: Judged(np.where(surely[head], 1.0, crossed[head]) if head in surely else crossed[head], wanted)
        for head, wanted in risks.items()
    }
    return {**points(heads, *harmless(unseen.labels)), "relevant": (RELEVANT_REVIEW, RELEVANT_ALERT)}


def _fitted(rows: Floats, wanted: Any) -> Any:
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, wanted)


def _crossed(rows: Floats, wanted: Any, school: NDArray[np.int64]) -> Floats:
    found = np.zeros((len(rows), len(set(wanted.tolist()))))
    for held in np.unique(school):
        inside = school == held
        found[inside] = _fitted(rows[~inside], wanted[~inside]).predict_proba(rows[inside])
    return found
