"""The desk: the school's home, opened once for this process, and who sits at it in this browser session.

Until sign-in exists anybody at this machine can choose any name; the screen says so.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import streamlit as st

from pipelines.cases import CaseView, show_case
from pipelines.desk import record_reading, sit_down
from pipelines.home import Home, home_folder, open_home
from pipelines.people import Person, list_people

LOOK_LASTS = timedelta(minutes=1)
NO_SIGN_IN_YET = (
    "There is no sign-in yet: anybody at this machine can choose any name. What is opened here is recorded under the "
    "name chosen."
)
_CHOSEN, _LOOK, _READ = "desk-chosen", "desk-look", "desk-read"


@dataclass(frozen=True, slots=True)
class _Opened:
    home: Home
    stack: ExitStack


@dataclass(frozen=True, slots=True)
class _Look:
    viewer: str
    reference: str
    at: datetime
    view: CaseView


def _close(opened: _Opened) -> None:
    opened.stack.close()


@st.cache_resource(show_spinner=False, on_release=_close)
def _open(folder: str) -> _Opened:
    stack = ExitStack()
    return _Opened(stack.enter_context(open_home(Path(folder))), stack)


def home() -> Home:
    """Return the school's home, opened at the first call; transactions on it are short."""
    return _open(str(home_folder(None))).home


def leave_home() -> None:
    """Close the home, when the process ends."""
    _open.clear()


def person() -> Person | None:
    """Return who sits at the desk, or None; somebody who is no longer on the list does not sit there any more."""
    chosen = st.session_state.get(_CHOSEN)
    return next((entry for entry in list_people(home=home()) if entry.username == chosen), None)


def viewer() -> str:
    """Return the user name of whoever sits at the desk; pages are only shown to somebody."""
    chosen = st.session_state[_CHOSEN]
    assert isinstance(chosen, str)
    return chosen


def choose(username: str) -> None:
    """Seat the person with this user name, and record it."""
    st.session_state[_CHOSEN] = sit_down(home=home(), username=username).username


def leave() -> None:
    """Empty the desk, with all that was looked at."""
    for key in (_CHOSEN, _LOOK, _READ):
        st.session_state.pop(key, None)


def look_at(reference: str) -> CaseView:
    """Return the case; one look is recorded for each opening, not for each click on the page.

    After a minute, and after `look_again`, the store is asked anew, so that a deny list or a colleague's change is
    never hidden for longer. Raises `InputError` when the case is not there for whoever sits at the desk.
    """
    now, asked, look = home().clock(), (viewer(), reference), st.session_state.get(_LOOK)
    if isinstance(look, _Look) and (look.viewer, look.reference) == asked and now - look.at < LOOK_LASTS:
        return look.view
    st.session_state.pop(_LOOK, None)
    view = show_case(home=home(), viewer=viewer(), reference=reference)
    st.session_state[_LOOK] = _Look(viewer(), reference, now, view)
    return view


def look_again() -> None:
    """Forget what was looked at, so that the next `look_at` asks the store."""
    st.session_state.pop(_LOOK, None)


def note_reading(references: list[str]) -> None:
    """Record once a session that the beginnings of these cases' posts were shown in the queue."""
    read: set[str] = st.session_state.setdefault(_READ, set())
    fresh = set(references) - read
    record_reading(home=home(), viewer=viewer(), references=fresh)
    read |= fresh
