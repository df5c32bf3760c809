"""What a person may learn of a pupil's permissions, by role; each look is an event of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from data.errors import InputError
from data.policy import resolved
from data.records import Account, PermissionDecision
from data.registers import entries, permissions
from data.registers.files import school_from
from data.registers.permissions import Answer
from data.registers.roll_age import Light, RollAge, roll_age
from data.registers.roll_file import purposes_of
from data.store import audit, registers, schools, sweeps
from data.words import PermissionStatus, Role
from pipelines.home import Home
from pipelines.registers import school_day

WHOLE = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO})
"""Roles that see of every pupil why; of protection only the safeguarding leads and the headteacher know."""

SAFETY = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER})
DECIDES = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO})
_NOT_THERE = "there is no such pupil on the roll, or your roles do not open this register"


@dataclass(frozen=True, slots=True)
class PermissionLine:
    """One purpose: yes, no or hold; `why` is empty for those who are not to know."""

    purpose: str
    label: str
    answer: str
    why: str


@dataclass(frozen=True, slots=True)
class PupilSeen:
    """What one person sees of one pupil."""

    pupil_id: str
    name: str
    school_class: str | None
    permissions: tuple[PermissionLine, ...]
    protected: bool | None
    """None: not for this person to know."""
    roll_warning: str | None


def look_up(*, home: Home, pupil_id: str, viewer: str) -> PupilSeen:
    """Return what `viewer` may see of a pupil, and record the look; `InputError` when that is nothing."""
    with home.store.writing() as session:
        roles = _roles(session, home, viewer)
        entry = registers.entry(session, home.cipher, home.school_id, "pupils", pupil_id)
        found = entries.pupil(entry) if entry else None
        may = found is not None and (
            bool(roles & (WHOLE | {Role.COMMS_LEAD}))
            or (Role.ACCOUNT_OWNER in roles and found.school_class in own_classes(session, home, viewer))
        )
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="pupil:viewed" if may else "pupil:refused",
            at=home.clock(),
            details={"pupil": home.cipher.lookup(pupil_id, home.school_id, "pupils").hex()[:16]},
        )
        age = age_of_roll(session, home)
    if found is None or not may:
        raise InputError(_NOT_THERE)
    policy = resolved(home.config.policy)
    rules, today = permissions.rules_of(policy), school_day(home)
    labels = policy["purposes"]
    lines = tuple(
        _line(purpose, labels.get(purpose, purpose), permissions.allowed(found, purpose, on=today, rules=rules), roles)
        for purpose in purposes_of(policy)
    )
    return PupilSeen(
        pupil_id,
        f"{found.preferred_first or found.legal_first} {found.surname}".strip(),
        found.school_class,
        lines,
        found.protected if roles & SAFETY else None,
        None if age.light is Light.GREEN else f"The roll is {age.words}.",
    )


def decide(
    *,
    home: Home,
    pupil_id: str,
    viewer: str,
    purposes: Sequence[str],
    status: PermissionStatus,
    since: date | None = None,
    until: date | None = None,
    naming: bool | None = None,
    source: str,
) -> bool:
    """Record a decision beside the pupil's earlier ones; return whether a search of what is published was asked for."""
    policy = resolved(home.config.policy)
    if strange := set(purposes) - set(purposes_of(policy)):
        raise InputError(f"{min(strange)} is no purpose of the policy; it has {', '.join(purposes_of(policy))}")
    today, now = school_day(home), home.clock()
    if since is not None and since > today:
        raise InputError("a decision cannot begin in the future; record it on the day")
    with home.store.writing() as session:
        if not _roles(session, home, viewer) & DECIDES:
            raise InputError(_NOT_THERE)
        entry = registers.entry(session, home.cipher, home.school_id, "pupils", pupil_id)
        if entry is None:
            raise InputError(_NOT_THERE)
        before = entries.pupil(entry)
        told = [PermissionDecision(p, status, since or today, until, naming=naming, source=source) for p in purposes]
        # Said by a person, it counts, also where a file said the same of an earlier day.
        after = replace(before, decisions=(*before.decisions, *told))
        after = permissions.as_of(after, purposes_of(policy), on=today, rules=permissions.rules_of(policy))
        registers.put(session, home.cipher, home.school_id, "pupils", pupil_id, entries.pupil_entry(after), now=now)
        taken_back = permissions.withdrawn(before, after, on=today)
        if taken_back:
            sweeps.ask(
                session,
                home.cipher,
                home.school_id,
                cause=sweeps.Cause.PERMISSION_WITHDRAWN,
                subjects=[pupil_id],
                actor=viewer,
                now=now,
            )
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="pupil:decided",
            at=now,
            reason=status.value,
            details={
                "pupil": home.cipher.lookup(pupil_id, home.school_id, "pupils").hex()[:16],
                "purposes": list(purposes),
            },
        )
    return bool(taken_back)


def age_of_roll(session: Session, home: Home) -> RollAge:
    """Return how old the roll is."""
    state = registers.states(session, home.school_id).get("pupils")
    return roll_age(state.imported_at if state else None, school_day(home))


def own_accounts(session: Session, home: Home, username: str) -> tuple[Account, ...]:
    """Return the accounts that `username` looks after, by user name or by the name in the staff register."""
    staff = [entries.staff_member(e) for e in registers.entries(session, home.cipher, home.school_id, "staff")]
    names = {username.casefold()} | {member.name.casefold() for member in staff if member.user == username}
    return tuple(one for one in registered_accounts(session, home) if (one.owner or "").casefold() in names)


def registered_accounts(session: Session, home: Home) -> tuple[Account, ...]:
    """Return every account of the school once: a row of the register beats the same account in `school.toml`."""
    rows = [entries.account(e) for e in registers.entries(session, home.cipher, home.school_id, "accounts")]
    return school_from(home.config, accounts=rows).accounts


def own_classes(session: Session, home: Home, username: str) -> frozenset[str]:
    """Return the classes whose accounts `username` looks after."""
    return frozenset(account.area for account in own_accounts(session, home, username) if account.area)


def roles_of(session: Session, home: Home, viewer: str) -> frozenset[Role]:
    """Return the roles of an active person; `InputError` for nobody listed."""
    return _roles(session, home, viewer)


def _roles(session: Session, home: Home, viewer: str) -> frozenset[Role]:
    row = schools.person(session, home.school_id, viewer)
    if row is None or not row.active:
        raise InputError("this user name is not on the list of people: add it with `goodname user add`")
    return frozenset(Role(role) for role in row.roles)


def _line(purpose: str, label: str, answer: Answer, roles: frozenset[Role]) -> PermissionLine:
    told = bool(roles & SAFETY) or (bool(roles & WHOLE) and not answer.protected)
    if told:
        due = "; this year's form has not come back" if answer.renewal_due else ""
        return PermissionLine(purpose, label, "yes" if answer.yes else "no", answer.why + due)
    return PermissionLine(purpose, label, answer.shown_to_comms, "")
