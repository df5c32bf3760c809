"""Saves settings from a page and has the dashboard take them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import desk
from data.config_change import Place
from pipelines.settings_desk import change_settings

LATER = "Collecting takes it up when `goodname run` is started again."
"""What goes on in another process has read its settings at its start."""


def save(settings: Mapping[Place, Any], entries: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> None:
    """Change the settings as whoever sits at the desk; raises what `change_settings` raises."""
    desk.take_up(change_settings(home=desk.home(), viewer=desk.viewer(), settings=settings, entries=entries))
