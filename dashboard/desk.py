"""The desk: the school's home, opened once for this process, and who sits at it in this browser session.

Who that is stands in the store under the browser's session cookie, and is asked anew at every act: a session that was
ended somewhere else ends here too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from dashboard.door.cookies import Cookies
from data.errors import NotSignedIn
from pipelines.case_views import CaseView
from pipelines.cases import show_case
from pipelines.desk import record_reading
from pipelines.home import Home, home_folder, open_home
from pipelines.people import Person
from pipelines.sign_in.sessions import sign_out, signed_in

T = TypeVar("T")
LOOK_LASTS = timedelta(minutes=1)
_SITTER, _LOOK, _READ = "desk-sitter", "desk-look", "desk-read"


@dataclass(slots=True)
class _Opened:
    """The home in force; `take_up` puts another in its place when its settings were changed."""

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


def take_up(changed: Home) -> None:
    """Use the home with these settings from now on, for everybody at this dashboard."""
    _open(str(home_folder(None))).home = changed


def leave_home() -> None:
    """Close the home, when the process ends."""
    _open.clear()


def session_cookie() -> str | None:
    """Return the token of the session that the browser sent when this page connected."""
    return st.context.cookies.get(Cookies(home().config.dashboard).name("session"))


def person() -> Person | None:
    """Return who is signed in, or None when nobody is any more; that a page runs counts as an act of theirs.

    What a page remembers of somebody is forgotten when somebody else, or nobody, is there.
    """
    sitter = signed_in(home=home(), token=session_cookie(), touch=True)
    username = sitter.username if sitter else None
    if st.session_state.get(_SITTER) != username:
        st.session_state.clear()
        st.session_state[_SITTER] = username
    return sitter


def check_sitter() -> None:
    """Run the whole page again unless whoever it was made for still sits here; for a part that is run by itself.

    That the part runs counts as an act of theirs.
    """
    sitter = signed_in(home=home(), token=session_cookie(), touch=True)
    if sitter is None or sitter.username != st.session_state.get(_SITTER):
        st.rerun()


def viewer() -> str:
    """Return the user name of whoever is signed in; raise `NotSignedIn` when the session ended meanwhile."""
    sitter = signed_in(home=home(), token=session_cookie(), touch=False)
    if sitter is None:
        raise NotSignedIn("you are no longer signed in: sign in again")
    return sitter.username


def ask(use_case: Callable[..., T], **asked: Any) -> T:
    """Call a use-case as whoever is signed in when it is called; for what a button does, which may be much later."""
    return use_case(home=home(), viewer=viewer(), **asked)


def leave() -> None:
    """End the session, and forget all that was looked at."""
    sign_out(home=home(), token=session_cookie())
    st.session_state.clear()


def look_at(reference: str) -> CaseView:
    """Return the case; one look is recorded for each opening, not for each click on the page.

    After a minute, and after `look_again`, the store is asked anew, so that a deny list or a colleague's change is
    never hidden for longer. Raises `InputError` when the case is not there for whoever sits at the desk.
    """
    who = viewer()
    now, asked, look = home().clock(), (who, reference), st.session_state.get(_LOOK)
    if isinstance(look, _Look) and (look.viewer, look.reference) == asked and now - look.at < LOOK_LASTS:
        return look.view
    st.session_state.pop(_LOOK, None)
    view = show_case(home=home(), viewer=who, reference=reference)
    st.session_state[_LOOK] = _Look(who, reference, now, view)
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
