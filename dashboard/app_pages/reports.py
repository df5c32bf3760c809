"""Reports: choose one, the days it covers and its form; a register that leaves the school says to whom and why."""

from __future__ import annotations

from datetime import date

import streamlit as st

from casework.disclosure import Disclosure
from dashboard import desk
from dashboard.components.empty_state import empty_state
from dashboard.components.problem import refusal
from dashboard.components.report_words import WHAT
from data.errors import InputError
from data.removal_words import Consent, ReportKind
from pipelines.periods import Period, periods, terms
from pipelines.report_desk import COUNTS_ONLY, Made, offered, termly, write_report

_MADE, _REFUSED = "report-made", "report-refused"
_KIND, _PERIOD, _FROM, _TO, _FORM = "report-kind", "report-period", "report-from", "report-to", "report-form"
_LEAVES, _WHOM, _WHY, _CONSENT, _NOT_ASKED = (
    "report-leaves", "report-whom", "report-why", "report-consent", "report-not-asked"
)  # fmt: skip
_OWN_DAYS = "Other days"
_STAYS, _GOES = "It stays in the school", "It leaves the school"
FORMS = {"pdf": "PDF, to read and print", "csv": "CSV, for a spreadsheet"}
_MIME = {"pdf": "application/pdf", "csv": "text/csv"}


def show() -> None:
    """Show the page."""
    with st.container(width=720):
        st.title("Reports")
        kinds = offered(home=desk.home(), viewer=desk.viewer())
        if not kinds:
            empty_state(
                "No report is yours to make", next_step="Ask the headteacher who may make which one.", icon="summarize"
            )
            return
        refused = st.session_state.pop(_REFUSED, None)
        if isinstance(refused, InputError):
            refusal(refused)
        _ready()
        kind = st.selectbox("Report", kinds, format_func=lambda kind: kind.label, key=_KIND, on_change=_forget)
        st.caption(WHAT[kind])
        days = _days()
        st.segmented_control(
            "Form",
            list(FORMS),
            format_func=FORMS.__getitem__,
            default="pdf",
            key=_FORM,
            required=True,
            on_change=_forget,
        )
        if kind not in COUNTS_ONLY:
            _goes()
        st.button(
            "Make the report",
            key="report-make" if _MADE in st.session_state else "main-report-make",
            type="secondary" if _MADE in st.session_state else "primary",
            icon=":material/summarize:",
            on_click=_make,
            args=(kind, *days),
        )


def _ready() -> None:
    made = st.session_state.get(_MADE)
    if not isinstance(made, Made):
        return
    with st.container(border=True, key="report-ready"):
        told = f" {made.disclosed} entries were added to the disclosure log." if made.disclosed else ""
        st.success(f"**{made.name}** is ready ({_size(len(made.body))}).{told}", icon=":material/check:")
        st.caption(f"SHA-256 begins {made.sha256[:12]}. That it was made is in the audit log.")
        st.download_button(
            "Download",
            made.body,
            file_name=made.name,
            mime=_MIME[made.form],
            key="main-report-download",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )


def _size(length: int) -> str:
    return f"{max(1, round(length / 1024)):,} kB"


def _days() -> tuple[date, date]:
    by_term = termly(home=desk.home(), viewer=desk.viewer())
    choices = terms(home=desk.home()) if by_term else periods(home=desk.home())
    named: dict[str, Period] = {period.name: period for period in choices}
    chosen = st.selectbox("Period", [*named, *(() if by_term else (_OWN_DAYS,))], key=_PERIOD, on_change=_forget)
    if chosen in named:
        period = named[chosen]
        st.caption(f"{period.begin.day} {period.begin:%B %Y} to {period.end.day} {period.end:%B %Y}, both included.")
        return period.begin, period.end
    first, last = st.columns(2)
    begin = first.date_input("First day", choices[-1].begin, format="DD/MM/YYYY", key=_FROM, on_change=_forget)
    end = last.date_input("Last day", choices[-1].end, format="DD/MM/YYYY", key=_TO, on_change=_forget)
    return begin, end


def _goes() -> None:
    st.radio(
        "Where does it go?",
        [_STAYS, _GOES],
        key=_LEAVES,
        horizontal=True,
        on_change=_forget,
        help="It holds personal data. What leaves the school gets an entry in the disclosure log of each case in it.",
    )
    if st.session_state.get(_LEAVES) != _GOES:
        return
    with st.container(border=True, key="report-disclosure"):
        st.text_input("To whom", key=_WHOM, max_chars=200, on_change=_forget)
        st.text_input("Why", key=_WHY, max_chars=500, on_change=_forget)
        st.selectbox(
            "Were those concerned asked?",
            list(Consent),
            index=None,
            format_func=lambda word: word.label,
            key=_CONSENT,
            placeholder="Choose",
            on_change=_forget,
        )
        if st.session_state.get(_CONSENT) in (Consent.REFUSED, Consent.NOT_SOUGHT):
            st.text_input("Why not, or why all the same", key=_NOT_ASKED, max_chars=500, on_change=_forget)


def _forget() -> None:
    st.session_state.pop(_MADE, None)


def _make(kind: ReportKind, begin: date, end: date) -> None:
    _forget()
    state = st.session_state
    try:
        with st.spinner("Counting and writing ..."):
            state[_MADE] = write_report(
                home=desk.home(),
                viewer=desk.viewer(),
                kind=kind,
                begin=begin,
                end=end,
                form=state[_FORM] or "pdf",
                leaves=_said(kind),
            )
    except InputError as error:
        state[_REFUSED] = error


def _said(kind: ReportKind) -> Disclosure | None:
    state = st.session_state
    if kind in COUNTS_ONLY or state.get(_LEAVES) != _GOES:
        return None
    if state[_CONSENT] is None:
        raise InputError("say whether those concerned were asked")
    return Disclosure(state[_WHOM], state[_WHY], state[_CONSENT], state.get(_NOT_ASKED) or "")


show()
