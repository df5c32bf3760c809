"""Asks who is in a picture: the classes, then children of them by name, and how many others."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import desk
from data.errors import InputError
from pipelines.pupil_search import children_of, classes_known

_LISTS = "who-lists"


def who_is_in_it(key: str, *, suggested: Sequence[str] = ()) -> tuple[tuple[str, ...], int]:
    """Show the choices; return the ids of the pupils chosen and the number of others. Outside a form."""
    try:
        known = classes_known(home=desk.home(), viewer=desk.viewer())
    except InputError:
        st.caption("Your roles name no pupil here: say how many people are in it, or ask somebody who knows the class.")
        known = ()
    pupils: tuple[str, ...] = ()
    if known:
        classes = st.multiselect(
            "Classes in the picture",
            known,
            default=[name for name in suggested if name in known],
            key=f"{key}-classes",
        )
        names = _children(tuple(classes))
        pupils = tuple(
            st.multiselect(
                "Children in the picture",
                list(names),
                format_func=lambda pupil: names.get(pupil, "no longer in these classes"),
                key=f"{key}-pupils",
                placeholder="Nobody chosen: no pupil is in it" if classes else "Choose a class first",
            )
        )
    others = st.number_input("Others (staff, visitors)", min_value=0, max_value=500, step=1, key=f"{key}-others")
    return pupils, int(others)


def _children(classes: tuple[str, ...]) -> dict[str, str]:
    """Return the children of the classes by id; a class is asked for once, so that a click is not another look."""
    lists: dict[str, dict[str, str]] = st.session_state.setdefault(_LISTS, {})
    for school_class in classes:
        if school_class not in lists:
            found = children_of(home=desk.home(), viewer=desk.viewer(), classes=[school_class])
            lists[school_class] = {one.pupil_id: f"{one.name} ({school_class})" for one in found}
    return {pupil: name for school_class in classes for pupil, name in lists[school_class].items()}
