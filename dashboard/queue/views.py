"""Filters of the queue, kept in the address; views of them under names of one's own; how posts are shown to oneself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard import desk
from dashboard.components.pills_in_address import pills_in_address
from dashboard.queue import state
from dashboard.queue.now import plain
from data.errors import InputError
from data.words import CaseStatus, Label, Severity
from pipelines.case_views import Only
from pipelines.preferences import Preferences, remove_view, save_preferences, save_view, views

FILTERS = ("severity", "status", "only", "about")
_NOT_CLOSED = tuple(status for status in CaseStatus if status is not CaseStatus.CLOSED)
_NAME = "view-name"
_HANDLED = [label for label in Label if label not in (Label.RELEVANT, Label.SENTIMENT)]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue is narrowed to."""

    severities: tuple[Severity, ...]
    statuses: tuple[CaseStatus, ...]
    only: tuple[Only, ...]
    about: tuple[Label, ...]


def filters(liked: Preferences) -> Filters:
    """Show the filters, saved views, how posts are shown and the keys; return the filters."""
    again = state.go_to_first_page
    severities = pills_in_address(
        "Severity", Severity, key="severity", default=(), on_change=again, shown=lambda word: word.value
    )
    with st.container(horizontal=True, gap="small"):
        with st.popover("Filters", icon=":material/filter_alt:"):
            statuses = pills_in_address("Status", CaseStatus, key="status", default=_NOT_CLOSED, on_change=again)
            only = pills_in_address("Only", Only, key="only", default=(), on_change=again)
            about = _about()
        with st.popover("Views", icon=":material/bookmarks:"):
            _views()
        with st.popover("How posts are shown", icon=":material/visibility:"):
            _liked(liked)
        with st.popover("Keys", icon=":material/keyboard:"):
            st.html(_KEYS)
    narrowed = [word.label for word in only] + [label.label for label in about]
    if set(statuses or CaseStatus) != set(_NOT_CLOSED):
        narrowed = [word.label for word in statuses or CaseStatus] + narrowed
    if narrowed:
        st.caption(f"Filtered: {', '.join(narrowed)}")
    return Filters(tuple(severities or Severity), tuple(statuses or CaseStatus), tuple(only), about)


def _about() -> tuple[Label, ...]:
    known = {label.value: label for label in _HANDLED}
    if "about" not in st.session_state:
        given = (st.query_params.get("about") or "").split(",")
        st.session_state["about"] = [value for value in known if value in given]
    chosen = st.multiselect(
        "Only cases about",
        list(known),
        format_func=lambda value: known[value].label,
        key="about",
        on_change=state.go_to_first_page,
        persist_state="session",
        placeholder="Anything",
    )
    if chosen:
        st.query_params["about"] = ",".join(value for value in known if value in chosen)
    else:
        st.query_params.pop("about", None)
    return tuple(known[value] for value in known if value in chosen)


def _views() -> None:
    kept = views(home=desk.home(), viewer=desk.viewer())
    for number, (name, given) in enumerate(kept.items()):
        with st.container(horizontal=True):
            st.button(plain(name), key=f"view-{number}", on_click=_apply, args=(given,))
            st.button(
                "Remove", key=f"view-remove-{number}", type="tertiary", on_click=_remove, args=(name,), help=plain(name)
            )
    if not kept:
        st.caption("Set the filters as you like them, then save them under a name.")
    st.text_input("Name of the view", key=_NAME, max_chars=40)
    st.button("Save these filters", key="view-save", on_click=_save, icon=":material/bookmark_add:")


def _apply(given: Mapping[str, str]) -> None:
    for name in FILTERS:
        # Each filter reads its part of the address anew when nothing is remembered of it.
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)
        if name in given:
            st.query_params[name] = given[name]
    state.go_to_first_page()


def _save() -> None:
    given = {name: st.query_params[name] for name in FILTERS if name in st.query_params}
    name = st.session_state[_NAME]
    try:
        save_view(home=desk.home(), viewer=desk.viewer(), name=name, filters=given)
    except InputError as error:
        state.refuse(error)
        return
    st.session_state[_NAME] = ""
    st.toast("The view is saved.", icon=":material/bookmark_added:")


def _remove(name: str) -> None:
    remove_view(home=desk.home(), viewer=desk.viewer(), name=name)


def _liked(liked: Preferences) -> None:
    blur = st.toggle("Hide the words of posts until I ask", value=liked.blur, key="like-blur")
    slurs = st.toggle("Cover slurs", value=liked.hide_slurs, key="like-slurs")
    pictures = st.toggle("Hide pictures of our own posts until I ask", value=liked.hide_pictures, key="like-pictures")
    remind = st.toggle("Remind me to rest from reading", value=liked.remind, key="like-remind")
    st.caption("Pictures of other people's posts are never loaded.")
    wanted = Preferences(blur=blur, hide_slurs=slurs, hide_pictures=pictures, remind=remind)
    if wanted != liked:
        save_preferences(home=desk.home(), viewer=desk.viewer(), chosen=wanted)
        if wanted.blur != liked.blur:
            state.turn_words(on=not wanted.blur)
        st.rerun()


_KEY_ROWS = (
    ("J / K", "next, previous card"),
    ("O", "open the case"),
    ("T", "show or hide the text"),
    ("A", "take it on yourself"),
    ("G", "give it to somebody"),
    ("E", "escalate"),
    ("D", "dismiss, then 1 to 4 for the reason"),
    ("U", "undo your last act (for ten minutes)"),
    ("X", "choose the card; Shift+X lets all go"),
    ("M", "merge the chosen cards, then Enter"),
    ("Shift+D", "dismiss the chosen cards"),
    ("Esc", "cancel what is being asked"),
)
_KEYS = (
    "<dl class='gn-facts'>" + "".join(f"<dt><kbd>{key}</kbd></dt><dd>{does}</dd>" for key, does in _KEY_ROWS) + "</dl>"
)
