"""A list shown a page at a time: how many pages it fills, where one begins, and when numbers stand below it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.pages import Pages


@pytest.mark.parametrize(
    ("total", "pages"),
    [
        pytest.param(0, 0, id="nothing"),
        pytest.param(1, 1, id="one line"),
        pytest.param(25, 1, id="a full page"),
        pytest.param(26, 2, id="one line more"),
        pytest.param(51, 3, id="one more than two pages"),
    ],
)
def test_so_many_pages(total: int, pages: int) -> None:
    assert Pages("list", 25).count(total) == pages


def _list_of(total: int) -> None:
    import streamlit as st

    from dashboard.components.pages import Pages

    pages = Pages("list", 4)
    st.text(f"from {pages.offset()}")
    pages.numbers(total)


def shown(total: int, page: int | None = None) -> tuple[str, int]:
    at = AppTest.from_function(_list_of, args=(total,))
    if page is not None:
        at.session_state["list"] = page
    at.run()
    return at.text[0].value, len(at.get("pagination"))


@pytest.mark.parametrize(
    ("total", "page", "begins", "numbers"),
    [
        pytest.param(4, None, "from 0", 0, id="one page has no numbers"),
        pytest.param(5, None, "from 0", 1, id="two pages, the first at first"),
        pytest.param(9, 3, "from 8", 1, id="the third"),
    ],
)
def test_a_page_begins_where_the_one_before_ends(total: int, page: int | None, begins: str, numbers: int) -> None:
    assert shown(total, page) == (begins, numbers)
