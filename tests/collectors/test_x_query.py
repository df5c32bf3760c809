"""The questions that X is asked: the school's names, without its namesakes, no longer than X takes."""

from __future__ import annotations

from typing import Any

import pytest

from collectors.base import NotConfigured
from collectors.x_query import search_queries


@pytest.mark.parametrize(
    ("names", "more", "expected"),
    [
        pytest.param(("Larkmere Primary",), {}, ('("Larkmere Primary")',), id="one name"),
        pytest.param(
            ("Larkmere",),
            {"not_us": ("Larkmere Town FC", "The Swan")},
            ('(("Larkmere" -"Larkmere Town FC"))',),
            id="namesake",
        ),
        pytest.param(
            ("Larkmere Primary", "Larkmere"),
            {"not_us": ("Larkmere Town FC",)},
            ('("Larkmere Primary" OR ("Larkmere" -"Larkmere Town FC"))',),
            id="a namesake is left out beside its own name only",
        ),
        pytest.param(('The "Lark"',), {}, ('("The Lark")',), id="quotes inside a name"),
        pytest.param(
            ("Aa Aa", "Bb Bb", "Cc Cc"),
            {"longest": 20},
            ('("Aa Aa" OR "Bb Bb")', '("Cc Cc")'),
            id="several questions when one would be too long",
        ),
        pytest.param(("L",), {"handles": ("a", "b")}, ('("L" OR @a OR @b) -from:a -from:b',), id="handles"),
    ],
)
def test_search_queries(names: Any, more: Any, expected: Any) -> None:
    assert search_queries(names, **more) == expected


def test_no_question_is_longer_than_x_takes() -> None:
    names = [f"Larkmere Primary School number {n}" for n in range(40)]
    handles = [f"larkmere_{n}" for n in range(30)]
    questions = search_queries(names, handles=handles, not_us=[f"{name} Rovers" for name in names])
    assert max(len(question) for question in questions) <= 512
    assert all(any(f'"{name}"' in question for question in questions) for name in names)
    assert all(any(f"@{handle}" in question for question in questions) for handle in handles)


def test_a_name_that_cannot_be_asked_for_is_said() -> None:
    with pytest.raises(NotConfigured, match="too long"):
        search_queries(["x" * 600])
