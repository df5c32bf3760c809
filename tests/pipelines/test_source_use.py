"""What the sources that ask for money may have cost."""

from __future__ import annotations

import pytest

from data.words import SOURCE_KEYS
from pipelines.source_use import Use, prices


@pytest.mark.parametrize(
    ("source", "begins"),
    [
        pytest.param("x", "at most $7.56: X asks $0.005", id="by the item"),
        pytest.param("brave", "Brave asks $5 for 1,000 searches", id="by the search, of which a look makes several"),
        pytest.param("google_places", "Google asks for every look", id="by the look"),
    ],
)
def test_what_it_may_have_cost(source: str, begins: str) -> None:
    told = prices()[source].cost(Use(attempts=3, fetched=1_512, new=4))
    assert told.startswith(begins)
    assert "2026)" in told


def test_every_price_is_of_a_source_and_says_where_it_was_seen() -> None:
    assert set(prices()) <= set(SOURCE_KEYS)
    assert all(price.source.startswith("https://") for price in prices().values())
    assert "reddit" not in prices(), "free for what is not commercial"
