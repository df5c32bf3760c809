"""Having a post removed: where each address stands, what was asked, and a new request. A person sends, not we."""

from __future__ import annotations

from functools import partial

import streamlit as st

from casework.playbook import Playbook, Route, read_playbook
from casework.reportable import CHOICES
from casework.takedown import Request
from dashboard import desk
from dashboard.case import acting
from dashboard.case.long_list import shown
from dashboard.case.reportable import concern_of
from dashboard.components.badge import badge
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.web_address import web_address
from data.removal_words import Filer, Ground, RequestOutcome, RouteKind, Subject, UrlState
from pipelines.case_desk import CaseDesk, Standing
from pipelines.case_views import CaseView
from pipelines.drafting import draft_text
from pipelines.follow_up import follow_up
from pipelines.removal import draft_request, note_answer, note_sent, note_state, routes_for

_ANSWERS = (RequestOutcome.REMOVED, RequestOutcome.PARTLY, RequestOutcome.REFUSED, RequestOutcome.NO_ANSWER)
_SENDABLE = (RouteKind.PLATFORM, RouteKind.FORMAL, RouteKind.AUTHOR)


def removal(view: CaseView, around: CaseDesk) -> None:
    """Show it, in the order of the work."""
    reference = view.summary.reference
    if around.requests:
        st.header("Requests")
        for request in around.requests:
            _request(reference, request)
    st.header("A new request")
    concern = concern_of(reference)
    if concern is None:
        empty_state(
            "First: is this reportable?",
            next_step="Say above what the post is. What is fair criticism, an opinion or true is not reported.",
            icon="rule",
        )
    else:
        _new(view, around, CHOICES[concern].grounds)
    st.header("Where each post stands")
    st.button(
        "Look at all of them again now",
        key="removal-look",
        icon=":material/refresh:",
        on_click=_look,
        args=(reference,),
    )
    for standing in shown(around.standings, key=f"all-standings-{reference}"):
        _standing(reference, standing)


def _standing(reference: str, standing: Standing) -> None:
    with st.container(border=True, key=f"standing-{standing.number}"):
        state = standing.state.label if standing.state else "Nobody has looked yet"
        since = f", {london(standing.since)}" if standing.since else ""
        st.markdown(f"**Post {standing.number}** · " + badge(f"{state}{since}", icon="link", color="gray"))
        if standing.address:
            web_address(standing.address, words="Look yourself")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            chosen = st.selectbox(
                "I looked, and it is",
                [word.value for word in UrlState if word is not UrlState.REPORTED],
                index=None,
                format_func=lambda value: UrlState(value).label,
                key=f"state-{standing.post_id}",
                placeholder="Choose",
                width=260,
            )
            if chosen is not None:
                act = (reference, standing.post_id, chosen)
                st.button("Note it", key=f"note-state-{standing.post_id}", on_click=_note_state, args=act)


def _request(reference: str, request: Request) -> None:
    with st.container(border=True, key=f"request-{request.id}"):
        st.markdown(f"**Request {request.id}** · " + badge(request.outcome.label, icon="outgoing_mail", color="blue"))
        facts(
            [
                ("Ground", request.ground.label),
                ("Filed by", request.filer.label),
                ("Drafted", london(request.drafted_at)),
                ("Sent", london(request.sent_at) if request.sent_at else None),
                ("Their reference", request.reference),
                ("Their answer", request.response),
            ]
        )
        _counted(request.draft, request.text_limit)
        if request.sent_at is None:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                st.text_input("The platform's reference, when it gives one", key=f"ref-{request.id}", max_chars=200)
                st.button(
                    "I have sent it",
                    key=f"sent-{request.id}",
                    icon=":material/send:",
                    on_click=_sent,
                    args=(reference, request.id),
                )
        elif request.outcome is RequestOutcome.SENT:
            st.selectbox(
                "What came of it",
                [word.value for word in _ANSWERS],
                format_func=lambda value: RequestOutcome(value).label,
                key=f"outcome-{request.id}",
            )
            st.text_input("What they wrote, without names", key=f"answer-{request.id}", max_chars=2000)
            st.button("Note the answer", key=f"answered-{request.id}", on_click=_answered, args=(reference, request.id))


def _counted(text: str, limit: int | None) -> None:
    """Show a draft to copy, and how long it is."""
    st.code(text, language=None, wrap_lines=True)
    of = f" of {limit:,}" if limit else ""
    st.caption(f"{len(text):,}{of} characters. Copy it with the button at its corner.")


