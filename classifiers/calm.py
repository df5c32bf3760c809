"""What often makes grave words harmless: said of oneself, quoted, condemned, a story, news, praise, denied, a figure.

These are signs and no verdicts: the judge weighs them beside what the models say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from classifiers.lexicon import lexicon, pattern
from classifiers.passages import whole
from data.records import Post

SIGNS = tuple(lexicon("calm"))


def calm_signs(posts: Sequence[Post]) -> NDArray[np.float64]:
    """Return a row a post, with 1 where a sign stands in its words, in the order of `SIGNS`."""
    found = np.zeros((len(posts), len(SIGNS)))
    for at, post in enumerate(posts):
        words = whole(post)
        found[at] = [pattern("calm", f"{sign}.rows").search(words) is not None for sign in SIGNS]
    return found
