"""What a fit of the linear model counts."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from classifiers.training.fit import telling


def test_a_word_of_one_side_counts_more_than_a_word_of_both_and_rules_count_as_they_are() -> None:
    wanted = np.array([True] * 10 + [False] * 10)
    one_side, both, rule = wanted.astype(float), np.ones(20), wanted.astype(float)
    counts = telling(sparse.csr_matrix(np.column_stack([one_side, both, rule])), wanted, rules=1)
    assert counts[0] > counts[1] > 0
    assert counts[2] == 1
