"""The record of the case: timeline, notes, disclosures, evidence; posts sorted anew; the lock."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import desk
from dashboard.case import acting
from dashboard.components.empty_state import empty_state
from dashboard.components.facts import facts
from dashboard.components.moments import london
from dashboard.components.timeline import timeline
from data.removal_words import PackRoute
from pipelines import case_acts, removal
from pipelines.case_desk import CaseDesk
from pipelines.case_views import CaseView
from pipelines.evidence import keep_evidence


def record(view: CaseView, around: CaseDesk) -> None:
    """Show it, and let it be added to."""
    reference = view.summary.reference
    _note(reference)
    st.header("Timeline")
    timeline(view.timeline, names=around.roles_by_name)
    if not around.is_locked:
        _evidence(reference, around)
    st.header("Disclosure log")
    if not around.told:
        st.markdown("Nothing of this case was given to anybody. A document under **Documents** writes the first line.")
    for line in around.told:
        with st.container(border=True):
            facts(
                [
                    ("What", line.route.label),
                    ("To", line.said.to),
                    ("Why", line.said.why),
                    ("Those concerned", line.said.consent.label),
                    ("Why so", line.said.consent_why or None),
                    ("When", london(line.at)),
                    ("By", line.by),
                    ("Document", "Made" if line.is_written else "Not made yet"),
                ]
            )
    if len(view.posts) > 1 and not around.is_locked:
        _sort(view)
    _lock(reference, around)


def _note(reference: str) -> None:
    st.header("Notes")
    st.text_area("A note", key=f"note-{reference}", max_chars=2000, help="Kept encrypted with the case.")
    st.button("Add the note", key="record-note", icon=":material/note_add:", on_click=_add_note, args=(reference,))


def _evidence(reference: str, around: CaseDesk) -> None:
    st.header("Evidence")
    if not around.records:
        empty_state("No evidence is kept yet", next_step="Keep it before you ask for removal.", icon="inventory_2")
    for one in around.records:
        with st.container(border=True):
            facts([("Record", str(one.number)), ("Kept", london(one.at)), ("By", one.by), ("SHA-256", one.sha256)])
    if PackRoute.EVIDENCE in around.documents:
        st.button("Keep evidence now", key="record-keep", icon=":material/archive:", on_click=_keep, args=(reference,))
        st.caption("Made from what is stored; no page is opened. The record as a PDF is under **Documents**.")


def _sort(view: CaseView) -> None:
    reference = view.summary.reference
    st.header("Sort the posts anew")
    numbers = st.multiselect(
        "Posts", list(range(1, len(view.posts) + 1)), format_func=lambda n: f"Post {n}", key=f"sort-{reference}",
        placeholder="Choose the posts that do not belong here",
    )  # fmt: skip
    st.text_input("Why", key=f"sort-why-{reference}", max_chars=500)
    with st.container(horizontal=True, gap="small"):
        st.button("Make a case of their own", key="record-split", on_click=_split, args=(reference, tuple(numbers)))
        st.button("They belong to no case", key="record-detach", on_click=_detach, args=(reference, tuple(numbers)))


def _lock(reference: str, around: CaseDesk) -> None:
    if around.is_locked and not around.may_unlock:
        return
    words = "Lift the lock" if around.is_locked else "It may point to illegal imagery: lock it"
    st.header("Lock")
    with st.popover(words, icon=":material/lock_open:" if around.is_locked else ":material/lock:"):
        if not around.is_locked:
            st.markdown("The case goes to the safeguarding lead alone; its words are hidden from everybody.")
        st.text_input("Why; do not describe a picture", key=f"lock-why-{reference}", max_chars=500)
        act = _unlock if around.is_locked else _lock_now
        st.button(words, key="record-lock", on_click=act, args=(reference,))


def _add_note(reference: str) -> None:
    words = st.session_state[f"note-{reference}"]
    act = partial(desk.ask, case_acts.add_note, reference=reference, words=words)
    if acting.do(act, "Noted."):
        st.session_state[f"note-{reference}"] = ""


def _keep(reference: str) -> None:
    acting.do(partial(desk.ask, keep_evidence, reference=reference), "Evidence is kept.")


def _split(reference: str, numbers: tuple[int, ...]) -> None:
    why = st.session_state[f"sort-why-{reference}"]
    act = partial(desk.ask, case_acts.split, reference=reference, numbers=numbers, words=why)
    if acting.do(act, "They are a case of their own now."):
        st.session_state.pop(f"sort-{reference}", None)


def _detach(reference: str, numbers: tuple[int, ...]) -> None:
    why = st.session_state[f"sort-why-{reference}"]
    act = partial(desk.ask, case_acts.detach, reference=reference, numbers=numbers, words=why)
    if acting.do(act, "They are in no case now."):
        st.session_state.pop(f"sort-{reference}", None)


def _lock_now(reference: str) -> None:
    why = st.session_state[f"lock-why-{reference}"]
    act = partial(desk.ask, removal.lock_case, reference=reference, why=why)
    acting.do(act, "Locked. Tell the safeguarding lead now.")


def _unlock(reference: str) -> None:
    why = st.session_state[f"lock-why-{reference}"]
    act = partial(desk.ask, removal.unlock_case, reference=reference, why=why)
    acting.do(act, "The lock is lifted.")
