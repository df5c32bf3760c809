"""Thresholds: from which score a post is listed or people are told, with the effect on recent posts before saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.plain_table import plain_table
from dashboard.components.problem import refusal, told
from dashboard.policy.saving import LATER, save
from data.config_change import Place
from data.detector_settings import LEAST, MOST
from data.errors import GoodnameError
from data.scoring import Thresholds
from data.words import Label
from pipelines.operating_point import DAYS, Effect, current_points, effect_of, proposed_point, shipped_points
from pipelines.settings_desk import may_change

_SEEN, _REFUSED, _TOLD = "points-seen", "points-refused", "points-told"


def thresholds() -> None:
    """Show the operating points, and to the safeguarding lead the form that moves them."""
    refused, done = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
    if isinstance(refused, GoodnameError):
        refusal(refused)
    if done:
        told(done)
    st.caption(
        "A higher score is surer. From *review* a post is listed for a person to look at; from *alert* people are "
        "told. Plain words of threat or harm alert whatever stands here. The safeguarding lead owns these numbers."
    )
    present, shipped = current_points(home=desk.home()), shipped_points()
    if not may_change(home=desk.home(), viewer=desk.viewer(), table="detectors"):
        _table(present, shipped)
        return
    proposed = {label: _asked(label, point, shipped[label]) for label, point in present.items()}
    moved = {label: point for label, point in proposed.items() if point != present[label]}
    if not moved:
        st.info(f"Move a number to see what it would have done with the last {DAYS} days.", icon=":material/tune:")
        return
    seen = st.session_state.get(_SEEN)
    is_current = isinstance(seen, tuple) and seen[0] == moved
    # Not a callback: its arguments would be those of the last run, without the number that the click itself brings.
    if st.button(
        f"Show the effect on the last {DAYS} days",
        key="see-effect" if is_current else "main-see-effect",
        type="secondary" if is_current else "primary",
        icon=":material/preview:",
    ):
        _see(moved)
        st.rerun()
    if is_current and seen is not None:
        _effects(seen[1])
        st.button(
            "Save", key="main-save-points", type="primary", icon=":material/check:", on_click=_save, args=(moved,)
        )


def _asked(label: Label, point: Thresholds, shipped: Thresholds) -> Thresholds:
    with st.container(border=True, key=f"point-{label.value}"):
        st.markdown(f"**{label.label}** {_mark(point, shipped)}")
        left, right = st.columns(2)
        with left:
            review = _number("Review from", f"review-{label.value}", point.review)
        with right:
            alert = _number("Alert from", f"alert-{label.value}", point.alert)
        if point != shipped:
            st.button(
                f"Back to {shipped.review:.2f} and {shipped.alert:.2f}, as shipped",
                key=f"shipped-{label.value}",
                on_click=_back,
                args=(label,),
            )
    return Thresholds(review, alert)


def _number(name: str, key: str, value: float) -> float:
    return float(
        st.number_input(
            name, min_value=LEAST, max_value=MOST, value=min(max(round(value, 3), LEAST), MOST), step=0.01,
            format="%.3f", key=f"point-{key}-{value:.3f}",
        )
    )  # fmt: skip


def _mark(point: Thresholds, shipped: Thresholds) -> str:
    return badge("As shipped", icon="inventory_2", color="gray") if point == shipped else badge(
        "Set by the school", icon="edit", color="violet"
    )  # fmt: skip


def _table(present: Mapping[Label, Thresholds], shipped: Mapping[Label, Thresholds]) -> None:
    rows = [
        (
            label.label,
            f"{point.review:.2f}",
            f"{point.alert:.2f}",
            "as shipped" if point == shipped[label] else "set by the school",
        )
        for label, point in present.items()
    ]
    plain_table("The thresholds", ("What", "Review from", "Alert from", "Whose"), rows)


def _effects(effects: Sequence[Effect]) -> None:
    plain_table(
        "The effect on recent posts",
        ("What", "Alert", "Review", "Not listed"),
        [
            (
                effect.label.label,
                _turned(effect.now.alert, effect.then.alert),
                _turned(effect.now.review, effect.then.review),
                _turned(effect.now.below, effect.then.below),
            )
            for effect in effects
        ],
    )
    for effect in effects:
        st.text(
            f"{effect.label.label}: of {effect.posts} posts in {effect.days} days, people would see {_more(effect)}."
        )


def _more(effect: Effect) -> str:
    if not effect.changed:
        return "as many as now"
    posts = "1 post" if abs(effect.changed) == 1 else f"{abs(effect.changed)} posts"
    return f"{posts} {'more' if effect.changed > 0 else 'fewer'}"


def _turned(now: int, then: int) -> str:
    return str(now) if now == then else f"{now}, then {then}"


def _see(moved: Mapping[Label, Thresholds]) -> None:
    try:
        for point in moved.values():
            proposed_point(review=point.review, alert=point.alert)
        st.session_state[_SEEN] = (moved, effect_of(home=desk.home(), proposed=moved))
    except GoodnameError as error:
        st.session_state.pop(_SEEN, None)
        st.session_state[_REFUSED] = error


def _save(moved: Mapping[Label, Thresholds]) -> None:
    places: dict[Place, float | None] = {
        ("detectors", "thresholds", label.value, name): value
        for label, point in moved.items()
        for name, value in (("review", point.review), ("alert", point.alert))
    }
    _take(places)


def _back(label: Label) -> None:
    _take({("detectors", "thresholds", label.value): None})


def _take(places: Mapping[Place, float | None]) -> None:
    try:
        save(places)
    except GoodnameError as error:
        st.session_state[_REFUSED] = error
        return
    st.session_state.pop(_SEEN, None)
    st.session_state[_TOLD] = f"Saved. {LATER}"
