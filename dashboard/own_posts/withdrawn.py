"""Withdrawals: published posts that are to be taken down because a permission ended, the oldest first."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import london
from dashboard.components.web_address import web_address
from data.words import Platform
from pipelines.sweep import Swept, ToTakeDown, take_down_list


def withdrawn() -> None:
    """Show what finished searches listed and is still published."""
    st.caption(
        "When a permission is withdrawn, a pupil leaves or a picture is withheld, everything published already is "
        "searched. Take a post down yourself; it leaves this list when the next collection no longer finds it."
    )
    found = take_down_list(home=desk.home(), viewer=desk.viewer())
    if not found:
        empty_state(
            "Nothing waits to be taken down",
            next_step="A search begins by itself with the import or the decision that ends a permission.",
            icon="check_circle",
        )
    for number, swept in enumerate(found):
        _swept(number, swept)


def _swept(number: int, swept: Swept) -> None:
    posts = "1 post" if len(swept.listed) == 1 else f"{len(swept.listed)} posts"
    st.subheader(f"{swept.cause.label}: {posts} to take down")
    st.caption(f"Asked for {london(swept.asked_at)}; {swept.searched} published posts were searched.")
    for at, post in enumerate(swept.listed):
        _post(f"{number}-{at}", post)


def _post(key: str, post: ToTakeDown) -> None:
    with st.container(border=True):
        when = london(post.published_at) if post.published_at else "time not given"
        st.markdown(f"**{Platform(post.platform).label}**, published {when}")
        if post.url:
            web_address(post.url, words="Open the post")
        else:
            st.text(f"The post's own number there: {post.native_id}")
        if post.case and st.button("Open case", key=f"swept-open-{key}"):
            st.switch_page("app_pages/case.py", query_params={"ref": post.case})
