"""Own posts: what the school published and whether it was looked at; what broke a rule, is held, or must come down."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import desk
from dashboard.components.views import view_in_address
from dashboard.own_posts.audits import sign_offs
from dashboard.own_posts.breaches import breaches
from dashboard.own_posts.check import check
from dashboard.own_posts.holds import holds
from dashboard.own_posts.no_photo import no_photo
from dashboard.own_posts.withdrawn import withdrawn
from pipelines.own_post_views import own_post_views


def show() -> None:
    """Show the page."""
    with st.container(width=1000):
        st.title("Own posts")
        may = own_post_views(home=desk.home(), viewer=desk.viewer())
        views: dict[str, tuple[str, Callable[[], None]]] = {}
        if may.sees_audits:
            views["audits"] = ("Calendar and sign-off", sign_offs)
        if may.checks:
            views["check"] = ("Check before you post", check)
        if may.sees_breaches:
            views["breaches"] = ("Breaches", lambda: breaches(decides=may.decides))
        if may.declares:
            views["holds"] = ("Holds", holds)
        if may.sees_audits:
            views["withdrawn"] = ("To take down", withdrawn)
        if may.prints:
            views["no-photo"] = ("No-photo lists", lambda: no_photo(may))
        chosen = view_in_address({key: name for key, (name, _) in views.items()}, label="What to see")
        views[chosen][1]()


show()
