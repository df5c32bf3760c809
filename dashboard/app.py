"""The dashboard's script: Streamlit runs it from top to bottom at every visit and every click.

It sets the page up, looks who is signed in, offers the pages that their roles open, and runs the one that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import desk
from dashboard.components.moments import london
from dashboard.components.own_link import own_link
from dashboard.components.problem import problem
from dashboard.components.style import apply_style
from dashboard.page_list import landing, pages_for
from data.errors import GoodnameError
from data.words import Role
from pipelines.people import Person

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

# Our own file: for a symbol or an emoji as the tab's icon Streamlit asks a server outside.
ICON = Path(__file__).with_name("icon.svg")


def run() -> None:
    """Show one page to whoever is signed in."""
    st.set_page_config(page_title="Goodname", page_icon=ICON, layout="wide")
    apply_style()
    sitter = desk.person()
    pages = _pages(sitter)
    page = st.navigation(pages, position="sidebar" if sitter else "hidden", expanded=True)
    if sitter is None:
        _nobody()
        return
    _sidebar(sitter)
    try:
        page.run()
    except GoodnameError as error:
        problem(error)
    except Exception:
        _unforeseen()
        raise


def _pages(sitter: Person | None) -> Sequence[StreamlitPage]:
    """Return the pages that the sitter's roles open; all of them, shown to nobody, while nobody is signed in.

    A page that is not in this list is not there for its address either.
    """
    offered = pages_for(sitter.roles if sitter else Role)
    first = landing(offered)
    return [
        st.Page(
            f"app_pages/{page.file}.py",
            title=page.title,
            icon=f":material/{page.icon}:" if page.icon else None,
            url_path=page.file,
            default=page.file == first,
            visibility="visible" if page.icon else "hidden",
        )
        for page in offered
    ]


def _unforeseen() -> None:
    now = desk.home().clock()
    st.error(
        f"Something went wrong that nobody foresaw, at {london(now)}. Load the page again; if it happens again, tell "
        "ICT that time: the reason stands in the log of `goodname run`.",
        icon=":material/error:",
    )


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
