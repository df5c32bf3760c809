"""First steps: from a school that is set up to a first collected post, one step after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from dashboard import desk
from dashboard.components.badge import badge
from dashboard.components.problem import refusal, told
from dashboard.first_steps.forms import (
    account_form,
    mail_form,
    save_account,
    save_mail,
    save_source,
    source_form,
)
from dashboard.page_list import pages_for
from data.errors import GoodnameError
from data.words import SOURCE_NAMES, RunStatus
from pipelines.first_steps import Step, StepState, collect_now, first_steps, send_test_alert

_REFUSED, _TOLD = "steps-refused", "steps-told"


def show() -> None:
    """Show the page."""
    with st.container(width=760):
        st.title("First steps")
        steps = first_steps(home=desk.home(), viewer=desk.viewer())
        refused, done = st.session_state.pop(_REFUSED, None), st.session_state.pop(_TOLD, None)
        if isinstance(refused, GoodnameError):
            refusal(refused)
        if done:
            told(done)
        done = sum(state.is_done for state in steps)
        st.progress(done / len(steps), text=f"{done} of {len(steps)} done")
        following = next((state.step for state in steps if not state.is_done), None)
        if following is None:
            st.info("All done. `goodname run` now collects by itself, day and night.", icon=":material/celebration:")
        for number, state in enumerate(steps, start=1):
            _step(number, state, is_next=state.step is following)


def _step(number: int, state: StepState, *, is_next: bool) -> None:
    mark = badge("Done", icon="check_circle", color="green")
    if not state.is_done:
        mark = badge("Next", icon="arrow_forward", color="blue") if is_next else badge(
            "Open", icon="radio_button_unchecked", color="gray"
        )  # fmt: skip
    with st.container(border=True, key=f"first-step-{state.step.value}"):
        st.markdown(f"**{number}. {state.step.label}** {mark}")
        st.caption(f"{state.words[:1].upper()}{state.words[1:]}.")
        with st.expander("What to do", expanded=is_next):
            _BODIES[state.step](is_next)


def _accounts(is_next: bool) -> None:  # noqa: FBT001 - one shape for all steps
    account_form()
    _button("Add the account", "accounts", save_account, is_next)


def _people(is_next: bool) -> None:  # noqa: FBT001 - as above
    st.markdown("Two people or more, each with an address: who is told of what follows from their roles.")
    if st.button("Open Users", key="main-step-people" if is_next else "step-people-open", type=_kind(is_next)):
        st.switch_page("app_pages/users.py")


def _roll(is_next: bool) -> None:  # noqa: FBT001 - as above
    st.markdown(
        "Without the roll no child's name is recognised. The headteacher, a safeguarding lead or the data protection "
        "officer imports it under **Registers**."
    )
    sitter = desk.person()
    opens = sitter is not None and any(page.file == "registers" for page in pages_for(sitter.roles))
    if opens and st.button(
        "Open Registers", key="main-step-roll" if is_next else "step-roll-open", type=_kind(is_next)
    ):
        st.switch_page("app_pages/registers.py", query_params={"view": "import"})


def _source(is_next: bool) -> None:  # noqa: FBT001 - as above
    source = source_form()
    if source:
        _button("Switch it on", "source", lambda: save_source(source), is_next)


def _mail(is_next: bool) -> None:  # noqa: FBT001 - as above
    mail_form()
    _button("Keep the mail server", "mail", save_mail, is_next)


def _test(is_next: bool) -> None:  # noqa: FBT001 - as above
    st.markdown("It goes to your own address and holds nothing but the word that it is a test.")
    _button("Send me a test alert", "test", _tested, is_next)


def _collect(is_next: bool) -> None:  # noqa: FBT001 - as above
    st.markdown("Every source that is switched on is asked once, and what it brings is read. It may take a minute.")
    _button("Collect now", "collect", _collected, is_next)


_BODIES: dict[Step, Callable[[bool], None]] = {
    Step.ACCOUNTS: _accounts,
    Step.PEOPLE: _people,
    Step.ROLL: _roll,
    Step.SOURCE: _source,
    Step.MAIL: _mail,
    Step.TEST: _test,
    Step.COLLECT: _collect,
}


def _button(label: str, key: str, act: Callable[[], str], is_next: bool) -> None:  # noqa: FBT001 - as above
    st.button(
        label,
        key=f"main-step-{key}" if is_next else f"step-{key}-go",
        type=_kind(is_next),
        on_click=_take,
        args=(act,),
    )


def _kind(is_next: bool) -> Literal["primary", "secondary"]:  # noqa: FBT001 - as above
    return "primary" if is_next else "secondary"


def _take(act: Callable[[], str]) -> None:
    try:
        with st.spinner("One moment ..."):
            st.session_state[_TOLD] = act()
    except GoodnameError as error:
        st.session_state[_REFUSED] = error


def _tested() -> str:
    send_test_alert(home=desk.home(), viewer=desk.viewer())
    return "Sent. Look into your mail."


def _collected() -> str:
    reports = collect_now(home=desk.home(), viewer=desk.viewer())
    new = sum(report.new for report in reports)
    failed = [SOURCE_NAMES[report.source] for report in reports if report.status is not RunStatus.OK]
    trouble = f" Not read: {', '.join(failed)}. Why stands under Sources." if failed else ""
    posts = "1 new post" if new == 1 else f"{new} new posts"
    asked = "1 source" if len(reports) == 1 else f"{len(reports)} sources"
    return f"{posts} from {asked}.{trouble}"


show()
