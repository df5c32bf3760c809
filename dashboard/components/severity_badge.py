"""How grave a case is: an icon, the severity's words and a colour, always all three."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.badge import Color, badge
from data.words import Severity

LOOKS: Mapping[Severity, tuple[str, Color]] = {
    Severity.S1: ("crisis_alert", "red"),
    Severity.S2: ("priority_high", "orange"),
    Severity.S3: ("schedule", "blue"),
    Severity.S4: ("calendar_view_week", "gray"),
}


def severity_badge(severity: Severity) -> str:
    """Return the badge of `severity` as Streamlit Markdown."""
    icon, color = LOOKS[severity]
    return badge(severity.label, icon=icon, color=color)
