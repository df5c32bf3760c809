"""A long list shown a page at a time: where the page somebody is on begins, and the numbers that lead to the others."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one list, `size` lines each; `key` names its widget, `kept` keeps the page while others are open."""

    key: str
    size: int
    kept: bool = False

    @property
    def number(self) -> int:
        """Return the page somebody is on, the first at first."""
        return int(st.session_state.get(self.key, 1))

    def go_to(self, number: int) -> None:
        """Show this page from now on; to be called before the numbers are drawn."""
        st.session_state[self.key] = number

    def count(self, total: int) -> int:
        """Return how many pages `total` lines fill."""
        return -(-total // self.size)

    def beyond(self, total: int) -> bool:
        """Say whether `total` lines end before the page somebody is on; if so the last page is shown from now on.

        To be called before the numbers are drawn; the lines are then to be read again.
        """
        if self.offset() < total or not total:
            return False
        self.go_to(self.count(total))
        return True

    def offset(self, number: int | None = None) -> int:
        """Return how many lines stand before the page `number`, or before the one somebody is on."""
        return ((self.number if number is None else number) - 1) * self.size

    def numbers(self, total: int) -> None:
        """Draw the numbers of the pages, where there is more than one."""
        if self.count(total) > 1:
            st.pagination(self.count(total), key=self.key, persist_state="session" if self.kept else None)
