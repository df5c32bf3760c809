"""`goodname check`: says of every part ready, not configured (and why), or failing."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

from casework.telling import Matter, call_order
from data.errors import GoodnameError
from data.registers.roll_age import Light, roll_age
from data.store import audit, registers
from data.words import Label, RunStatus
from pipelines.deliver import channel_of, notifier_of
from pipelines.health import source_states
from pipelines.home import Home
from pipelines.reach import CHANNELS, reach_of

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
    reaching = [_mail(home), *_channels(home)]
    return [
        *_store(home),
        *_detectors(),
        *_registers(home),
        *_sources(home),
        *reaching,
        _on_call(home, leaves_the_site=any(part.status is RunStatus.OK for part in reaching)),
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
        age = roll_age(state.imported_at, home.clock().date())
        detail = f"{age.light.value}: {state.entries} entries, {age.words}"
        parts.append(Part(f"register of {name}", RunStatus.OK, detail, is_failure=age.light is not Light.GREEN))
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


def _channels(home: Home) -> list[Part]:
    parts = []
    for name in CHANNELS:
        wanted = getattr(home.config.alerts, name) is not None
        try:
            channel_of(home, name=name)
        except GoodnameError as error:
            parts.append(Part(f"alerts by {name}", RunStatus.NOT_CONFIGURED, str(error), is_failure=wanted))
        else:
            parts.append(Part(f"alerts by {name}", RunStatus.OK, "approved and ready"))
    return parts


def _on_call(home: Home, *, leaves_the_site: bool) -> Part:
    """S1 works when somebody is on call at any hour and a message can leave this machine."""
    with home.store.reading() as session:
        try:
            reach = reach_of(session, home)
        except GoodnameError as error:
            return Part("S1 alerts", RunStatus.FAILED, str(error), is_failure=True)
    order = call_order(Matter((Label.SAFEGUARDING,), frozenset()), reach)
    unknown = set(reach.on_call) - {person.username for person in order}
    if not order:
        detail = (
            "nobody would be told of an S1 case: add a person with role dsl and an e-mail address (`goodname user add`)"
        )
        return Part("S1 alerts", RunStatus.NOT_CONFIGURED, detail, is_failure=True)
    if unknown:
        detail = (
            f"{len(unknown)} of the people under [alerts] on_call cannot be paged: each needs an account, an e-mail "
            "address and a role that handles safeguarding"
        )
        return Part("S1 alerts", RunStatus.FAILED, detail, is_failure=True)
    if not leaves_the_site:
        detail = "no channel reaches anybody outside this machine: an S1 case out of hours would be told to nobody"
        return Part("S1 alerts", RunStatus.FAILED, detail, is_failure=True)
    return Part("S1 alerts", RunStatus.OK, f"{len(order)} people can be paged, one after another out of hours")


def _dashboard(home: Home) -> Part:
    settings = home.config.dashboard
    if not settings.is_loopback and not settings.is_secure:
        detail = "listens beyond this machine without TLS: set public_url to an https address, or a certificate"
        return Part("dashboard", RunStatus.POLICY_BLOCKED, detail, is_failure=True)
    return Part("dashboard", RunStatus.OK, settings.link_base)
