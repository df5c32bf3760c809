"""The dashboard's script: Streamlit runs it from top to bottom at every visit and every click.

It sets the page up, looks who is signed in, offers the pages that their roles open, and runs the one that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import desk
from dashboard.components.own_link import own_link
from dashboard.components.problem import problem
from dashboard.components.style import apply_style
from data.errors import GoodnameError
from pipelines.desk import Area, areas
from pipelines.people import Person

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

# Our own file: for a symbol or an emoji as the tab's icon Streamlit asks a server outside.
ICON = Path(__file__).with_name("icon.svg")

_PLAIN = ((Area.OWN_POSTS, "photo_camera"), (Area.HAND_IN, "upload"), (Area.ALERTS, "mail"))
_UPKEEP = ((Area.USERS, "group"), (Area.AUDIT_LOG, "fact_check"))


def run() -> None:
    """Show one page to whoever is signed in."""
    st.set_page_config(page_title="Goodname", page_icon=ICON, layout="wide")
    apply_style()
    sitter = desk.person()
    pages = _pages(sitter)
    page = st.navigation(pages, position="sidebar" if sitter else "hidden")
    if sitter is None:
        _nobody()
        return
    _sidebar(sitter)
    try:
        page.run()
    except GoodnameError as error:
        problem(error)


def _pages(sitter: Person | None) -> Sequence[StreamlitPage]:
    """Return the pages that the sitter's roles open; all of them, shown to nobody, while nobody is signed in.

    A page that is not in this list is not there for its address either.
    """
    opened = areas(sitter.roles) if sitter else frozenset(Area)
    pages = []
    if Area.CASES in opened:
        pages += [
            st.Page("app_pages/today.py", title="Today", icon=":material/today:", url_path="today", default=True),
            st.Page("app_pages/queue.py", title="Queue", icon=":material/inbox:", url_path="queue"),
            st.Page("app_pages/case.py", title="Case", url_path="case", visibility="hidden"),
        ]
    pages += [
        st.Page(f"app_pages/{area.value}.py", title=area.label, icon=f":material/{icon}:", url_path=area.value)
        for area, icon in _PLAIN
        if area in opened
    ]
    pages.append(
        st.Page(
            "app_pages/sources.py",
            title="Sources",
            icon=":material/sensors:",
            url_path="sources",
            default=Area.CASES not in opened,
        )
    )
    pages += [
        st.Page(f"app_pages/{area.value}.py", title=area.label, icon=f":material/{icon}:", url_path=area.value)
        for area, icon in _UPKEEP
        if area in opened
    ]
    return pages


def _nobody() -> None:
    with st.container(width=560):
        st.title("You are signed out")
        st.text("The session has ended: by signing out, after 30 minutes without use, or after 10 hours at the latest.")
        own_link("Sign in again", path="/sign-in")


def _sidebar(sitter: Person) -> None:
    with st.sidebar:
        st.caption("Signed in")
        st.text(f"{sitter.display_name} ({', '.join(role.label for role in sitter.roles)})")
        st.button("Sign out", icon=":material/logout:", on_click=desk.leave)
        own_link("Your account and sessions", path="/account")
        st.caption("School")
        st.text(desk.home().config.school.name)


run()
