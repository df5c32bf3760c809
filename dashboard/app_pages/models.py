"""Models: how often the detectors are wrong here, whether scores drift, what a shadow found, and the models' cards."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import desk
from dashboard.components.moments import london
from dashboard.components.plain_table import plain_table
from dashboard.components.problem import refusal, told
from dashboard.components.views import view_in_address
from data.errors import GoodnameError
from pipelines.model_watch import ENOUGH, Drift, drift, model_cards, over_flagging
from pipelines.operating_point import DAYS
from pipelines.retrain import MAY_ACCEPT, accept, shadow_so_far, take_back

_REFUSED, _TOLD = "models-refused", "models-told"
_MOVES = {True: "Moved: look into it", False: "As before", None: "Too few posts to say"}


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Models")
        refused, done = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
        if isinstance(refused, GoodnameError):
            refusal(refused)
        if done:
            told(done)
        views = {"here": "At this school", "cards": "Model cards"}
        if view_in_address(views, label="What to see") == "cards":
            _cards()
            return
        _over_flagging()
        _drift()
        _shadow()


def _over_flagging() -> None:
    st.subheader("False alarms")
    st.caption("Of the cases closed in three months, how many people closed as a false alarm or not about the school.")
    plain_table(
        "False alarms by kind",
        ("What", "Closed", "False alarms"),
        [
            (one.label.label, str(one.closed), f"{one.false_alarms} ({one.share:.0%})")
            if one.share is not None
            else (one.label.label, f"Fewer than {ENOUGH}", "Too few to say")
            for one in over_flagging(home=desk.home())
        ],
    )


def _drift() -> None:
    st.subheader("Drift: is as much found as before?")
    st.caption(
        f"The posts about the school of the last {DAYS} days and of the {DAYS} before, at today's thresholds. "
        "Where the share moved, either people write otherwise or a model reads otherwise: look at some of the posts."
    )
    plain_table(
        "Posts listed this month and the month before",
        ("What", "This month", "Month before", "Moved"),
        [_moved(one) for one in drift(home=desk.home())],
        stacks=True,
    )


def _moved(one: Drift) -> tuple[str, str, str, str]:
    now, before = (f"{levels.alert} to alert, {levels.review} to review" for levels in (one.now, one.before))
    return one.label.label, now, before, _MOVES[one.moved]


def _shadow() -> None:
    st.subheader("In the shadow: what was learned here, on trial")
    st.caption(
        "What was learned from the cases that people closed is tried on every new post first; it opens no case. The "
        "safeguarding lead or a deputy lets it count, or takes it back."
    )
    lines = shadow_so_far(home=desk.home())
    if not lines:
        st.info(
            "Nothing is on trial. ICT starts one with `goodname retrain --shadow`, once enough cases are closed.",
            icon=":material/info:",
        )
    else:
        plain_table(
            "What the shadow found",
            ("What", "Since", "Posts read", "Would list anew", "Would no longer list"),
            [(one.label.label, london(one.fitted_at), str(one.read), str(one.more), str(one.fewer)) for one in lines],
            stacks=True,
        )
    sitter = desk.person()
    if sitter is None or MAY_ACCEPT.isdisjoint(sitter.roles):
        return
    with st.container(horizontal=True):
        if lines:
            st.button("Let it count", key="main-accept", type="primary", on_click=_act, args=(_accepted,))
        st.button("Back to the models as shipped", key="take-back", on_click=_act, args=(_taken_back,))


def _cards() -> None:
    st.caption("What each model is for, what it learned from, how well it does, and where it is known to fail.")
    for name, card in model_cards().items():
        with st.expander(f"The card of {name}", icon=":material/article:"):
            st.markdown(card)


def _act(act: Callable[[], str]) -> None:
    try:
        st.session_state[_TOLD] = act()
    except GoodnameError as error:
        st.session_state[_REFUSED] = error


def _accepted() -> str:
    labels = accept(home=desk.home(), viewer=desk.viewer())
    return f"It counts from now on: {', '.join(label.label for label in labels)}."


def _taken_back() -> str:
    ended = take_back(home=desk.home(), viewer=desk.viewer())
    return f"As shipped again: {ended} ended." if ended else "Nothing had been learned here; all is as shipped."


show()
