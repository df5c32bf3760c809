"""Thresholds are chosen for all heads together, within what may be flagged wrongly."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.training import fit_encoder
from classifiers.training.corpus import DEV, TRAIN, data_hashes, public, public_held_out, schools
from classifiers.training.fit_encoder import kept_unseen, weigh
from classifiers.training.points import ALERT, REVIEW, Judged, harmless, points
from data.errors import InputError

HEADS = ("abusive", "defamatory", "safeguarding")
POSTS, EACH = 3_000, 200


def made(*, hard: float) -> tuple[dict[str, Judged], np.ndarray, np.ndarray]:
    """Return heads whose scores overlap by `hard`, and which posts are criticism and otherwise harmless."""
    chance = np.random.default_rng(7)
    heads = {}
    for at, head in enumerate(HEADS):
        wanted = np.zeros(POSTS, dtype=bool)
        wanted[at * EACH : (at + 1) * EACH] = True
        scores = np.where(wanted, chance.beta(5, 2, POSTS), chance.beta(1, 12 - 8 * hard, POSTS))
        heads[head] = Judged(scores, wanted)
    criticism, other = np.zeros(POSTS, dtype=bool), np.zeros(POSTS, dtype=bool)
    criticism[600:1400], other[1400:] = True, True
    return heads, criticism, other


@pytest.mark.parametrize("hard", [0.0, 0.3, 0.6])
def test_all_heads_together_stay_within_the_limits(hard: float) -> None:
    heads, criticism, other = made(hard=hard)
    found = points(heads, criticism, other)
    for level, limits in ((0, REVIEW), (1, ALERT)):
        flagged = np.any([heads[head].scores >= found[head][level] for head in HEADS], axis=0)
        assert flagged[criticism].mean() <= limits.criticism
        assert flagged[other].mean() <= limits.other
    assert all(alert > review for review, alert in found.values())


def test_easy_heads_find_nearly_all() -> None:
    heads, criticism, other = made(hard=0.0)
    found = points(heads, criticism, other)
    for head in HEADS:
        assert (heads[head].scores[heads[head].wanted] >= found[head][0]).mean() > 0.85


def test_criticism_is_negative_and_without_a_flag() -> None:
    labels = [label for group in schools("tumblewick") for label in group.labels]
    criticism, other = harmless(labels)
    assert not (criticism & other).any()
    assert all(not label.flagged for label, chosen in zip(labels, criticism | other, strict=True) if chosen)


def test_what_was_fitted_is_told_and_the_schools_for_testing_are_not_in_it() -> None:
    ours = {name.split("/")[0] for name in data_hashes() if name.endswith("/posts.jsonl")}
    assert ours == {*TRAIN, *DEV}
    assert set(kept_unseen()) == {*TRAIN, *DEV}


def test_no_public_text_that_is_kept_apart_is_learned_from() -> None:
    held = {text for rows in public_held_out().values() for text, _ in rows}
    assert not held & {text for text, _ in public(each=300)}


def test_the_weighing_is_not_fitted_on_numbers_of_other_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit_encoder, "kept_unseen", lambda: {"tumblewick": np.zeros((3, 12))})
    with pytest.raises(InputError, match="run fit-encoder first"):
        weigh()
