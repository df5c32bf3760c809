"""Hand in: a post that somebody saw where no source reaches, by its link and its words."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.problem import problem
from data.errors import InputError
from pipelines.import_posts import TakenIn, hand_in_post

_URL, _WORDS, _DONE = "hand-in-url", "hand-in-words", "hand-in-done"


def show() -> None:
    """Show the page."""
    with st.container(width=720):
        st.title("Hand in")
        st.markdown(
            "A post that somebody saw in a closed group, a chat or a source that is not collected. Paste its words, "
            "not a picture of it. **Is it a sexual image of a child? Do not copy, save or send it: tell the "
            "safeguarding lead at once.**"
        )
        done = st.session_state.pop(_DONE, None)
        if isinstance(done, InputError):
            problem(done)
        elif isinstance(done, TakenIn):
            st.success(_told(done), icon=":material/check:")
        st.text_input("Link, when there is one", key=_URL, max_chars=2000, placeholder="https://")
        st.text_area("The words of the post", key=_WORDS, height=200, max_chars=20_000)
        st.button("Hand it in", key="main-hand-in", type="primary", icon=":material/upload:", on_click=_take)


def _take() -> None:
    try:
        who = desk.viewer()
        url = st.session_state[_URL].strip() or None
        with st.spinner("Reading it ..."):
            st.session_state[_DONE] = hand_in_post(home=desk.home(), url=url, text=st.session_state[_WORDS], actor=who)
    except InputError as error:
        st.session_state[_DONE] = error
        return
    st.session_state[_URL] = st.session_state[_WORDS] = ""


def _told(done: TakenIn) -> str:
    if done.duplicate:
        return "This post is known already; nothing was added."
    if done.cases:
        return "Taken. It opened a case; those who handle such matters are told."
    return "Taken and read. It joined an open case, or nothing in it needs a person."


show()
