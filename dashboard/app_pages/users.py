"""Users: who is on the list with which roles, whether they can sign in, and a link for whoever cannot."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.problem import problem
from data.errors import InputError
from pipelines.sign_in.roster import Entry, end_sessions, invite, may_help, roster

_LINK, _REFUSED = "users-link", "users-refused"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Users")
        st.markdown(
            "People and their roles are added by a person, with `goodname user add`; no address and no group elsewhere "
            "ever gives a role."
        )
        refused, link = st.session_state.pop(_REFUSED, None), st.session_state.pop(_LINK, None)
        if isinstance(refused, InputError):
            problem(refused)
        if link:
            st.info("Hand this link over yourself. It works once, within 72 hours, and is shown only now.")
            st.code(link, language=None, wrap_lines=True)
        helps = may_help(home=desk.home(), viewer=desk.viewer())
        for entry in roster(home=desk.home(), viewer=desk.viewer()):
            _row(entry, helps=helps)


def _row(entry: Entry, *, helps: bool) -> None:
    username = entry.person.username
    with st.container(border=True, key=f"user-{username}"):
        st.text(f"{entry.person.display_name} ({username})")
        st.caption(", ".join(role.label for role in entry.person.roles))
        if entry.has_password or entry.has_account_elsewhere:
            st.markdown(badge("Can sign in", icon="key", color="green"))
        else:
            st.markdown(badge("Cannot sign in yet", icon="key_off", color="orange"))
        if helps:
            with st.container(horizontal=True):
                st.button("Make a link", key=f"invite-{username}", on_click=_invite, args=(username,))
                st.button("End all sessions", key=f"end-{username}", on_click=_end, args=(username,))


def _invite(username: str) -> None:
    try:
        st.session_state[_LINK] = invite(home=desk.home(), viewer=desk.viewer(), username=username)
    except InputError as error:
        st.session_state[_REFUSED] = error


def _end(username: str) -> None:
    try:
        ended = end_sessions(home=desk.home(), viewer=desk.viewer(), username=username)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.toast(f"Sessions ended: {ended}", icon=":material/logout:")


show()
