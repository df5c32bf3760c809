"""Fit the head that knows abuse from public texts alone: it is asked about posts that are not about the school.

How people abuse each other elsewhere misleads about schools, so that the other heads learn little of it; a post from
elsewhere, though, is read better by what was learned there.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.masking import masked
from classifiers.text_model import CHAR_BITS, WORD_BITS, Floats, counted, weighted
from classifiers.training.corpus import NOBODY, SEED, public
from data.records import Post
from data.words import Platform

EACH = 12_000
"""Texts of a set and label that are read: nearly all there are."""

STRENGTH = 1.0
SMALLEST_WEIGHT = 1e-3
_WORDS = 2**WORD_BITS + 2**CHAR_BITS


def fit_elsewhere(idf: Floats, columns: int) -> dict[str, Any]:
    """Return the head over `columns` features, the rules' not weighed; one that never speaks without public texts."""
    coef, intercept = np.zeros((1, columns), dtype=np.float32), np.zeros(1, dtype=np.float32)
    texts = public(each=EACH)
    if texts:
        posts = [Post(str(at), Platform.X, text[:2000]) for at, (text, _) in enumerate(texts)]
        rows = weighted(counted([masked(post, NOBODY) for post in posts]), idf)
        model = LogisticRegression(
            C=STRENGTH, solver="liblinear", tol=1e-2, class_weight="balanced", random_state=SEED
        ).fit(rows, [abusive for _, abusive in texts])
        coef[:, :_WORDS] = np.where(np.abs(model.coef_) < SMALLEST_WEIGHT, 0.0, model.coef_)
        intercept = model.intercept_.astype(np.float32)
    return {"coef": coef, "intercept": intercept, "calibration": np.array([1.0, 0.0])}
