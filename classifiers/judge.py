"""What the models make of a post together: the linear model in front, the encoder, and what the rules say.

One pass serves every detector: the scores of a batch are kept until the next one. The linear model reads every post;
the encoder reads those of which the linear model is not sure that nothing is in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from classifiers.base import Thresholds
from classifiers.calm import calm_signs
from classifiers.cues import cue_names
from classifiers.encoder import OUTPUTS, encoder
from classifiers.reading import reading
from classifiers.text_model import ELSEWHERE, RULES_SCALE, TextModel, text_model
from classifiers.weights_file import weights_file
from data.records import Post, School, Span
from data.words import Label, Sentiment

FILE = "judge.json"
FLAGS = ("abusive", "defamatory", "safeguarding", "relevant")
RISKS = FLAGS[:3]
MOODS = tuple(mood.value for mood in Sentiment)

Floats = NDArray[np.float64]

ELSEWHERE_WEIGHT = 0.8
"""Chosen so that abuse in public comments is read well and in posts about schools no worse."""

_KINDS = ("hate", "threat", "harassment", "insult")


def evidence(head: str, linear: Floats, coded: Floats, ruled: Floats, calmed: Floats) -> Floats:
    """Return what `head` is judged by, a row a post: the linear model's log-odds, the encoder's, and signs of calm.

    Relevance is judged by the linear model's log-odds and the rules'.
    """
    if head == "relevant":
        # Whose post it is hangs on names, and those the encoder does not see.
        weighed = ruled[:, cue_names().index("relevance")] / RULES_SCALE
        return np.column_stack([_log_odds(linear), _log_odds(np.clip(weighed, 0.02, 0.98))])
    return np.column_stack([_log_odds(linear), coded[:, OUTPUTS.index(head)], calmed])


def from_elsewhere(relevant: Floats, elsewhere: Floats, calmed: Floats) -> Floats:
    """Return what is added to the log-odds of abuse: what public texts teach, as far as a post is not about the school.

    Among posts about a school that knowledge misleads, so that no weight fitted on them would be right elsewhere. It
    knows no signs of calm: where there is one, it accuses nobody.
    """
    added = ELSEWHERE_WEIGHT * (1.0 - relevant) * _log_odds(elsewhere)
    return np.where(calmed.any(axis=1), np.minimum(added, 0.0), added)


def mood_evidence(linear: Floats, coded: Floats) -> Floats:
    """Return what sentiment is judged by: both models' log-probabilities, in the order of `MOODS`."""
    logits = coded[:, [OUTPUTS.index(mood) for mood in MOODS]]
    logits = logits - logits.max(axis=1, keepdims=True)
    return np.hstack([np.log(linear + 1e-4), logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))])


@dataclass(frozen=True, slots=True)
class Judged:
    """What the models make of a batch of posts. `kinds`: the kind of abuse the encoder takes for the likeliest."""

    scores: Mapping[str, Floats]
    kinds: tuple[str | None, ...]


class Judge:
    """Gives each post's probability of each head. `front`: below it the linear model alone clears a post."""

    def __init__(self, stored: Mapping[str, Any], model: TextModel, *, front: float | None = None) -> None:
        self._heads = stored["heads"]
        self._quiet = np.array(stored["quiet"])
        self._model = model
        self.front = float(stored["front"]) if front is None else front
        self._read: tuple[Sequence[Post], School, Judged] | None = None

    def scores(self, head: str, posts: Sequence[Post], school: School) -> Floats:
        """Return the probability of `head` for each post; for sentiment a row of probabilities."""
        return self.judged(posts, school).scores[head] if posts else np.zeros(0)

    def judged(self, posts: Sequence[Post], school: School) -> Judged:
        """Return all that the models make of `posts`, kept for the next detector, which asks for the same batch."""
        if self._read is None or self._read[0] is not posts or self._read[1] is not school:
            self._read = (posts, school, self._judged(posts, school))
        return self._read[2]

    def thresholds(self, head: str, school: School | None = None) -> Thresholds:
        """Return from which score `head` is for review and an alert, at `school` where it decided so itself."""
        review, alert = self._heads[head]["thresholds"]
        shipped = Thresholds(float(review), float(alert))
        return school.operating_points.get(Label(head), shipped) if school else shipped

    def strongest(self, head: str, post: Post, school: School) -> Span:
        """Return the sentence of `post`'s text that speaks most for `head`."""
        return self._model.strongest(head, post, school)

    def _judged(self, posts: Sequence[Post], school: School) -> Judged:
        linear = {head: self._model.scores(head, posts, school) for head in (*FLAGS, ELSEWHERE, "sentiment")}
        ruled = self._model.ruled(posts, school)
        unclear = np.max([linear[head] for head in RISKS], axis=0) >= self.front
        coded = np.tile(self._quiet, (len(posts), 1))
        if unclear.any():
            places = [at for at, read in enumerate(unclear) if read]
            coded[places] = encoder().logits([reading(posts[at], school) for at in places])
        calmed = calm_signs(posts)
        scores = {}
        for head in FLAGS:
            stored = self._heads[head]
            weighed = evidence(head, linear[head], coded, ruled, calmed) @ np.array(stored["weights"])
            logits = weighed + stored["shift"]
            if head == "abusive":
                logits = logits + from_elsewhere(linear["relevant"], linear[ELSEWHERE], calmed)
            if moved := school.calibrations.get(Label(head)):
                logits = moved.slope * logits + moved.shift
            scores[head] = 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))
        stored = self._heads["sentiment"]
        logits = mood_evidence(linear["sentiment"], coded) @ np.array(stored["weights"]).T + np.array(stored["shift"])
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        moods = powers / powers.sum(axis=1, keepdims=True)
        scores["sentiment"] = np.where(unclear[:, None], moods, linear["sentiment"])
        return Judged(scores, tuple(_kind(row) if read else None for row, read in zip(coded, unclear, strict=True)))


def _kind(row: Floats) -> str:
    return max(_KINDS, key=lambda kind: row[OUTPUTS.index(kind)])


def _log_odds(chance: Floats) -> Floats:
    kept = np.clip(chance, 1e-4, 1 - 1e-4)
    return cast("Floats", np.log(kept / (1 - kept)))


@cache
def judge() -> Judge:
    """Return the judge that is shipped; `StoreError` when a file is not the one in the manifest."""
    return Judge(json.loads(weights_file(FILE)), text_model())
