"""What is held of a case although its platform may remove it: the legal ground, and the lead's decision."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import desk
from dashboard.case import acting
from dashboard.components.moments import london
from pipelines.legal_holds import decide_hold, hold_of


def held(reference: str) -> None:
    """Show the hold of the case, where there is one; whoever decides about it can confirm or lift it."""
    found = hold_of(home=desk.home(), viewer=desk.viewer(), reference=reference)
    if found is None:
        return
    hold, may_decide = found
    st.header("Held")
    st.markdown(
        f"{hold.posts} post{'' if hold.posts == 1 else 's'} stay{'s' if hold.posts == 1 else ''} here even when the "
        f"platform removes {'it' if hold.posts == 1 else 'them'}, as long as this case is open.  \n"
        f"Ground: {hold.ground.label}."
    )
    if hold.decide_by is None:
        st.caption("The safeguarding lead has confirmed it.")
    else:
        late = " That is overdue." if hold.is_overdue(desk.home().clock()) else ""
        st.caption(f"The safeguarding lead confirms or lifts it by {london(hold.decide_by)}.{late}")
    if may_decide:
        with st.form(key=f"hold-{reference}", border=False):
            st.text_input("Why it is kept or let go", key=f"hold-why-{reference}", max_chars=500)
            with st.container(horizontal=True):
                if hold.decide_by is not None:
                    st.form_submit_button("Confirm", on_click=_decide, args=(reference,), kwargs={"keep": True})
                st.form_submit_button("Lift", on_click=_decide, args=(reference,), kwargs={"keep": False})


def _decide(reference: str, *, keep: bool) -> None:
    act = partial(
        desk.ask,
        decide_hold,
        reference=reference,
        keep=keep,
        words=st.session_state[f"hold-why-{reference}"],
    )
    acting.do(act, "The hold is confirmed." if keep else "The hold is lifted.")
