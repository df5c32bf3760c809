"""The audit log: whether it is whole, and who did what and when."""

from __future__ import annotations

import streamlit as st

from dashboard import desk
from dashboard.components.moments import london
from dashboard.components.problem import problem
from data.errors import InputError, StoreError
from pipelines.log_book import LogLine, check_log, read_log

_CHECKED = "log-checked"


def show() -> None:
    """Show the page."""
    with st.container(width=900):
        st.title("Audit log")
        st.markdown("Each line is tied to the one before it: a line that was changed, removed or slipped in is found.")
        st.button("Check the log", key="main-check-log", type="primary", icon=":material/fact_check:", on_click=_check)
        checked = st.session_state.pop(_CHECKED, None)
        if isinstance(checked, int):
            st.success(f"The log is whole: {checked} lines, all in order.", icon=":material/check:")
        elif checked is not None:
            problem(checked)
        try:
            lines = read_log(home=desk.home(), viewer=desk.viewer())
        except InputError:
            st.markdown("Your role checks that the log is whole; its lines are for others.")
            return
        _table(lines)


def _check() -> None:
    try:
        st.session_state[_CHECKED] = check_log(home=desk.home(), viewer=desk.viewer())
    except (InputError, StoreError) as error:
        st.session_state[_CHECKED] = error


def _table(lines: list[LogLine]) -> None:
    st.subheader(f"The newest {len(lines)} lines")
    st.dataframe(
        [
            {
                "Line": line.number,
                "When": london(line.at),
                "Who": line.actor,
                "What": line.action.replace(":", ": ").replace("_", " "),
                "Why": line.reason or "",
            }
            for line in lines
        ],
        hide_index=True,
        width="stretch",
        column_config={"Line": st.column_config.NumberColumn(width="small")},
    )


show()
