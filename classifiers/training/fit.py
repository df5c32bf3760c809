"""Fit the text model: one matrix, five heads, thresholds from predictions on schools the model had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from classifiers.cues import cue_names
from classifiers.evaluation import Labels
from classifiers.judge import RISKS
from classifiers.masking import masked
from classifiers.text_model import ELSEWHERE, FILE, Floats, counted, rules, weighted
from classifiers.training.corpus import NOBODY, SEED, Schoolful, public
from classifiers.training.fit_elsewhere import fit_elsewhere
from classifiers.training.manifest import write_weights
from data.records import Post
from data.words import Platform, Sentiment

PUBLIC_EACH = 4000
PUBLIC_WEIGHT = 0.02
LEAST_DOCUMENTS = 3
SMALLEST_WEIGHT = 1e-3
MOODS = tuple(mood.value for mood in Sentiment)
HEADS: dict[str, Callable[[Labels], Any]] = {
    "abusive": lambda labels: labels.abusive is not None,
    "defamatory": lambda labels: labels.defamatory,
    "safeguarding": lambda labels: labels.safeguarding,
    "relevant": lambda labels: labels.relevant,
    "sentiment": lambda labels: labels.sentiment.value,
}
STRENGTH = {"abusive": 8.0, "defamatory": 8.0, "safeguarding": 8.0, "relevant": 4.0, "sentiment": 2.0}
CALM_AT_REVIEW, CALM_AT_ALERT = 0.03, 0.01
"""The share of ordinary criticism, and of all else that is harmless, that one head may flag at each level."""

PRECISION_AT_ALERT = 0.85
"""Of the alerts of one head, how many must be right: an alert wakes people."""


class Matrix:
    """The features of all training posts, and of the public texts below them."""

    def __init__(self, groups: Sequence[Schoolful]) -> None:
        texts = [masked(post, group.school) for group in groups for post in group.posts]
        others = public(each=PUBLIC_EACH)
        strangers = [Post(str(at), Platform.X, text[:2000]) for at, (text, _) in enumerate(others)]
        texts += [masked(post, NOBODY) for post in strangers]
        counts = counted(texts)
        ours = sum(len(group.posts) for group in groups)
        seen = np.asarray((counts > 0).sum(axis=0)).ravel()
        seen_here = np.asarray((counts[:ours] > 0).sum(axis=0)).ravel()
        # How rare a word is, is asked of posts about schools: public texts would make a school's common words rare.
        idf = np.log((1 + ours) / (1 + seen_here)) + 1
        self.idf = np.where(seen >= LEAST_DOCUMENTS, idf, 0.0)
        said = np.vstack([*(rules(group.posts, group.school) for group in groups), rules(strangers, NOBODY)])
        self.rows = sparse.hstack([weighted(counts, self.idf), sparse.csr_matrix(said)], format="csr")
        self.labels = [label for group in groups for label in group.labels]
        self.group = np.array([at for at, group in enumerate(groups) for _ in group.posts])
        self.public_abusive = np.array([abusive for _, abusive in others], dtype=bool)

    def fit(self, head: str, own: Any) -> LogisticRegression:
        """Fit `head` on our posts where `own` is true; the abusive head reads the public texts too."""
        places = np.flatnonzero(own)
        wanted = np.array([HEADS[head](self.labels[at]) for at in places])
        weight = np.ones(len(places))
        if head == "abusive" and len(self.public_abusive):
            below = np.arange(len(self.labels), len(self.labels) + len(self.public_abusive))
            places = np.concatenate([places, below])
            wanted = np.concatenate([wanted, self.public_abusive])
            weight = np.concatenate([weight, np.full(len(self.public_abusive), PUBLIC_WEIGHT)])
        solver = "lbfgs" if head == "sentiment" else "liblinear"
        model = LogisticRegression(C=STRENGTH[head], solver=solver, tol=1e-3, max_iter=400, random_state=SEED)
        if head not in RISKS:
            return model.fit(self.rows[places], wanted, sample_weight=weight)
        ours = np.flatnonzero(own)
        counts = telling(self.rows[ours], wanted[: len(ours)], rules=len(cue_names()))
        model.fit(self.rows[places] @ sparse.diags(counts), wanted, sample_weight=weight)
        model.coef_ = model.coef_ * counts
        return model


def fit(groups: Sequence[Schoolful]) -> tuple[dict[str, Any], dict[str, Floats]]:
    """Return what is stored, and each head's scores of posts read by a model that had not seen their school."""
    matrix = Matrix(groups)
    everything = np.ones(len(matrix.labels), dtype=bool)
    heads: dict[str, Any] = {}
    unseen: dict[str, Floats] = {}
    for head, wanted_of in HEADS.items():
        model = matrix.fit(head, everything)
        stored = {"coef": _pruned(model.coef_), "intercept": model.intercept_.astype(np.float32)}
        if head == "sentiment":
            order = [list(model.classes_).index(mood) for mood in MOODS]
            stored = {key: value[order] for key, value in stored.items()}
            unseen[head] = _held_out(matrix, head)[:, order]
        else:
            logits = _held_out(matrix, head)
            wanted = np.array([bool(wanted_of(label)) for label in matrix.labels])
            slope, shift = _platt(logits, wanted)
            scores = 1 / (1 + np.exp(-(slope * logits + shift)))
            unseen[head] = scores
            stored["calibration"] = np.array([slope, shift])
            stored["thresholds"] = np.array(thresholds(head, scores, matrix.labels))
        heads[head] = stored
    heads[ELSEWHERE] = fit_elsewhere(matrix.idf, matrix.rows.shape[1])
    stored = heads[ELSEWHERE]
    logits = matrix.rows[: len(matrix.labels)] @ stored["coef"].T.astype(np.float64) + stored["intercept"]
    unseen[ELSEWHERE] = 1 / (1 + np.exp(-logits[:, 0]))
    return {"idf": matrix.idf.astype(np.float32), "heads": heads}, unseen


