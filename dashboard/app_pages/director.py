"""Director: on one screen the breaches on my platforms, and the audits of our own posts that wait for a signature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import streamlit as st

from dashboard import desk
from dashboard.components.audit_counts import audit_counts
from dashboard.components.badge import Color, badge
from dashboard.components.empty_state import empty_state
from dashboard.components.moments import lasting, london, near
from dashboard.components.pages import Pages
from dashboard.components.person_name import called, names
from dashboard.components.problem import refusal
from dashboard.components.safe_html import safe
from data.errors import InputError
from pipelines.audit_record import AuditRecord, sign_off
from pipelines.case_acts import acknowledge
from pipelines.director import OwnBreach, Screen, note_breaches_seen, screen

PAGES = Pages("director-page", 4)
_COUNTS = ("read", "breaches", "holds", "to_take_down", "profiles_not_seen")
"""What the exceptions below do not say already."""
_REFUSED, _SEEN, _WORDS = "director-refused", "director-seen", "director-words"


def show() -> None:
    """Show the page."""
    now = desk.home().clock()
    seen = screen(home=desk.home(), viewer=desk.viewer())
    with st.container(width=1280, gap="small"):
        st.title("Director")
        _in_a_line(seen, now)
        left, right = st.columns([5, 3], gap="medium")
        with left:
            _breaches(seen, now)
        with right:
            refused = st.session_state.pop(_REFUSED, None)
            if isinstance(refused, InputError):
                refusal(refused)
            _audits(seen)


def _in_a_line(seen: Screen, now: datetime) -> None:
    marks = [
        badge(f"Breaches without outcome: {seen.open_breaches}", icon="report", color=_alarm(seen.open_breaches)),
        badge(f"Clock has run out: {seen.overdue(now)}", icon="alarm", color=_alarm(seen.overdue(now), "red")),
        badge(
            f"Not acknowledged: {seen.unacknowledged}", icon="notifications_active", color=_alarm(seen.unacknowledged)
        ),
        badge(f"Audits to sign: {len(seen.unsigned)}", icon="draw", color=_alarm(len(seen.unsigned))),
    ]
    st.markdown(" ".join(marks))


def _alarm(count: int, color: Color = "orange") -> Color:
    return color if count else "green"


def _mine(seen: Screen) -> str:
    if seen.platforms is None:
        return "every platform"
    return ", ".join(sorted(platform.label for platform in seen.platforms)) or "no platform"


def _breaches(seen: Screen, now: datetime) -> None:
    st.subheader(f"Breaches on {_mine(seen)}")
    if seen.platforms is not None and not seen.platforms:
        empty_state(
            "No platform is yours",
            next_step="Ask the comms lead to write you down as owner of an account, under **Registers**.",
            icon="person_search",
        )
        return
    if not seen.breaches and seen.last_audit_at is None:
        empty_state(
            "Nothing of ours was audited yet",
            next_step="So no breach is known. Whether our accounts were read is under **Sources**.",
            icon="hourglass_empty",
        )
        return
    if not seen.breaches:
        empty_state(
            "No breach waits",
            next_step="Every post of ours that was read keeps to the rules. What was read is under **Own posts**.",
            icon="check_circle",
        )
        return
    with st.container(gap="xsmall"):
        _paged(seen, now)


def _paged(seen: Screen, now: datetime) -> None:
    total = len(seen.breaches)
    first = PAGES.offset(min(PAGES.number, PAGES.count(total)))
    shown = seen.breaches[first : first + PAGES.size]
    _record(shown)
    known = names()
    for place, breach in enumerate(shown):
        _breach(breach, place, now, known)
    PAGES.numbers(total)


def _record(shown: tuple[OwnBreach, ...]) -> None:
    known: set[str] = st.session_state.setdefault(_SEEN, set())
    fresh = {breach.reference for breach in shown} - known
    note_breaches_seen(home=desk.home(), viewer=desk.viewer(), references=fresh)
    known |= fresh


def _breach(breach: OwnBreach, place: int, now: datetime, known: Mapping[str, str]) -> None:
    with st.container(border=True, key=f"breach-{place}"):
        what, act = st.columns([3, 1], vertical_alignment="center", gap="small")
        with what:
            st.markdown(" ".join(_marks(breach, now)))
            st.html(_lines(breach, now, known))
        with act:
            if breach.is_open and not breach.is_acknowledged:
                st.button(
                    "Acknowledge",
                    key=f"ack-{place}",
                    on_click=_acknowledge,
                    args=(breach.reference,),
                    width="stretch",
                    help=f"You take {breach.reference} in hand; its owner is no longer chased.",
                )
            if st.button("Open case", key=f"open-{place}", type="tertiary", width="stretch"):
                st.switch_page("app_pages/case.py", query_params={"ref": breach.reference})


def _marks(breach: OwnBreach, now: datetime) -> Iterator[str]:
    clock = breach.clock()
    if breach.outcome:
        yield badge(breach.outcome.label, icon="task_alt", color="green")
    elif clock and clock < now:
        yield badge("Clock has run out", icon="alarm", color="red")
    else:
        yield badge("No outcome yet", icon="pending_actions", color="orange")
    if breach.child_exposed:
        yield badge("Child exposed", icon="child_care", color="violet")
    if breach.labels[1:]:
        yield badge(f"+{len(breach.labels) - 1} more", icon="list", color="gray")
    if breach.outcome and breach.recheck == "still there":
        yield badge("Still there", icon="visibility", color="red")


def _lines(breach: OwnBreach, now: datetime, known: Mapping[str, str]) -> str:
    what = breach.labels[0].label if breach.labels else "A rule was broken"
    where = breach.platform.label + (f" {breach.account}" if breach.account else "")
    return (
        f'<div class="gn-one-line"><strong>{safe(what)}</strong></div>'
        f'<div class="gn-small gn-one-line"><span class="gn-ref">{safe(breach.reference)}</span> · '
        f"{safe(_owner(breach, known))} · {safe(where)}</div>"
        f'<div class="gn-small gn-one-line">{safe(_clock(breach, now))}</div>'
    )


def _owner(breach: OwnBreach, known: Mapping[str, str]) -> str:
    return f"owner {called(breach.owner, known)}" if breach.owner else "no owner registered"


def _clock(breach: OwnBreach, now: datetime) -> str:
    if breach.outcome_at:
        return f"Settled {near(breach.outcome_at, now=now)}"
    clock = breach.clock()
    if clock is None:
        return f"Found {near(breach.found_at, now=now)}, in hand"
    what = "First look due" if clock != breach.decide_by else "The DPO decides by"
    distance = f"{lasting(now - clock)} ago" if clock < now else f"in {lasting(clock - now)}"
    return f"{what} {near(clock, now=now)}, {distance}"


def _acknowledge(reference: str) -> None:
    try:
        acknowledge(home=desk.home(), viewer=desk.viewer(), reference=reference)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.toast(f"Acknowledged: {reference}", icon=":material/check:")


def _audits(seen: Screen) -> None:
    st.subheader("Audits to sign")
    if seen.last_audit_at is None:
        empty_state(
            "No audit has run yet",
            next_step="One runs each day while `goodname run` is going. Ask ICT if tomorrow there is none.",
            icon="event_busy",
        )
        return
    if not seen.unsigned:
        ran = near(seen.last_audit_at, now=desk.home().clock())
        empty_state(
            "Every audit is signed",
            next_step=f"The last one ran {ran}. All are under **Own posts**.",
            icon="task_alt",
        )
        return
    entry = seen.unsigned[0]
    with st.container(border=True, key="audit", gap="small"):
        st.markdown(f"**Audit {entry.number}**, {near(entry.audited_at, now=desk.home().clock())}")
        st.html(_read(entry))
        st.text_area(
            "What becomes of the exceptions" if entry.exceptions else "In your words, if you wish",
            key=f"{_WORDS}-{entry.number}",
            max_chars=2000,
            height=68,
        )
        st.button(
            "Sign off", key="main-sign", type="primary", icon=":material/draw:", on_click=_sign, args=(entry.number,)
        )
    rest = len(seen.unsigned) - 1
    if rest:
        st.caption(f"{rest} earlier {'audit waits' if rest == 1 else 'audits wait'} too; each is signed by itself.")


def _read(entry: AuditRecord) -> str:
    counts = ", ".join(f"{words.lower()} {count}" for words, count in audit_counts(entry.counts, only=_COUNTS) if count)
    exceptions = "".join(f"<li>{safe(sentence)}</li>" for sentence in entry.exceptions)
    told = f'<ul class="gn-short">{exceptions}</ul>' if exceptions else "<div>No exceptions.</div>"
    since = safe(f"Posts since {london(entry.since)}. {counts[:1].upper()}{counts[1:]}.")
    return (
        f'<div class="gn-small">{since}</div><div class="gn-exceptions" tabindex="0" role="region" '
        f'aria-label="Exceptions">{told}</div>'
    )


def _sign(number: int) -> None:
    try:
        words = st.session_state[f"{_WORDS}-{number}"]
        sign_off(home=desk.home(), viewer=desk.viewer(), number=number, words=words)
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    st.toast(f"Audit {number} signed off", icon=":material/check:")


show()
