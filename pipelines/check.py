"""`goodname check`: says of every part ready, not configured (and why), or failing."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import timedelta

from casework.alerts import Recipient, recipients
from data.errors import GoodnameError
from data.store import audit, registers, schools
from data.words import Label, Role, RunStatus
from pipelines.deliver import notifier_of
from pipelines.health import source_states
from pipelines.home import Home

AMBER = timedelta(days=35)
_SMTP_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `is_failure`: it is wanted and does not work, or children are not protected without it."""

    name: str
    status: RunStatus
    detail: str
    is_failure: bool = False


def check(*, home: Home) -> list[Part]:
    """Return every part's state. Touches the mail server, and no source."""
    return [
        *_store(home),
        *_detectors(),
        *_registers(home),
        *_sources(home),
        _mail(home),
        _on_call(home),
        _dashboard(home),
    ]


def _store(home: Home) -> list[Part]:
    with home.store.reading() as session:
        try:
            lines = audit.verify(session, home.cipher, home.school_id)
        except GoodnameError as error:
            return [Part("audit log", RunStatus.FAILED, str(error), is_failure=True)]
    kind = home.store.engine.dialect.name
    return [
        Part("settings and key", RunStatus.OK, f"school.toml is in order and the key fits ({home.folder.name})"),
        Part("store", RunStatus.OK, f"{kind}; the audit log is whole ({lines} lines)"),
    ]


def _detectors() -> list[Part]:
    from classifiers.registry import detectors

    try:
        found = detectors()
    except GoodnameError as error:
        return [Part("detectors", RunStatus.FAILED, str(error), is_failure=True)]
    return [Part("detectors", RunStatus.OK, ", ".join(f"{d.key} {d.version}" for d in found))]


def _registers(home: Home) -> list[Part]:
    with home.store.reading() as session:
        states = registers.states(session, home.school_id)
    parts = []
    for name in ("pupils", "staff"):
        state = states.get(name)
        if state is None:
            detail = f"empty: import it with `goodname import {name} FILE`; without it names are not recognised"
            parts.append(Part(f"register of {name}", RunStatus.NOT_CONFIGURED, detail, is_failure=name == "pupils"))
            continue
        age = home.clock() - state.imported_at
        detail = f"{state.entries} entries, {age.days} days old"
        if age > AMBER:
            detail += "; older than 35 days: import it again"
        parts.append(Part(f"register of {name}", RunStatus.OK, detail, is_failure=age > AMBER))
    return parts


def _sources(home: Home) -> list[Part]:
    parts = []
    for state in source_states(home=home):
        detail = state.detail + (f" (asks {state.base_url} instead of the platform)" if state.base_url else "")
        parts.append(
            Part(state.key, state.status, detail, is_failure=state.enabled and state.status is not RunStatus.OK)
        )
    return parts


def _mail(home: Home) -> Part:
    try:
        notifier_of(home)
    except GoodnameError as error:
        return Part("mail", RunStatus.NOT_CONFIGURED, str(error), is_failure=True)
    smtp = home.config.alerts.smtp
    assert smtp is not None
    try:
        with smtplib.SMTP(smtp.host, smtp.port, timeout=_SMTP_TIMEOUT_S) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        detail = f"the mail server does not answer ({type(error).__name__}): check [alerts.smtp]"
        return Part("mail", RunStatus.UNAVAILABLE, detail, is_failure=True)
    return Part("mail", RunStatus.OK, "the mail server answers")


def _on_call(home: Home) -> Part:
    with home.store.reading() as session:
        people = [
            Recipient(row.id, row.username, row.email, frozenset(Role(role) for role in row.roles))
            for row in schools.people(session, home.school_id)
        ]
    reached = [person for person in recipients([Label.SAFEGUARDING], people, frozenset()) if person.email]
    if not reached:
        detail = (
            "nobody would be told of an S1 case: add a person with role dsl and an e-mail address (`goodname user add`)"
        )
        return Part("S1 alerts", RunStatus.NOT_CONFIGURED, detail, is_failure=True)
    return Part("S1 alerts", RunStatus.OK, f"{len(reached)} people would be told")


def _dashboard(home: Home) -> Part:
    settings = home.config.dashboard
    if not settings.is_loopback:
        detail = 'listens beyond this machine, which needs sign-in; not in this version: set host = "127.0.0.1"'
        return Part("dashboard", RunStatus.POLICY_BLOCKED, detail, is_failure=True)
    return Part("dashboard", RunStatus.OK, settings.link_base)
