"""The printed list of a class's children who may not be shown; it says how old the roll is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from casework.documents.blocks import Callout, Document, Grid, Section
from casework.documents.render import as_pdf
from casework.working_time import LONDON
from data.errors import InputError
from data.policy import resolved
from data.registers import entries, permissions
from data.registers.roll_age import Light
from data.registers.roll_file import purposes_of
from data.store import audit, registers
from data.words import Role
from pipelines.home import Home
from pipelines.private_file import write_private
from pipelines.register_desk import age_of_roll, own_classes, roles_of
from pipelines.registers import school_day

PRINTS = frozenset({Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.DPO})
_REFUSED = (
    "this list is printed by the safeguarding leads, the headteacher, the DPO, or the owner of the class's account"
)


@dataclass(frozen=True, slots=True)
class NoPhotoList:
    """The list as PDF, and how many children are on it."""

    pdf: bytes = field(repr=False)
    children: int


def print_list(*, home: Home, school_class: str, purpose: str, viewer: str, out: Path) -> int:
    """Write what `make_list` returns to `out`; return how many children are on it."""
    made = make_list(home=home, school_class=school_class, purpose=purpose, viewer=viewer)
    write_private(out, made.pdf)
    return made.children


def make_list(*, home: Home, school_class: str, purpose: str, viewer: str) -> NoPhotoList:
    """Return the list as PDF, never laid on a disk, and record that `viewer` printed it.

    Why a child is on the list is never said. Raises `InputError` for a class or a purpose that is not there, or for
    somebody whose roles do not print this list.
    """
    policy = resolved(home.config.policy)
    labels = policy["purposes"]
    if purpose not in purposes_of(policy):
        raise InputError(f"{purpose} is no purpose of the policy; it has {', '.join(purposes_of(policy))}")
    today, now, rules = school_day(home), home.clock(), permissions.rules_of(policy)
    with home.store.writing() as session:
        roles = roles_of(session, home, viewer)
        own = own_classes(session, home, viewer) if Role.ACCOUNT_OWNER in roles else frozenset()
        if not roles & PRINTS and school_class.casefold() not in {name.casefold() for name in own}:
            raise InputError(_REFUSED)
        everyone = [entries.pupil(e) for e in registers.entries(session, home.cipher, home.school_id, "pupils")]
        here = [
            pupil
            for pupil in everyone
            if (pupil.school_class or "").casefold() == school_class.casefold()
            and (pupil.leaver_date is None or pupil.leaver_date >= today)
        ]
        if not here:
            raise InputError("no pupil on the roll is in a class of this name")
        listed = sorted(
            (pupil.surname, pupil.preferred_first or pupil.legal_first)
            for pupil in here
            if not permissions.allowed(pupil, purpose, on=today, rules=rules).yes
        )
        age = age_of_roll(session, home)
        state = registers.states(session, home.school_id)["pupils"]
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="no_photo_list:printed",
            at=now,
            details={"children": len(listed), "of": len(here)},
        )
    stale = (Callout(f"The roll is {age.words}.", grave=True),) if age.light is not Light.GREEN else ()
    what = labels.get(purpose, purpose.replace("_", " "))
    table = Grid(("Surname", "First name"), tuple(listed), widths=(1, 1)) if listed else None
    document = Document(
        title=f"{here[0].school_class}: children who may not be shown",
        sender=home.config.school.name,
        reference=f"{what}, {today:%d %B %Y}",
        made=f"{now.astimezone(LONDON):%d %B %Y, %H:%M}",
        ask="Check every picture against this list before it is used; when in doubt, do not use it.",
        glance=(
            ("For", what),
            ("Children on this list", f"{len(listed)} of {len(here)} in the class"),
            ("Roll as of", f"{state.imported_at.astimezone(LONDON):%d %B %Y} ({age.words})"),
        ),
        sections=(Section("The list", (*stale, table or Callout("Every child in this class may be shown."))),),
        marking="Confidential: for staff only. Shred this list when a newer one is printed.",
    )
    return NoPhotoList(as_pdf(document, made_at=now), len(listed))
