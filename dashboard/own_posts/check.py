"""Check before you post: words, account and pictures in; clear, breach or hold out, and the cleaned pictures to use.

Nothing is published from here, and no picture is kept: only what staff declared of it, and its marks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.findings_list import findings_list
from dashboard.components.highlighted_text import Mark, highlighted
from dashboard.components.problem import problem
from dashboard.own_posts.who import who_is_in_it
from data.errors import InputError
from data.records import Account, Finding
from data.words import Where
from pipelines.boxed_picture import boxed
from pipelines.check_draft import MOST_PICTURES, Upload, check_draft, own_handles
from pipelines.check_post import Checked, DraftSeen, Outcome

_DONE, _TEXT = "check-done", "check-text"
KINDS = ("jpg", "jpeg", "png", "webp", "gif", "heic", "mp4", "mov", "m4v")
LOOKS: Mapping[Outcome, tuple[str, str]] = {
    Outcome.CLEAR: ("Clear: nothing in it is against our rules.", "check_circle"),
    Outcome.HOLD: ("Hold: somebody must look first.", "pause_circle"),
    Outcome.BREACH: ("Breach: do not publish it like this.", "block"),
}


def check() -> None:
    """Show the form, and what the last check found."""
    accounts = own_handles(home=desk.home(), viewer=desk.viewer())
    if not accounts:
        empty_state(
            "No account of the school is registered",
            next_step="Import the accounts under **Registers**, or write them into `school.toml`.",
            icon="no_accounts",
        )
        return
    st.caption("Nothing is published from here and no picture is kept. What you say of who is in a picture is kept.")
    account = st.selectbox("Account", accounts, format_func=_named, key="check-account")
    text = st.text_area("The words of the post", key=_TEXT, height=120, max_chars=10_000)
    files = st.file_uploader(
        f"Pictures, at most {MOST_PICTURES}", type=KINDS, accept_multiple_files=True, key="check-files"
    )
    uploads = [_upload(at, file.name, file.getvalue(), account) for at, file in enumerate(files or ())]
    asked = (account, text, tuple(uploads))
    done = st.session_state.get(_DONE)
    found = done[1] if isinstance(done, tuple) and done[0] == asked else None
    # Not a callback: its arguments would be those of the last run, without the words that the click itself brings.
    if st.button(
        "Check it",
        key="check-again" if found is not None else "main-check",
        type="secondary" if found is not None else "primary",
        icon=":material/fact_check:",
    ):
        _check(*asked)
        st.rerun()
    if isinstance(found, InputError):
        problem(found)
    elif isinstance(found, Checked):
        _outcome(found)


def _named(account: Account) -> str:
    return f"{account.platform.label}: {account.handle}{f' ({account.area})' if account.area else ''}"


def _upload(at: int, name: str, content: bytes, account: Account) -> Upload:
    with st.container(border=True):
        st.text(f"Picture {at + 1}: {name}")
        declared = st.toggle("I say who is in it", key=f"check-declares-{at}")
        if not declared:
            st.caption("Without that it is held: nobody has said who is in it.")
            return Upload(name, content)
        pupils, others = who_is_in_it(f"check-{at}", suggested=[account.area] if account.area else ())
        return Upload(name, content, pupils, others)


def _outcome(done: Checked) -> None:
    words, icon = LOOKS[done.outcome]
    kind = {Outcome.CLEAR: st.success, Outcome.HOLD: st.warning, Outcome.BREACH: st.error}[done.outcome]
    kind(words, icon=f":material/{icon}:")
    post = done.examination.post
    if done.findings:
        marked = _marked(post.text, done.findings)
        if marked:
            st.html(f'<div class="gn-text" dir="auto">{marked}</div>')
        findings_list(done.findings)
    for unread in done.examination.unread:
        st.text(f"Not read: {unread.why}.")
    for at, one in enumerate(done.pictures):
        _picture(at, one, only=len(done.pictures) == 1)


def _marked(text: str, findings: Sequence[Finding]) -> str:
    marks = [
        Mark(start, end, number, finding.label.label, finding.level)
        for number, finding in enumerate(findings, start=1)
        if finding.where is Where.TEXT and finding.level is not None
        for start, end in finding.spans
    ]
    return highlighted(text, marks) if marks else ""


def _picture(at: int, one: DraftSeen, *, only: bool) -> None:
    with st.container(border=True):
        st.text(f"Picture {at + 1}: {one.draft.path.name}")
        if one.seen is None:
            st.text("A clip: its frames are not examined. Look through it yourself.")
            return
        if one.seen.refused or one.clean is None:
            st.text(f"It cannot be used: {one.seen.refused or 'no clean copy can be made of it'}.")
            return
        faces = one.seen.faces
        framed = "1 face framed" if len(faces) == 1 else f"{len(faces)} faces framed"
        shown = boxed(one.clean.content, [face.box for face in faces])
        left, _ = st.columns([3, 2])
        left.image(
            shown, caption=f"{framed} (an estimate: more may be there)", width="stretch", alt=f"The picture, {framed}"
        )
        for note in one.seen.notes:
            st.text(f"{note[:1].upper()}{note[1:]}.")
        st.download_button(
            "Download the cleaned picture",
            one.clean.content,
            file_name=one.clean.file,
            key=f"main-download-{at}" if only else f"download-{at}",
            type="primary" if only else "secondary",
            icon=":material/download:",
            help="Upright, without place, time or names inside, under a name that names nobody. Publish this one.",
            on_click="ignore",
        )


def _check(account: Account, text: str, uploads: tuple[Upload, ...]) -> None:
    found: Checked | InputError
    try:
        found = check_draft(
            home=desk.home(),
            viewer=desk.viewer(),
            account=f"{account.platform.value}:{account.handle}",
            text=text,
            uploads=uploads,
        )
    except InputError as error:
        found = error
    st.session_state[_DONE] = ((account, text, uploads), found)
