"""Settings changed by a person from the dashboard: who may change which, written to `school.toml`, and recorded.

What stands in the log is which settings were changed and by whom, not what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from collectors.registry import source_settings
from data.config_change import Place, change_config
from data.config_file import FILE_NAME
from data.errors import InputError
from data.store import audit
from data.words import Role
from pipelines.audit_record import needs_role
from pipelines.home import Home

LEADS = frozenset({Role.DSL, Role.HEADTEACHER})
OWNERS: Mapping[str, frozenset[Role]] = {
    "policy": LEADS,
    "detectors": frozenset({Role.DSL}),
    "sources": LEADS | {Role.ICT},
    "alerts": LEADS | {Role.ICT},
    "accounts": LEADS | {Role.ICT},
}
"""Who changes which table: the thresholds are the safeguarding lead's own; ICT sets sources and the mail server up."""


def may_change(*, home: Home, viewer: str, table: str) -> bool:
    """Say whether `viewer` may change settings of `table`."""
    with home.store.reading() as session:
        try:
            needs_role(session, home, viewer, OWNERS[table], "change this")
        except InputError:
            return False
        return True


def change_settings(
    *,
    home: Home,
    viewer: str,
    settings: Mapping[Place, Any],
    entries: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Home:
    """Set (None: as shipped) each of `settings` and add `entries`; return the home with them in force.

    Raises `InputError` when the viewer's roles do not change one of the tables, `ConfigError` when the check refuses
    what comes out; then nothing is changed.
    """
    tables = {place[0] for place in settings} | {table for table, _ in entries}
    if strange := tables - set(OWNERS):
        raise InputError(f"[{min(strange)}] is not changed from here; write it in school.toml")
    with home.store.writing() as session:
        for table in sorted(tables):
            needs_role(session, home, viewer, OWNERS[table], f"change the settings of {table}")
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="settings:changed",
            at=home.clock(),
            details={
                "settings": sorted(".".join(place) for place in settings),
                "added": sorted(table for table, _ in entries),
            },
        )
        # Last: when the file cannot be written, the line in the log goes with it.
        config = change_config(home.folder / FILE_NAME, source_settings(), settings=settings, entries=entries)
    return replace(home, config=config)
