"""How a source stands: a word, an icon and a colour, always all three."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.badge import Color, badge
from data.words import RunStatus

LOOKS: Mapping[RunStatus, tuple[str, Color]] = {
    RunStatus.OK: ("check_circle", "green"),
    RunStatus.NOT_CONFIGURED: ("settings", "gray"),
    RunStatus.RATE_LIMITED: ("hourglass_top", "blue"),
    RunStatus.UNAVAILABLE: ("cloud_off", "orange"),
    RunStatus.REFUSED: ("block", "red"),
    RunStatus.REFUSED_BY_TERMS: ("gavel", "gray"),
    RunStatus.UNEXPECTED_FORMAT: ("broken_image", "red"),
    RunStatus.POLICY_BLOCKED: ("policy", "gray"),
    RunStatus.FAILED: ("error", "red"),
}


def source_status(status: RunStatus) -> str:
    """Return the badge of `status` as Streamlit Markdown."""
    icon, color = LOOKS[status]
    return badge(status.label, icon=icon, color=color)
