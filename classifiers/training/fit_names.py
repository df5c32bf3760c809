"""Fit what tells children's names: the finder on marked public texts, and the weighing of names on school posts."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pycrfsuite  # type: ignore[import-untyped]  # the library has no types
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from classifiers.names import tagger, weighing
from classifiers.names.tagger import features
from classifiers.names.weighing import FREE, ROLL
from classifiers.training.corpus import Schoolful
from classifiers.training.manifest import write_weights
from classifiers.training.name_examples import Example, Name, examples, strangers
from classifiers.training.tagged_words import marked_lines, with_unknown_names
from data.words import Sentiment

CRF = {"c1": 0.1, "c2": 0.01, "max_iterations": 80, "feature.minfreq": 2, "feature.possible_transitions": True}
STRENGTH = 1.0
HEADS = (ROLL, FREE)
CALM_AT_REVIEW, CALM_AT_ALERT = 0.012, 0.0015
"""The share of ordinary criticism, and of all else that is harmless, that this label may flag at each level.

A third of what is asked of all labels together, for posts that no rule was written with at hand are harder.
"""

FULL_NAMES_EARLIER = 0.5
"""A full name is for review from log-odds lower by this: a missed one does more harm than one looked at in vain."""

RECALL_WEIGHS = 1.5
NEARLY = 0.004
NEVER = -99.0
FIXED_FROM, FIXED_ALERT = 0.5, 0.7

Held = list[list[list[float]]]
"""The log-odds of each name, by school and post, from a model that had not seen the school."""


def fit_names(groups: Sequence[Schoolful]) -> tuple[list[list[Example]], Held, tuple[float, float]]:
    """Fit both and write weights and manifest; return the examples, their unseen log-odds and both thresholds."""
    learn = marked_lines(held_out=False)
    if learn:
        write_weights(tagger.FILE, _crf(with_unknown_names(learn)))
        tagger.name_tagger.cache_clear()
    found = [examples(group) for group in groups]
    others = strangers(groups[0].school)
    unseen = held_out(found, lambda _: True, others)
    review, alert = _thresholds(found, unseen)
    heads = {
        head: {**_head(found, head, others), "review": review, "alert": alert, "full_name": FULL_NAMES_EARLIER}
        for head in HEADS
    }
    write_weights(weighing.FILE, (json.dumps(heads, indent=1, sort_keys=True) + "\n").encode())
    weighing.weigher.cache_clear()
    return found, unseen, (review, alert)


def held_out(found: Sequence[Sequence[Example]], wanted: Callable[[Name], bool], strange: Sequence[Name] = ()) -> Held:
    """Return the log-odds of the `wanted` names (of others: never) by models that had not seen their school.

    `strange`: names by strangers, from which every model learns.
    """
    scores: Held = []
    for held, group in enumerate(found):
        others = [name for at, other in enumerate(found) if at != held for each in other for name in each.names]
        others += strange
        models = {head: _fitted([name for name in others if name.head == head and wanted(name)]) for head in HEADS}
        scores.append(
            [
                [_log_odds(models[name.head], name) if wanted(name) else NEVER for name in example.names]
                for example in group
            ]
        )
    return scores


def best(example: Example, odds: Sequence[float]) -> float:
    """Return the log-odds of the likeliest child in a post, a full name's raised by what it has in advance."""
    raised = (o + FULL_NAMES_EARLIER * name.full for o, name in zip(odds, example.names, strict=True))
    return max(raised, default=NEVER)


def harmless(example: Example) -> str | None:
    """Return which kind of harmless post it is: criticism or other; None when it carries a flag."""
    if example.labels.flagged:
        return None
    return "criticism" if example.labels.sentiment is Sentiment.NEGATIVE else "other"


def _crf(lines: Sequence[tuple[list[str], list[str]]]) -> bytes:
    trainer = pycrfsuite.Trainer(verbose=False)
    for words, marks in lines:
        trainer.append(features(words), marks)
    trainer.set_params(CRF)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / tagger.FILE
        trainer.train(str(path))
        return path.read_bytes()


def _head(found: Sequence[Sequence[Example]], head: str, strange: Sequence[Name]) -> dict[str, Any]:
    ours = [name for group in found for example in group for name in example.names]
    names = [name for name in (*ours, *strange) if name.head == head]
    vectors, model = _fitted(names)
    weights = {name: round(float(w), 4) for name, w in zip(vectors.feature_names_, model.coef_[0], strict=True)}
    return {"weights": weights, "shift": round(float(model.intercept_[0]), 4)}


def _fitted(names: Sequence[Name]) -> tuple[DictVectorizer, LogisticRegression]:
    known = [name for name in names if name.child is not None]
    vectors = DictVectorizer()
    rows = vectors.fit_transform([dict(name.traits) for name in known])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    return vectors, model.fit(rows, [bool(name.child) for name in known], [name.counts for name in known])


def _log_odds(fitted: tuple[DictVectorizer, LogisticRegression], name: Name) -> float:
    vectors, model = fitted
    return float(model.decision_function(vectors.transform([dict(name.traits)]))[0])


def _thresholds(found: Sequence[Sequence[Example]], unseen: Held) -> tuple[float, float]:
    """Return the log-odds for review (best F) and for alert (most found) that leave harmless posts alone."""
    rows = [
        (example, best(example, odds))
        for group, held in zip(found, unseen, strict=True)
        for example, odds in zip(group, held, strict=True)
    ]
    scores = np.array([score for _, score in rows])
    fixed = np.array([example.fixed >= FIXED_FROM for example, _ in rows])
    wanted = np.array([example.labels.child_identifying is not None for example, _ in rows])
    kinds = [np.array([harmless(example) == kind for example, _ in rows]) for kind in ("criticism", "other")]

    def flagged(said: Any) -> float:
        return max(float(said[kind].mean()) for kind in kinds)

    tried = np.round(np.arange(-1.0, 5.0, 0.05), 2)
    calm = [t for t in tried if flagged((scores >= t) | fixed) <= CALM_AT_REVIEW]
    reached = {t: _f((scores >= t) | fixed, wanted) for t in calm}
    # The curve is flat at its top, and posts of another school are harder: the lower end finds more children.
    review = float(min(t for t in calm if reached[t] >= max(reached.values()) - NEARLY))
    quiet = [t for t in tried if t > review and flagged(scores >= t) <= CALM_AT_ALERT]
    return review, float(min(quiet))


def _f(said: Any, wanted: Any) -> float:
    """Return the F score in which a child found weighs twice as much as a wrong flag."""
    found = float((said & wanted).sum())
    return (1 + RECALL_WEIGHS) * found / (said.sum() + RECALL_WEIGHS * wanted.sum()) if found else 0.0
