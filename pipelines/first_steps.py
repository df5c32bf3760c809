"""The first steps after a school is set up: what is done already, a test alert, and the first collection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.notify import Notifier
from collectors.registry import scheduled, source_settings
from data.config import SourceSettings
from data.errors import InputError
from data.records import RunReport
from data.store import audit, registers, schools
from data.store.tables import AuditRow, PostRow
from data.words import RunStatus, Word
from pipelines.audit_record import needs_role
from pipelines.deliver import notifier_of
from pipelines.health import readiness
from pipelines.home import Home
from pipelines.monitor import monitor
from pipelines.register_desk import registered_accounts
from pipelines.settings_desk import OWNERS

TAKES = OWNERS["sources"]
"""Who takes the first steps: the headteacher, the safeguarding lead, and ICT, who sees counts and never a post."""

_TESTED = "alerts:tested"
_SUBJECT = "Goodname: a test alert"
_BODY = """This is a test. Alerts from Goodname reach you at this address.

A real alert says that a case exists, how grave it is and by when somebody must look, and never what is in it.
"""


class Step(Word):
    """One of the first steps, in their order."""

    ACCOUNTS = "accounts", "The school's own accounts"
    PEOPLE = "people", "People who are told"
    ROLL = "roll", "The roll and its permissions"
    SOURCE = "source", "One source"
    MAIL = "mail", "The mail server for alerts"
    TEST = "test", "A test alert"
    COLLECT = "collect", "The first collected post"


@dataclass(frozen=True, slots=True)
class StepState:
    """How one step stands, in a sentence."""

    step: Step
    is_done: bool
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A setting that a source needs to know: its name, its help, and whether it takes several lines."""

    name: str
    help: str
    several: bool
    now: str


def first_steps(*, home: Home, viewer: str) -> tuple[StepState, ...]:
    """Return the steps; raise `InputError` for somebody who does not take them."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, TAKES, "take the first steps")
        people = schools.people(session, home.school_id)
        told = sum(bool(person.email) for person in people)
        roll = registers.states(session, home.school_id).get("pupils")
        accounts = len(registered_accounts(session, home))
        tested = _count(session, AuditRow.school_id == home.school_id, AuditRow.action == _TESTED)
        posts = _count(session, PostRow.school_id == home.school_id)
    ready = [key for key in scheduled() if readiness(home, key)[0] is RunStatus.OK]
    return (
        StepState(Step.ACCOUNTS, accounts > 0, f"{accounts} registered"),
        StepState(Step.PEOPLE, told > 1, f"{len(people)} on the list, {told} with an address for alerts"),
        StepState(Step.ROLL, roll is not None, f"{roll.entries} pupils" if roll else "not imported yet"),
        StepState(Step.SOURCE, bool(ready), f"{len(ready)} switched on and set up"),
        StepState(Step.MAIL, home.config.alerts.smtp is not None, "set" if home.config.alerts.smtp else "not set"),
        StepState(Step.TEST, tested > 0, "sent" if tested else "not sent yet"),
        StepState(Step.COLLECT, posts > 0, f"{posts} posts collected"),
    )


def asked_of(*, home: Home, source: str) -> tuple[Asked, ...]:
    """Return the settings without which the source cannot know where to look; never a secret."""
    kind, now = source_settings()[source], home.config.sources.of(source)
    found = []
    for name, field in kind.model_fields.items():
        several = "tuple" in str(field.annotation)
        if name not in SourceSettings.model_fields and field.default in (None, ()):
            value: Any = getattr(now, name)
            shown = "\n".join(value) if several else value or ""
            found.append(Asked(name, field.description or "", several, shown))
    return tuple(found)


def settings_of(source: str, given: Mapping[str, str], asked: tuple[Asked, ...]) -> dict[tuple[str, ...], Any]:
    """Return the settings that switch the source on with what was given."""
    settings: dict[tuple[str, ...], Any] = {("sources", source, "enabled"): True}
    for one in asked:
        text = given.get(one.name, "").strip()
        value: Any = [line.strip() for line in text.splitlines() if line.strip()] if one.several else text
        settings["sources", source, one.name] = value or None
    return settings


def send_test_alert(*, home: Home, viewer: str, notifier: Notifier | None = None) -> None:
    """Send a test alert to the viewer's own address, and record that it went out.

    Raises `InputError` for somebody without an address, `NotConfigured` without a mail server, `DeliveryError` when it
    does not take the message.
    """
    with home.store.reading() as session:
        needs_role(session, home, viewer, TAKES, "send a test alert")
        person = schools.person(session, home.school_id, viewer)
        address = person.email if person else None
    if not address:
        raise InputError("you have no e-mail address here: somebody who looks after users writes it under Users")
    sender = notifier or notifier_of(home)
    moment = home.clock().timestamp()
    sender.send(recipient=address, subject=_SUBJECT, body=_BODY, message_id=f"test.{moment:.0f}")
    with home.store.writing() as session:
        audit.record(session, home.cipher, home.school_id, actor=viewer, action=_TESTED, at=home.clock())


def collect_now(*, home: Home, viewer: str) -> list[RunReport]:
    """Collect once from every source that is switched on and examine what came; return the counts of each."""
    with home.store.writing() as session:
        needs_role(session, home, viewer, TAKES, "start a collection")
        audit.record(session, home.cipher, home.school_id, actor=viewer, action="sources:asked", at=home.clock())
    return monitor(home=home)


def _count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0