def _new(view: CaseView, around: CaseDesk, grounds: tuple[Ground, ...]) -> None:
    reference = view.summary.reference
    _, likely_ground, likely_subject = around.likely
    with st.container(horizontal=True, gap="small"):
        ground = Ground(
            st.selectbox(
                "Ground",
                [word.value for word in grounds],
                index=grounds.index(likely_ground) if likely_ground in grounds else 0,
                format_func=lambda value: Ground(value).label,
                key=f"ground-{reference}",
            )
        )
        subject = Subject(
            st.selectbox(
                "Whom it harms",
                [word.value for word in Subject],
                index=list(Subject).index(likely_subject),
                format_func=lambda value: Subject(value).label,
                key=f"subject-{reference}",
            )
        )
    advice = routes_for(home=desk.home(), viewer=desk.viewer(), reference=reference, ground=ground, subject=subject)
    for line in advice.missing:
        st.warning(line, icon=":material/info:")
    for law in advice.laws:
        with st.expander(f"The law: {law.title}", icon=":material/gavel:"):
            st.text(law.text)
            st.caption("Not legal advice.")
    sendable = {route.key: route for route in advice.routes if route.kind in _SENDABLE}
    others = [route.name for route in advice.routes if route.kind not in _SENDABLE]
    if others:
        st.markdown("Also here: " + "; ".join(others) + ". See **Steps**.")
    if not sendable:
        return
    first = next((n for n, route in enumerate(sendable.values()) if route.kind is RouteKind.PLATFORM), 0)
    key = st.selectbox(
        "Route",
        list(sendable),
        index=first,
        format_func=lambda value: sendable[value].name,
        key=f"route-{reference}",
    )
    _form(reference, around, sendable[key], ground, subject)


def _form(reference: str, around: CaseDesk, route: Route, ground: Ground, subject: Subject) -> None:
    _told(route, read_playbook(desk.home().folder))
    filer = st.selectbox(
        "Who files it",
        [word.value for word in route.filers],
        format_func=lambda value: Filer(value).label,
        key=f"filer-{reference}-{route.key}",
        help="Where it is not the school, hand the draft on to them.",
    )
    post_id = around.standings[0].post_id
    if len(around.standings) > 1:
        numbers = {one.post_id: one.number for one in around.standings}
        post_id = st.selectbox(
            "Which post", list(numbers), format_func=lambda value: f"Post {numbers[value]}", key=f"which-{reference}"
        )
    place = f"draft-{reference}-{route.key}-{ground.value}-{subject.value}"
    if place not in st.session_state:
        first = draft_text(
            home=desk.home(), viewer=desk.viewer(), reference=reference, route=route.key, ground=ground, subject=subject
        )
        st.session_state[place] = first.text
    text = st.text_area("The text for the form", key=place, max_chars=route.text_limit, height=180)
    of = f" of {route.text_limit:,}" if route.text_limit else ""
    st.caption(f"{len(text):,}{of} characters. Names are left out: never put a child's name into a form.")
    st.button(
        "Keep this draft",
        key="main-keep-draft",
        type="primary",
        icon=":material/save:",
        on_click=_keep,
        args=(reference, place),
        kwargs={
            "route": route.key,
            "ground": ground,
            "subject": subject,
            "filer": Filer(filer),
            "post_id": post_id,
        },
    )


_MARKS = {"UNVERIFIED": "nobody has verified this on the platform's own pages yet"}
"""The playbook's own marks, in words."""


def _told(route: Route, playbook: Playbook) -> None:
    marks = playbook.marks(route, desk.home().clock().date())
    facts(
        [
            ("May be filed by", ", ".join(filer.label for filer in route.filers)),
            ("It needs", "; ".join(route.needs) or None),
            ("Never send", "; ".join(route.never) or None),
            ("Give it", f"{route.wait_hours} hours" if route.wait_hours else None),
            ("Contact", route.contact),
            ("Check before use", "; ".join(_MARKS.get(mark, mark) for mark in marks) or None),
        ]
    )
    if route.link:
        web_address(route.link, words="The form")


def _note_state(reference: str, post_id: int, state: str) -> None:
    act = partial(desk.ask, note_state, reference=reference, post_id=post_id, state=UrlState(state))
    acting.do(act, f"Noted: {UrlState(state).label}")


def _look(reference: str) -> None:
    with st.spinner("Asking the platforms ..."):
        acting.do(partial(desk.ask, follow_up, reference=reference), "Looked at all of them.")


def _sent(reference: str, request: int) -> None:
    given = st.session_state[f"ref-{request}"].strip() or None
    act = partial(
        desk.ask,
        note_sent,
        reference=reference,
        request=request,
        platform_reference=given,
    )
    acting.do(act, "Noted as sent.")


def _answered(reference: str, request: int) -> None:
    outcome = RequestOutcome(st.session_state[f"outcome-{request}"])
    act = partial(
        desk.ask,
        note_answer,
        reference=reference,
        request=request,
        outcome=outcome,
        response=st.session_state[f"answer-{request}"].strip() or None,
    )
    acting.do(act, f"Noted: {outcome.label}")


def _keep(
    reference: str, place: str, *, route: str, ground: Ground, subject: Subject, filer: Filer, post_id: int
) -> None:
    act = partial(
        desk.ask,
        draft_request,
        reference=reference,
        route=route,
        ground=ground,
        subject=subject,
        filer=filer,
        text=st.session_state[place],
        post_id=post_id,
    )
    if acting.do(act, "The draft is kept. Send it yourself, then say so."):
        st.session_state.pop(place, None)
