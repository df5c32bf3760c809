"""The import: a file, which of its columns is what, what would change, then the import of that very file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard import desk
from dashboard.components.plain_table import plain_table
from dashboard.components.problem import problem, refusal
from dashboard.registers.outcome import imported, would_change
from dashboard.registers.state import NAMES
from data.errors import InputError
from data.registers.mapping import ColumnMapping
from data.registers.table import SheetInHand
from pipelines.register_import import COLUMNS, NEEDED, Preview, consents_in, dry_run, import_sheet, may_import, preview
from pipelines.registers import Imported

_TRIED, _DONE, _REFUSED, _ROUND = "import-tried", "import-done", "import-refused", "import-round"
_NOT = ""
"""What stands for "no column of the file"."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A dry run, and of what: another file or mapping needs another one."""

    register: str
    sheet: SheetInHand
    mapping: ColumnMapping
    outcome: Imported

    def is_of(self, register: str, sheet: SheetInHand, mapping: ColumnMapping) -> bool:
        """Say whether it was a run of this very file and mapping."""
        return (self.register, self.sheet, self.mapping) == (register, sheet, mapping)


def wizard() -> None:
    """Show the steps that the file in hand has come to."""
    refused = st.session_state.pop(_REFUSED, None)
    if isinstance(refused, InputError):
        refusal(refused)
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        imported(*done)
    register = st.selectbox(
        "Which register",
        may_import(home=desk.home(), viewer=desk.viewer()),
        format_func=lambda key: NAMES[key],
        key="import-register",
    )
    st.subheader("1. The file")
    given = st.file_uploader(
        "A CSV file, as your system exports it",
        type="csv",
        key=f"import-file-{register}-{st.session_state.get(_ROUND, 0)}",
        max_upload_size=10,
        help="It is read in memory and never lies on a disk in the clear.",
    )
    if given is None:
        st.caption(
            "The whole list, not only what is new: who is not in a new roll is marked as having left. "
            "Nothing is stored before you have seen what would change."
        )
        return
    sheet = SheetInHand(given.name, given.getvalue())
    try:
        seen = preview(home=desk.home(), viewer=desk.viewer(), register=register, sheet=sheet)
        _first_lines(seen)
        mapping = _columns(register, sheet, seen)
    except InputError as error:
        problem(error)
        return
    tried = st.session_state.get(_TRIED)
    outcome = tried.outcome if isinstance(tried, _Tried) and tried.is_of(register, sheet, mapping) else None
    st.button(
        "Show what would change",
        key="try-import" if outcome else "main-try-import",
        type="secondary" if outcome else "primary",
        icon=":material/preview:",
        on_click=_try,
        args=(register, sheet, mapping),
    )
    if outcome:
        st.subheader("3. What would change")
        would_change(outcome)
        if not outcome.rejected:
            st.button("Import", key="main-import", type="primary", icon=":material/upload_file:", on_click=_import)


def _first_lines(seen: Preview) -> None:
    lines = "1 line" if seen.lines == 1 else f"{seen.lines} lines"
    st.caption(f"{lines}, {len(seen.columns)} columns. The first of them:")
    plain_table("The first lines of the file", seen.columns, seen.first_lines)


def _columns(register: str, sheet: SheetInHand, seen: Preview) -> ColumnMapping:
    st.subheader("2. Which column is what")
    st.caption(f"{seen.suggested_is}. What you choose is kept for the next import.")
    columns = _chosen(f"{register}-", COLUMNS[register], seen, seen.suggested.columns)
    if missing := [COLUMNS[register][ours] for ours in NEEDED[register] if ours not in columns]:
        raise InputError(f"choose the column for: {', '.join(missing)}")
    if register != "pupils":
        return ColumnMapping(register, columns, values=seen.suggested.values)
    st.markdown("**Photo permissions**")
    is_long = st.toggle(
        "Each line is one consent of one pupil",
        value=seen.suggested.is_long,
        key="import-long",
        help="Off: each purpose has a column of its own.",
    )
    if is_long:
        return _long(sheet, seen, columns)
    wanted = {purpose: column for column, purpose in seen.suggested.permissions.items()}
    permissions: dict[str, str] = {}
    for purpose, column in _chosen("purpose-", seen.purposes, seen, wanted).items():
        if column in permissions:
            raise InputError(f"the column {column} is chosen for two purposes; each purpose needs its own")
        permissions[column] = purpose
    return ColumnMapping("your own", columns, permissions, values=seen.suggested.values)


def _long(sheet: SheetInHand, seen: Preview, columns: dict[str, str]) -> ColumnMapping:
    parts = {"consent": "What the consent is called", "status": "Given or refused", "date": "When"}
    long = _chosen("long-", parts, seen, seen.suggested.long)
    if not {"consent", "status"} <= set(long):
        raise InputError("choose the columns that say what each consent is called and how it was answered")
    names = consents_in(home=desk.home(), viewer=desk.viewer(), sheet=sheet, column=long["consent"])
    known = {name.casefold(): purpose for name, purpose in seen.suggested.permissions.items()}
    permissions = {}
    for at, name in enumerate(names):
        choices = [_NOT, *seen.purposes]
        purpose = st.selectbox(
            f"The consent “{name}” is for",
            choices,
            index=choices.index(known.get(name.casefold(), _NOT)),
            format_func=lambda key: seen.purposes[key] if key else "Nothing about pictures",
            key=f"import-consent-{at}",
        )
        if purpose:
            permissions[name] = purpose
    return ColumnMapping("your own", columns, permissions, long, seen.suggested.values)


def _chosen(key: str, names: Mapping[str, str], seen: Preview, suggested: Mapping[str, str]) -> dict[str, str]:
    """Ask for the column of each name, in two columns where there is room; return those that the file has."""
    half = -(-len(names) // 2)
    chosen = {}
    sides = st.columns(2)
    for at, (ours, label) in enumerate(names.items()):
        with sides[at // half]:
            if column := _column(f"{key}{ours}", label, seen, suggested.get(ours)):
                chosen[ours] = column
    return chosen


def _column(key: str, label: str, seen: Preview, suggested: str | None) -> str:
    choices = [_NOT, *seen.columns]
    there = next((name for name in seen.columns if suggested and name.casefold() == suggested.casefold()), _NOT)
    return st.selectbox(
        label,
        choices,
        index=choices.index(there),
        format_func=lambda name: name or "Not in this file",
        key=f"import-column-{key}-{hash(seen.columns)}",
    )


def _try(register: str, sheet: SheetInHand, mapping: ColumnMapping) -> None:
    try:
        outcome = dry_run(home=desk.home(), viewer=desk.viewer(), register=register, sheet=sheet, mapping=mapping)
    except InputError as error:
        st.session_state.pop(_TRIED, None)
        st.session_state[_REFUSED] = error
        return
    st.session_state[_TRIED] = _Tried(register, sheet, mapping, outcome)


def _import() -> None:
    tried: _Tried = st.session_state.pop(_TRIED)
    try:
        st.session_state[_DONE] = import_sheet(
            home=desk.home(), viewer=desk.viewer(), register=tried.register, sheet=tried.sheet, mapping=tried.mapping
        )
    except InputError as error:
        st.session_state[_REFUSED] = error
        return
    # A new uploader: the file in hand is let go of.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
