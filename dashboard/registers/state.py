"""How each register stands: how many entries, when imported, and whether the roll is too old to rely on."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import desk
from dashboard.components.badge import Color, badge
from dashboard.components.moments import london
from dashboard.components.plain_table import plain_table
from data.registers.roll_age import Light
from pipelines.pupil_search import register_facts

LOOKS: Mapping[Light, tuple[str, str, Color]] = {
    Light.GREEN: ("The roll is fresh", "check_circle", "green"),
    Light.AMBER: ("The roll is getting old", "schedule", "orange"),
    Light.RED: ("The roll cannot be relied on", "error", "red"),
}
NAMES: Mapping[str, str] = {
    "pupils": "Pupils and photo permissions",
    "staff": "Staff",
    "accounts": "Our own accounts",
    "photos": "Declared photos",
}


def state() -> None:
    """Show the state of all registers."""
    found, age = register_facts(home=desk.home())
    words, icon, color = LOOKS[age.light]
    st.markdown(f"{badge(words, icon=icon, color=color)} The roll: {age.words}.")
    plain_table(
        "The registers",
        ("Register", "Entries", "Last imported"),
        [
            (NAMES[fact.register], str(fact.entries), london(fact.imported_at) if fact.imported_at else "Never")
            for fact in found
        ],
    )
    st.caption(
        "A roll that is older than 35 days, or was not renewed since 1 September, is amber, then red: the names of "
        "children who joined since are not recognised. Registers are kept encrypted; each look at a pupil is recorded."
    )
