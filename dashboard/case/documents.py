"""Documents of the case: what for, to whom and why first, then the file to download. We send nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from casework.disclosure import STAYS_INSIDE, Disclosure
from casework.documents.routes import DOCUMENTS, TEMPLATES
from casework.section5 import Notice
from dashboard import desk
from dashboard.case import acting
from data.errors import GoodnameError
from data.removal_words import Consent, PackRoute
from pipelines.case_desk import CaseDesk
from pipelines.case_facts import Asked
from pipelines.case_views import CaseView
from pipelines.pack import Pack, make_pack

_MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain",
}
_FORMS = {"pdf": "PDF", "docx": "Word, to edit", "txt": "Plain text, to copy"}
_YES_OR_NO = {
    "lacks_information_to_sue": "The complainant lacks the information to sue the poster",
    "consent_name": "The complainant's name may be passed on to the poster",
    "consent_email": "The complainant's e-mail address may be passed on to the poster",
    "poster_known": "Somebody on our side knows who the poster is",
}
_MADE = "case-made"


@dataclass(frozen=True, slots=True)
class _Made:
    reference: str
    route: PackRoute
    form: str
    pack: Pack


def documents(view: CaseView, around: CaseDesk) -> None:
    """Let a document be chosen, its disclosure recorded, and the file made."""
    reference = view.summary.reference
    st.header("Documents")
    value = st.selectbox(
        "Document",
        [route.value for route in around.documents],
        format_func=lambda one: PackRoute(one).label,
        key=f"document-{reference}",
    )
    route = PackRoute(value)
    form = st.segmented_control(
        "File",
        _forms(route),
        format_func=lambda one: _FORMS[one],
        key=f"form-{reference}-{value}",
        default=_forms(route)[0],
        required=True,
    )
    if route not in STAYS_INSIDE:
        st.markdown("**Before it goes out:** this line goes into the disclosure log.")
        st.text_input("To whom it goes", key=f"to-{reference}-{value}", max_chars=200)
        st.text_input("Why", key=f"why-{reference}-{value}", max_chars=500)
        st.radio(
            "Were those concerned asked?",
            [word.value for word in Consent],
            index=None,
            format_func=lambda one: Consent(one).label,
            key=f"consent-{reference}-{value}",
            horizontal=True,
        )
        st.text_input(
            "Why they were not asked, or why it goes out all the same",
            key=f"consent-why-{reference}-{value}",
            max_chars=500,
        )
    if route is PackRoute.S5:
        _notice(reference)
    st.button(
        "Make it", key="main-make", type="primary", icon=":material/description:", on_click=_make,
        args=(reference, route, form, around.cpoms_ref),
    )  # fmt: skip
    _ready(reference)


def _ready(reference: str) -> None:
    made = st.session_state.get(_MADE)
    if not isinstance(made, _Made) or made.reference != reference:
        return
    with st.container(border=True, key="document-ready"):
        st.markdown(f":material/check_circle: **{made.route.label}** is ready. Check it before you send it.")
        for remark in made.pack.remarks:
            st.text(remark)
        st.download_button(
            "Download",
            made.pack.body,
            file_name=f"{made.reference}-{made.route.value}.{made.form}",
            mime=_MIME[made.form],
            key="document-download",
            icon=":material/download:",
            on_click="ignore",
        )
        if made.form == "txt":
            text = made.pack.body.decode()
            st.code(text, language=None, wrap_lines=True)
            st.caption(f"{len(text):,} characters. Copy it with the button at its corner.")
        st.caption(f"SHA-256 {made.pack.sha256}")


def _notice(reference: str) -> None:
    with st.expander("The fields of the notice", expanded=True):
        for field in fields(Notice):
            key = f"notice-{reference}-{field.name}"
            if field.name in _YES_OR_NO:
                st.checkbox(_YES_OR_NO[field.name], key=key)
            else:
                st.text_input(field.name.replace("_", " ").capitalize(), key=key, max_chars=2000)


def _make(reference: str, route: PackRoute, form: str, cpoms_ref: str | None) -> None:
    st.session_state.pop(_MADE, None)
    try:
        pack = make_pack(
            home=desk.home(),
            viewer=desk.viewer(),
            reference=reference,
            route=route,
            form=form,
            said=None if route in STAYS_INSIDE else _said(reference, route),
            asked=Asked(given={"cpoms_ref": cpoms_ref} if cpoms_ref else None),
            notice=_given_notice(reference) if route is PackRoute.S5 else None,
        )
    except GoodnameError as error:
        acting.refuse(error)
        return
    desk.look_again()
    st.session_state[_MADE] = _Made(reference, route, form, pack)


def _said(reference: str, route: PackRoute) -> Disclosure:
    place = f"{reference}-{route.value}"
    consent = st.session_state.get(f"consent-{place}")
    return Disclosure(
        to=st.session_state[f"to-{place}"],
        why=st.session_state[f"why-{place}"],
        consent=Consent(consent) if consent else Consent.NOT_SOUGHT,
        consent_why=st.session_state[f"consent-why-{place}"],
    )


def _given_notice(reference: str) -> Mapping[str, Any]:
    return {field.name: st.session_state.get(f"notice-{reference}-{field.name}", "") for field in fields(Notice)}


def _forms(route: PackRoute) -> list[str]:
    if route in TEMPLATES:
        return ["pdf", "txt"] if route in DOCUMENTS else ["docx", "txt", "pdf"]
    return ["pdf"] if route is PackRoute.EVIDENCE else ["pdf", "txt"]
