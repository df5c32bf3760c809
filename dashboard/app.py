"""The dashboard's script: Streamlit runs it from top to bottom at every visit and every click.

It sets the page up, asks who is at the desk, offers the pages that their roles open, and runs the one that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.problem import problem
from dashboard.components.style import apply_style
from data.errors import GoodnameError
from pipelines.desk import Area, areas
from pipelines.people import Person, list_people

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

# Our own file: for a symbol or an emoji as the tab's icon Streamlit asks a server outside.
ICON = Path(__file__).with_name("icon.svg")


def run() -> None:
    """Show one page to whoever sits at the desk."""
    st.set_page_config(page_title="Goodname", page_icon=ICON, layout="wide")
    apply_style()
    sitter = desk.person()
    pages = _pages(sitter)
    page = st.navigation(pages, position="sidebar" if sitter else "hidden")
    if sitter is None:
        _ask_who()
        return
    _sidebar(sitter)
    try:
        page.run()
    except GoodnameError as error:
        problem(error)


def _pages(sitter: Person | None) -> Sequence[StreamlitPage]:
    """Return the pages that the sitter's roles open; all of them, to be shown to nobody, while nobody has been chosen.

    A page that is not in this list is not there for its address either.
    """
    opened = areas(sitter.roles) if sitter else frozenset(Area)
    pages = []
    if Area.CASES in opened:
        pages += [
            st.Page("app_pages/queue.py", title="Queue", icon=":material/inbox:", url_path="queue", default=True),
            st.Page("app_pages/case.py", title="Case", url_path="case", visibility="hidden"),
        ]
    if Area.ALERTS in opened:
        pages.append(st.Page("app_pages/alerts.py", title="Alerts", icon=":material/mail:", url_path="alerts"))
    pages.append(
        st.Page(
            "app_pages/sources.py",
            title="Sources",
            icon=":material/sensors:",
            url_path="sources",
            default=Area.CASES not in opened,
        )
    )
    return pages


def _ask_who() -> None:
    known = list_people(home=desk.home())
    with st.container(width=560):
        st.title("Who is at the desk?")
        st.warning(desk.NO_SIGN_IN_YET, icon=":material/no_accounts:")
        if not known:
            empty_state(
                "Nobody is on the list of people yet",
                next_step="Add somebody with `goodname user add`, then load this page again.",
                icon="person_add",
            )
            return
        by_username = {entry.username: entry for entry in known}
        chosen = st.selectbox(
            "Your name",
            list(by_username),
            format_func=lambda username: _called(by_username[username]),
            index=None,
            placeholder="Choose your name",
            key="who",
        )
        if st.button("Sit down", key="main-sit-down", type="primary", icon=":material/login:") and chosen:
            desk.choose(chosen)
            st.rerun()


def _sidebar(sitter: Person) -> None:
    with st.sidebar:
        st.caption("At the desk")
        st.text(_called(sitter))
        if st.button("Somebody else", icon=":material/logout:"):
            desk.leave()
            st.rerun()
        st.markdown(f":small[{desk.NO_SIGN_IN_YET}]")
        st.caption("School")
        st.text(desk.home().config.school.name)


def _called(entry: Person) -> str:
    return f"{entry.display_name} ({', '.join(role.label for role in entry.roles)})"


run()
