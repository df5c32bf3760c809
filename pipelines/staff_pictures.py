"""What members of staff decided about pictures of themselves; each look is an event of the audit log."""

from __future__ import annotations

from dataclasses import dataclass

from data.errors import InputError
from data.policy import resolved
from data.registers import entries, permissions
from data.registers.roll_file import purposes_of
from data.store import audit, registers
from data.words import Role
from pipelines.audit_record import SIGNS, needs_role
from pipelines.home import Home
from pipelines.registers import school_day

SEES = SIGNS | {Role.COMMS_LEAD, Role.DPO, Role.ACCOUNT_OWNER}


@dataclass(frozen=True, slots=True)
class StaffPicture:
    """Whether a picture of one member of staff may be used for a purpose; nobody asked means no."""

    name: str
    role: str | None
    may_be_shown: bool
    why: str


def staff_pictures(*, home: Home, viewer: str, purpose: str) -> tuple[StaffPicture, ...]:
    """Return for each member of staff, by name, whether a picture of them may be used for `purpose`.

    Raises `InputError` for a purpose that the policy does not have, or for somebody whose roles do not look.
    """
    policy = resolved(home.config.policy)
    if purpose not in purposes_of(policy):
        raise InputError(f"{purpose} is no purpose of the policy; it has {', '.join(purposes_of(policy))}")
    today, rules = school_day(home), permissions.rules_of(policy)
    with home.store.writing() as session:
        needs_role(session, home, viewer, SEES, "see who of the staff may be shown")
        staff = [entries.staff_member(e) for e in registers.entries(session, home.cipher, home.school_id, "staff")]
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="staff:viewed",
            at=home.clock(),
            details={"staff": len(staff)},
        )
    answers = ((member, permissions.allowed(member, purpose, on=today, rules=rules)) for member in staff)
    return tuple(
        StaffPicture(member.name, member.role, answer.yes, answer.why)
        for member, answer in sorted(answers, key=lambda pair: pair[0].name)
    )
