"""Holds: own pictures of which nobody has said who is in them, with the faces framed, and the two people who say so."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import desk
from dashboard.components.badge import Color, badge
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.person_name import called, names
from dashboard.components.problem import problem, refusal
from dashboard.components.safe_html import paragraph
from dashboard.own_posts.who import who_is_in_it
from data.errors import InputError
from data.words import Platform
from pipelines.boxed_picture import boxed
from pipelines.picture_holds import HeldPicture, HoldSeen, Stage, held_pictures, look_at
from pipelines.picture_reviews import confirm, say_who
from pipelines.pupil_search import names_of

_SEEN, _REFUSED, _TOLD = "hold-seen", "hold-refused", "hold-told"
LOOKS: Mapping[Stage, tuple[str, Color]] = {
    Stage.NOBODY: ("help", "orange"),
    Stage.SECOND: ("group", "blue"),
    Stage.LET_THROUGH: ("task_alt", "green"),
    Stage.BREACH: ("block", "red"),
}


def holds() -> None:
    """Show the held pictures, or the one that is looked at."""
    refused, told = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
    if isinstance(refused, InputError):
        refusal(refused)
    if isinstance(told, Stage):
        kind = st.error if told is Stage.BREACH else st.success
        kind(f"{told.label}.", icon=f":material/{LOOKS[told][0]}:")
    seen = st.session_state.get(_SEEN)
    if isinstance(seen, HoldSeen):
        _one(seen)
        return
    found = held_pictures(home=desk.home(), viewer=desk.viewer())
    if not found:
        empty_state(
            "No picture is held",
            next_step="A published picture that nobody declared is held here after the next audit.",
            icon="check_circle",
        )
        return
    st.caption(
        "Faces are counted and measured, never recognised: the frames are an estimate from below. Who is in a picture "
        "is said by one person and confirmed by another, one of whom knows the class."
    )
    for held in found:
        with st.container(border=True):
            _facts(held)
            st.button("Look", key=f"hold-{held.post_id}-{held.picture}", on_click=_look, args=(held,))


def _facts(held: HeldPicture) -> None:
    icon, color = LOOKS[held.stage]
    st.markdown(badge(held.stage.label, icon=icon, color=color))
    st.text(f"{held.reason[:1].upper()}{held.reason[1:]}.")
    facts(
        [
            ("Where", f"{Platform(held.platform).label} {held.account or ''}".strip()),
            ("Published", london(held.published_at) if held.published_at else None),
            ("Faces found", None if held.faces is None else str(held.faces)),
            ("Case", held.case),
            ("Said by", called(held.said_by, names()) if held.said_by else None),
        ]
    )


def _one(seen: HoldSeen) -> None:
    held = seen.held
    st.button("Back to the list", icon=":material/arrow_back:", type="tertiary", on_click=_back)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _picture(seen)
        if seen.caption:
            st.html(paragraph(seen.caption))
    with right:
        _facts(held)
        if seen.restricted is None:
            st.info("You do not know this class here: you see that the picture is held, not whom that is about.")
        elif seen.restricted:
            st.warning(f"Not to be shown, of {', '.join(seen.classes) or 'the school'}:", icon=":material/block:")
            for child in seen.restricted:
                st.text(f"{child.name} ({child.school_class or 'no class'})")
        if held.stage is Stage.SECOND:
            _second(seen)
        elif held.you_may_say:
            _first(seen)


def _picture(seen: HoldSeen) -> None:
    if seen.content is None:
        what = "picture is not at hand" if seen.held.kind == "image" else "clip is not shown"
        st.info(f"The {what} here. Open the post on its platform.", icon=":material/hide_image:")
        return
    try:
        shown = boxed(seen.content, seen.boxes)
    except InputError as error:
        problem(error)
        return
    faces = "1 face framed" if len(seen.boxes) == 1 else f"{len(seen.boxes)} faces framed"
    st.image(shown, caption=f"Our own picture, {faces}", width="stretch", alt=f"The held picture with {faces}")


def _first(seen: HoldSeen) -> None:
    st.subheader("Who is in it?")
    key = f"hold-who-{seen.held.post_id}-{seen.held.picture}"
    pupils, others = who_is_in_it(key, suggested=seen.classes)
    st.text_area("In your words", key=f"{key}-words", max_chars=2000)
    # Not a callback: its arguments would be those of the last run, without the number that the click itself brings.
    if st.button("Say so", key="main-say-who", type="primary", icon=":material/how_to_reg:"):
        _say(seen, pupils, others, key)
        st.rerun()


def _second(seen: HoldSeen) -> None:
    st.subheader("Do you agree?")
    said = seen.said
    if said is not None:
        st.text(f"{called(said.by, names())} said: {_named(said.pupil_ids)}; others: {said.others}.")
        if said.words:
            st.text(said.words)
    if not seen.held.you_may_confirm:
        st.info("A second person confirms it: somebody else than who said it, and one of the two knows the class.")
        return
    st.text_area("In your words", key="hold-confirm-words", max_chars=2000, help="Needed when you do not agree.")
    with st.container(horizontal=True):
        st.button(
            "Confirm", key="main-confirm", type="primary", icon=":material/check:", on_click=_confirm, args=(seen, True)
        )
        st.button("I do not agree", key="hold-disagree", on_click=_confirm, args=(seen, False))


def _named(pupil_ids: tuple[str, ...]) -> str:
    if not pupil_ids:
        return "no pupil"
    try:
        found = names_of(home=desk.home(), viewer=desk.viewer(), pupil_ids=pupil_ids)
    except InputError:
        return f"{len(pupil_ids)} pupils"
    return ", ".join(one.name for one in found)


def _look(held: HeldPicture) -> None:
    try:
        st.session_state[_SEEN] = look_at(
            home=desk.home(), viewer=desk.viewer(), post_id=held.post_id, picture=held.picture
        )
    except InputError as error:
        st.session_state[_REFUSED] = error


def _back() -> None:
    st.session_state.pop(_SEEN, None)


def _say(seen: HoldSeen, pupils: tuple[str, ...], others: int, key: str) -> None:
    try:
        st.session_state[_TOLD] = say_who(
            home=desk.home(),
            viewer=desk.viewer(),
            post_id=seen.held.post_id,
            picture=seen.held.picture,
            pupil_ids=pupils,
            others=others,
            words=st.session_state[f"{key}-words"],
            classes=st.session_state.get(f"{key}-classes", ()),
        )
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    _back()


def _confirm(seen: HoldSeen, agrees: bool) -> None:  # noqa: FBT001 - Streamlit hands arguments over by place
    try:
        st.session_state[_TOLD] = confirm(
            home=desk.home(),
            viewer=desk.viewer(),
            post_id=seen.held.post_id,
            picture=seen.held.picture,
            agrees=agrees,
            words=st.session_state["hold-confirm-words"],
        )
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    _back()
