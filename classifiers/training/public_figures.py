"""Measure abuse on public texts that no model learned from: how well harmful ones are put above harmless ones.

The texts are those that `corpus.public_held_out` keeps apart. They come from the same sets as what was learned, so that
a set from elsewhere will be read somewhat worse. Toxic comments have no harmless comments beside them in these sets;
they are set against posts from Reddit that people found free of misogyny and of personal attacks.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score

from classifiers.judge import judge
from classifiers.training.corpus import NOBODY, SEED, TWEETS, public_held_out
from data.records import Post
from data.scoring import Thresholds
from data.words import Platform

AT_MOST = 1500
"""Texts of one set that are read."""

LOW_STARS = 2
_BATCH = 256


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """How abuse is read outside schools. Shares of harmless texts are given at review and at alert."""

    tweets: float
    comments: float
    each: dict[str, float]
    plain_tweets: tuple[float, float]
    texts: int

    def to_text(self) -> str:
        """Return the figures as lines."""
        by_set = ", ".join(f"{name} {value:.2f}" for name, value in self.each.items())
        return (
            f"Abuse on {self.texts} public texts that no model learned from, ROC-AUC: tweets {self.tweets:.3f},\n"
            f"comments {self.comments:.3f}; by set {by_set}.\n"
            f"Plain tweets flagged as abusive: {_shares(self.plain_tweets)}."
        )


def public_figures() -> PublicFigures | None:
    """Return the figures of the shipped models; None where the public sets are not at hand."""
    held = public_held_out()
    if not all(held.values()) or TWEETS not in held:
        return None
    chance = random.Random(SEED)
    chosen = {name: chance.sample(rows, min(AT_MOST, len(rows))) for name, rows in held.items()}
    scores = {name: scored([text for text, _ in rows]) for name, rows in chosen.items()}
    abusive = {name: np.array([label for _, label in rows]) for name, rows in chosen.items()}
    each = {
        name: float(roc_auc_score(abusive[name], scores[name]))
        for name in chosen
        if 0 < abusive[name].sum() < len(abusive[name])
    }
    toxic, reddit = "toxic_spans_semeval2021", "online_misogyny_eacl2021"
    comments = np.concatenate([scores[toxic], scores[reddit]])
    harmful = np.concatenate([abusive[toxic], abusive[reddit]])
    return PublicFigures(
        tweets=each["davidson_hate_offensive"],
        comments=float(roc_auc_score(harmful, comments)),
        each=each,
        plain_tweets=_flagged(scores[TWEETS], judge().thresholds("abusive")),
        texts=sum(len(rows) for rows in chosen.values()),
    )


def scored(texts: Sequence[str]) -> np.ndarray:
    """Return the shipped models' probability of abuse for each text."""
    posts = [Post(str(at), Platform.X, text) for at, text in enumerate(texts)]
    batches = [posts[at : at + _BATCH] for at in range(0, len(posts), _BATCH)]
    return np.concatenate([judge().scores("abusive", batch, NOBODY) for batch in batches])


def _flagged(scores: np.ndarray, limits: Thresholds) -> tuple[float, float]:
    if not len(scores):
        return 0.0, 0.0
    return float((scores >= limits.review).mean()), float((scores >= limits.alert).mean())


def _shares(shares: tuple[float, float]) -> str:
    return f"{shares[0]:.1%} at review, {shares[1]:.1%} at alert"
