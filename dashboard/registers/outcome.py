"""What an import would change, and what it did: counts, the entries by id, and the lines that cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.components.plain_table import plain_table
from pipelines.registers import Imported
from pipelines.sweep import Swept

LISTED = 200


def would_change(outcome: Imported) -> None:
    """Show a dry run."""
    with st.container(horizontal=True):
        for label, number in _counts(outcome):
            st.metric(label, number, border=True)
    if outcome.rejected:
        lines = "1 line" if len(outcome.rejected) == 1 else f"{len(outcome.rejected)} lines"
        st.error(
            f"{lines} cannot be used. Mend them in the file, or choose other columns; nothing is imported until then.",
            icon=":material/error:",
        )
        for entry in outcome.rejected[:LISTED]:
            st.text(entry.why)
    if outcome.changes:
        with st.expander(f"The changes, by id ({len(outcome.changes)})"):
            plain_table(
                "What would change",
                ("What", "Id", "Which part"),
                [(change.kind.capitalize(), change.pupil_id, change.what) for change in outcome.changes[:LISTED]],
            )
            if len(outcome.changes) > LISTED:
                st.caption(f"And {len(outcome.changes) - LISTED} more.")
    elif not outcome.rejected:
        st.info("Nothing would change: the register holds all of this already.", icon=":material/info:")
    if outcome.sweeps:
        st.warning(
            "A permission ends with this import: what is published already will be searched for pictures to take down.",
            icon=":material/manage_search:",
        )


def imported(outcome: Imported, swept: Sequence[Swept]) -> None:
    """Show what an import did."""
    told = ", ".join(f"{number} {label.lower()}" for label, number in _counts(outcome))
    st.success(f"Imported: {told}.", icon=":material/check:")
    listed = sum(len(sweep.listed) for sweep in swept)
    if swept:
        posts = "1 post has" if listed == 1 else f"{listed} posts have"
        st.info(
            f"What is published was searched: {posts} to be taken down. The list is under **Own posts**.",
            icon=":material/manage_search:",
        )


def _counts(outcome: Imported) -> list[tuple[str, int]]:
    counts = [("Added", outcome.added), ("Changed", outcome.changed)]
    if outcome.register == "pupils":
        counts += [("Withdrew a permission", outcome.withdrawn), ("Left", outcome.left)]
    else:
        counts.append(("Removed", outcome.removed))
    return [*counts, ("As they were", outcome.unchanged)]
