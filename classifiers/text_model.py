"""One linear model with several heads over the words of a post and what the rules say of it.

The words are hashed (word 1-2 grams and character 2-5 grams), so that the model file holds weights and no text of any
post. `classifiers.training` fits it; a manifest of sha256 sums is checked before a file is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from classifiers.base import Thresholds
from classifiers.cues import cue_names, cues
from classifiers.masking import masked
from classifiers.passages import READ_AT_MOST
from classifiers.weights_file import weights_file
from data.records import Post, School, Span

WORD_BITS, CHAR_BITS = 16, 18
FILE = "text.skops"
WORDS_SCALE, CHARS_SCALE, RULES_SCALE = 2.0, 2.0, 0.5
"""How much each kind of feature weighs before the model learns: chosen on schools the model had not seen."""

ELSEWHERE = "elsewhere"
"""The head that knows abuse from public texts alone."""

Floats = NDArray[np.float64]

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_SENTENCES_AT_MOST = 40
_WORD = r"(?u)\b\w[\w']*\b"
_WORDS = HashingVectorizer(
    n_features=2**WORD_BITS, ngram_range=(1, 2), token_pattern=_WORD, alternate_sign=False, norm=None
)
_CHARS = HashingVectorizer(
    n_features=2**CHAR_BITS, analyzer="char_wb", ngram_range=(2, 5), alternate_sign=False, norm=None
)


def counted(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return the damped counts of the hashed words and characters of `texts`."""
    both = sparse.hstack([_WORDS.transform(texts), _CHARS.transform(texts)], format="csr")
    both.data = 1.0 + np.log(both.data)
    return both


def weighted(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Return `counts` times `idf`, words and characters each at their own length."""
    words = WORDS_SCALE * normalize(counts[:, : 2**WORD_BITS].multiply(idf[: 2**WORD_BITS]).tocsr())
    chars = CHARS_SCALE * normalize(counts[:, 2**WORD_BITS :].multiply(idf[2**WORD_BITS :]).tocsr())
    return sparse.hstack([words, chars], format="csr")


def rules(posts: Sequence[Post], school: School) -> Floats:
    """Return what the rules say of each post, a row each."""
    return RULES_SCALE * np.array([cues(post, school) for post in posts], dtype=np.float64)


class TextModel:
    """The fitted model: `scores` gives one head's calibrated probability for each post."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self._idf = np.asarray(stored["idf"], dtype=np.float64)
        self._heads = stored["heads"]
        self._read: tuple[Sequence[Post], School, Any] | None = None

    def scores(self, head: str, posts: Sequence[Post], school: School) -> Floats:
        """Return the probability of `head` for each post; for sentiment a row of probabilities."""
        if not posts:
            return np.zeros(0)
        return self._scores(head, self._kept(posts, school))

    def _scores(self, head: str, matrix: Any) -> Floats:
        stored = self._heads[head]
        logits = matrix @ np.asarray(stored["coef"], dtype=np.float64).T + stored["intercept"]
        if logits.shape[1] > 1:
            powers = np.exp(logits - logits.max(axis=1, keepdims=True))
            return cast("Floats", powers / powers.sum(axis=1, keepdims=True))
        slope, shift = stored["calibration"]
        return cast("Floats", 1.0 / (1.0 + np.exp(-np.clip(slope * logits[:, 0] + shift, -30, 30))))

    def thresholds(self, head: str) -> Thresholds:
        """Return from which score `head` is for review, and from which it is an alert."""
        review, alert = self._heads[head]["thresholds"]
        return Thresholds(float(review), float(alert))

    def strongest(self, head: str, post: Post, school: School) -> Span:
        """Return the sentence of `post`'s text that speaks most for `head`."""
        found = [match.span() for match in _SENTENCE.finditer(post.text[:READ_AT_MOST])][:_SENTENCES_AT_MOST]
        spans = [_trimmed(post.text, start, end) for start, end in found] or [(0, len(post.text))]
        if len(spans) == 1:
            return spans[0]
        alone = [replace(post, text=post.text[start:end], title=None, repost_of=None) for start, end in spans]
        return spans[int(self._scores(head, self._matrix(alone, school)).argmax())]

    def ruled(self, posts: Sequence[Post], school: School) -> Floats:
        """Return what the rules say of each post, a row each, in the order of `cue_names`, times `RULES_SCALE`."""
        if not posts:
            return np.zeros((0, len(cue_names())))
        return cast("Floats", self._kept(posts, school)[:, -len(cue_names()) :].toarray())

    def _kept(self, posts: Sequence[Post], school: School) -> Any:
        """Return the features of `posts`, kept for the next head, which asks for the same batch."""
        if self._read is None or self._read[0] is not posts or self._read[1] is not school:
            self._read = (posts, school, self._matrix(posts, school))
        return self._read[2]

    def _matrix(self, posts: Sequence[Post], school: School) -> Any:
        words = weighted(counted([masked(post, school) for post in posts]), self._idf)
        return sparse.hstack([words, sparse.csr_matrix(rules(posts, school))], format="csr")


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), max(start + 1, end - (len(piece) - len(piece.rstrip())))


@cache
def text_model() -> TextModel:
    """Return the model that is shipped; `StoreError` when its file is not the one in the manifest."""
    from skops.io import loads

    return TextModel(loads(weights_file(FILE), trusted=[]))
