"""Users: who is on the list with which roles, adding and changing them, and a link for whoever cannot sign in."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.problem import refusal, told
from data.errors import InputError
from data.words import Role
from pipelines.people import Person
from pipelines.sign_in.membership import add_member, change_member, switch_off, switch_on, switched_off
from pipelines.sign_in.roster import Entry, end_sessions, invite, may_help, roster

_LINK, _REFUSED, _TOLD = "users-link", "users-refused", "users-told"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Users")
        refused, link = st.session_state.pop(_REFUSED, None), st.session_state.pop(_LINK, (None, ""))
        if isinstance(refused, InputError):
            refusal(refused)
        done = st.session_state.pop(_TOLD, None)
        if done:
            told(done)
        helps = may_help(home=desk.home(), viewer=desk.viewer())
        if helps:
            _add()
        else:
            st.caption("The headteacher and the safeguarding lead add people, change roles and hand out links.")
        for entry in roster(home=desk.home(), viewer=desk.viewer()):
            _row(entry, helps=helps, link=link[1] if link[0] == entry.person.username else None)
        off = switched_off(home=desk.home(), viewer=desk.viewer())
        if off:
            st.subheader("Switched off")
        for person in off:
            _off(person, helps=helps)


def _add() -> None:
    with st.expander("Add somebody", icon=":material/person_add:"), st.form("add-person", border=False):
        st.caption("A person gives a role, never an address or a group elsewhere. Next: make them a link to sign in.")
        st.text_input("User name", key="add-username", max_chars=40, placeholder="l.pemberton")
        st.text_input("Name, as it is shown", key="add-name", max_chars=120)
        st.text_input("E-mail address for alerts", key="add-email", max_chars=200, help="Empty: they get no alerts.")
        _roles("add-roles", ())
        st.form_submit_button("Add", key="main-add-person", type="primary", on_click=_take, args=(_added,))


def _row(entry: Entry, *, helps: bool, link: str | None) -> None:
    username = entry.person.username
    with st.container(border=True, key=f"user-{username}"):
        can = entry.has_password or entry.has_account_elsewhere
        words, icon = ("Can sign in", "key") if can else ("No password yet", "key_off")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"{entry.person.display_name} ({username})", width="content")
            st.markdown(badge(words, icon=icon, color="green" if can else "orange"), width="content")
        st.caption(", ".join(role.label for role in entry.person.roles))
        if not helps:
            return
        with st.container(horizontal=True):
            st.button("Make a link", key=f"invite-{username}", on_click=_invite, args=(username,))
            st.button("End all sessions", key=f"end-{username}", on_click=_take, args=(_ended, username))
        if link:
            st.text(f"Hand this link to {entry.person.display_name} yourself. It works once, within 72 hours.")
            st.code(link, language=None, wrap_lines=True)
            st.caption("It is shown only now.")
        if username != desk.viewer():
            _change(entry.person)


def _change(person: Person) -> None:
    username = person.username
    with st.expander("Change or switch off"), st.form(f"change-{username}", border=False):
        _roles(f"roles-{username}", person.roles)
        st.text_input("E-mail address for alerts", value=person.email or "", key=f"email-{username}", max_chars=200)
        with st.container(horizontal=True):
            st.form_submit_button("Save", key=f"save-{username}", on_click=_take, args=(_changed, username))
            st.form_submit_button(
                "Switch off",
                key=f"off-{username}",
                icon=":material/person_off:",
                help="Ends their sessions and links. Their cases stay theirs until somebody takes them.",
                on_click=_take,
                args=(_switched_off, username),
            )


def _off(person: Person, *, helps: bool) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(f"{person.display_name} ({person.username})")
        if helps:
            st.button("Switch on", key=f"on-{person.username}", on_click=_take, args=(_switched_on, person.username))


def _roles(key: str, held: tuple[Role, ...]) -> None:
    st.multiselect(
        "Roles",
        [role.value for role in Role],
        default=[role.value for role in held],
        format_func=lambda value: Role(value).label,
        key=key,
    )


def _take(act: Callable[..., str], *given: str) -> None:
    try:
        st.session_state[_TOLD] = act(*given)
    except InputError as error:
        st.session_state[_REFUSED] = error


def _added() -> str:
    said = st.session_state
    roles = [Role(value) for value in said["add-roles"]]
    add_member(
        home=desk.home(),
        viewer=desk.viewer(),
        username=said["add-username"],
        display_name=said["add-name"],
        email=said["add-email"],
        roles=roles,
    )
    for key, empty in (("add-username", ""), ("add-name", ""), ("add-email", ""), ("add-roles", [])):
        said[key] = empty
    return "Added. Next: make them a link to sign in."


def _changed(username: str) -> str:
    roles = [Role(value) for value in st.session_state[f"roles-{username}"]]
    change_member(
        home=desk.home(),
        viewer=desk.viewer(),
        username=username,
        email=st.session_state[f"email-{username}"],
        roles=roles,
    )
    return f"Saved: {username}."


def _ended(username: str) -> str:
    ended = end_sessions(home=desk.home(), viewer=desk.viewer(), username=username)
    return f"Signed out everywhere: {username} ({_counted(ended)})."


def _switched_off(username: str) -> str:
    ended = switch_off(home=desk.home(), viewer=desk.viewer(), username=username)
    return f"Switched off: {username} ({_counted(ended)})."


def _counted(sessions: int) -> str:
    return "1 session ended" if sessions == 1 else f"{sessions} sessions ended"


def _switched_on(username: str) -> str:
    switch_on(home=desk.home(), viewer=desk.viewer(), username=username)
    return f"Switched on: {username}."


def _invite(username: str) -> None:
    try:
        st.session_state[_LINK] = (username, invite(home=desk.home(), viewer=desk.viewer(), username=username))
    except InputError as error:
        st.session_state[_REFUSED] = error


show()