def telling(rows: sparse.csr_matrix, wanted: Any, *, rules: int) -> Floats:
    """Return how much more each word may count the more its share differs between posts with the label and without.

    What the rules say, the last columns, counts as it is.
    """
    there = (rows > 0).astype(np.float64)
    shares = []
    for group in (wanted, ~wanted):
        seen = np.asarray(there[np.flatnonzero(group)].sum(axis=0)).ravel() + 1.0
        shares.append(seen / seen.sum())
    found = np.sqrt(np.abs(np.log(shares[0] / shares[1])))
    used = np.asarray(there.sum(axis=0)).ravel() > 0
    used[-rules:] = False
    found /= np.sqrt((found[used] ** 2).mean())
    found[-rules:] = 1.0
    return np.asarray(found)


def thresholds(head: str, scores: Floats, labels: Sequence[Labels]) -> tuple[float, float]:
    """Return the review and alert thresholds: best F1, and surest recall, that leave ordinary criticism alone."""
    wanted = np.array([bool(HEADS[head](label)) for label in labels])
    criticism = np.array([not label.flagged and label.sentiment is Sentiment.NEGATIVE for label in labels])
    other = np.array([not label.flagged and label.sentiment is not Sentiment.NEGATIVE for label in labels])

    def flagged(threshold: float) -> float:
        return max(float((scores[group] >= threshold).mean()) for group in (criticism, other))

    tried = np.linspace(0.05, 0.95, 91)
    if head == "relevant":
        return float(max(tried, key=lambda t: _f1(scores >= t, wanted))), 0.9
    calm = [t for t in tried if flagged(t) <= CALM_AT_REVIEW]
    review = float(max(calm, key=lambda t: _f1(scores >= t, wanted)))
    quiet = [t for t in tried if t >= review and flagged(t) <= CALM_AT_ALERT]
    sure = [t for t in quiet if _precision(scores >= t, wanted) >= PRECISION_AT_ALERT]
    return review, float(min(sure or quiet[-1:]))


def save(stored: dict[str, Any]) -> str:
    """Write the model and the manifest; return the sha256."""
    from skops.io import dumps

    return write_weights(FILE, dumps(stored, compression=8))


def _held_out(matrix: Matrix, head: str) -> Floats:
    parts = []
    for held in np.unique(matrix.group):
        model = matrix.fit(head, matrix.group != held)
        parts.append(model.decision_function(matrix.rows[np.flatnonzero(matrix.group == held)]))
    return np.concatenate(parts)


def _platt(logits: Floats, wanted: Any) -> tuple[float, float]:
    model = LogisticRegression(C=100.0).fit(logits.reshape(-1, 1), wanted)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _pruned(coef: Floats) -> Any:
    small = coef.astype(np.float32)
    small[np.abs(small) < SMALLEST_WEIGHT] = 0.0
    return small


def _f1(said: Any, wanted: Any) -> float:
    found = float((said & wanted).sum())
    return 2 * found / (said.sum() + wanted.sum()) if found else 0.0


def _precision(said: Any, wanted: Any) -> float:
    return float((said & wanted).sum() / said.sum()) if said.sum() else 0.0
