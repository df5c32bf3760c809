"""The printed list of a class's children who may not be shown, for those whose class or whole school it is."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.problem import problem
from data.errors import InputError
from pipelines.no_photo_list import NoPhotoList, make_list
from pipelines.own_post_views import OwnPostViews

_MADE = "no-photo-made"


def no_photo(may: OwnPostViews) -> None:
    """Show the choice of class and purpose, and the list to download once it is made."""
    st.caption(
        "For the wall by the camera, never for the internet. Why a child is on it is not said. Each list is recorded; "
        "shred the old one when you print a new one."
    )
    if not may.prints:
        empty_state(
            "No class to print",
            next_step="Import the roll under **Registers**, or ask for your class's account to be registered to you.",
            icon="badge",
        )
        return
    school_class = st.selectbox("Class", may.prints, key="no-photo-class")
    purpose = st.selectbox(
        "For what",
        list(may.purposes),
        index=list(may.purposes).index("social_media"),
        format_func=lambda key: may.purposes[key],
        key="no-photo-purpose",
    )
    made = st.session_state.get(_MADE, (None, None, None))
    ready = made[:2] == (school_class, purpose)
    st.button(
        "Make the list",
        key="make-list" if ready else "main-make-list",
        type="secondary" if ready else "primary",
        icon=":material/picture_as_pdf:",
        on_click=_make,
        args=(school_class, purpose),
    )
    if ready:
        _result(made[2])


def _result(made: NoPhotoList | InputError) -> None:
    if isinstance(made, InputError):
        problem(made)
        return
    children = "1 child is" if made.children == 1 else f"{made.children} children are"
    st.success(f"{children} on the list.", icon=":material/check:")
    st.download_button(
        "Download the list (PDF)",
        made.pdf,
        file_name="children-who-may-not-be-shown.pdf",
        mime="application/pdf",
        key="main-download-list",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )


def _make(school_class: str, purpose: str) -> None:
    made: NoPhotoList | InputError
    try:
        made = make_list(home=desk.home(), school_class=school_class, purpose=purpose, viewer=desk.viewer())
    except InputError as error:
        made = error
    st.session_state[_MADE] = (school_class, purpose, made)
