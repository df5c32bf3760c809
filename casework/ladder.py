"""The ladder: which step comes next, when it may be taken, and why a step was left out. No rung is skipped silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

from casework.working_time import LONDON, WorkingTime, posh_is_open
from data.errors import InputError
from data.words import Label

PLATFORM_WAIT = timedelta(hours=48)
_NOON = 12


class Rung(IntEnum):
    """The rungs in order."""

    PROTECT = 0
    INTERNAL = 1
    RECORD = 2
    ASK = 3
    WAIT = 4
    POSH = 5
    FORMAL = 6
    SOLICITOR = 7

    @property
    def label(self) -> str:
        """What a person reads."""
        return _LABELS[self]


_LABELS: Mapping[Rung, str] = {
    Rung.PROTECT: "Protect the child. Danger now? 999",
    Rung.INTERNAL: "Tell inside: the DSL, the head or the chair",
    Rung.RECORD: "Record it in the safeguarding system (CPOMS reference)",
    Rung.ASK: "Ask the author, or report to the platform",
    Rung.WAIT: "Wait 48 hours for the platform; look again after 24",
    Rung.POSH: "POSH pack to the helpline",
    Rung.FORMAL: "Formal: section 5 notice, platform's legal route, ICO, Ofcom",
    Rung.SOLICITOR: "Solicitor or union",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What the ladder needs to know of a case."""

    category: Label
    safeguarding: bool = False
    staff_impersonated: bool = False
    illegal: bool = False
    reported_at: datetime | None = None

    @property
    def may_jump(self) -> bool:
        """Whether POSH may be rung at once: a safeguarding matter, or impersonation of staff."""
        return self.safeguarding or self.staff_impersonated


@dataclass(frozen=True, slots=True)
class Taken:
    """A rung that was climbed, or left out for a reason."""

    rung: Rung
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A rung as it stands now. `until` is when it opens, for one that has to wait; `why` is what to tell a person."""

    rung: Rung
    state: str
    """"done", "skipped", "now", "waiting", "closed" or "later"."""
    why: str = ""
    until: datetime | None = None


def steps(matter: Matter, taken: Sequence[Taken], *, now: datetime, nation: str) -> tuple[Step, ...]:
    """Return every rung as it stands."""
    done = {entry.rung: entry for entry in taken}
    found: list[Step] = []
    current = True
    for rung in Rung:
        if rung in done:
            found.append(Step(rung, "skipped" if done[rung].skipped else "done"))
            continue
        if not current:
            found.append(Step(rung, "later"))
            continue
        step = _next(rung, matter, now=now, nation=nation)
        found.append(step)
        # A wait that is over or bypassed does not hold the next rung up.
        current = step.state == "done"
    return tuple(found)


def check_order(rung: Rung, matter: Matter, taken: Sequence[Taken], reasons: Mapping[Rung, str]) -> tuple[Rung, ...]:
    """Return the rungs to record as left out before `rung`; raise `InputError` for one without a reason.

    For a safeguarding matter or an impersonation of staff the wait needs no reason of its own.
    """
    done = {entry.rung for entry in taken}
    missing = [earlier for earlier in Rung if earlier < rung and earlier not in done]
    unexplained = [
        earlier
        for earlier in missing
        if not reasons.get(earlier, "").strip() and not (earlier is Rung.WAIT and (matter.may_jump or _waited(matter)))
    ]
    if unexplained:
        listed = "; ".join(f"{earlier.value} {earlier.label}" for earlier in unexplained)
        raise InputError(f"no step is left out silently: take these first, or say why each is left out: {listed}")
    return tuple(missing)


def check_wait(rung: Rung, matter: Matter, *, now: datetime, reasons: Mapping[Rung, str]) -> None:
    """Raise `InputError` when POSH is asked before the platform had its 48 hours, unless the wait is bypassed."""
    if rung is not Rung.POSH or matter.may_jump or reasons.get(Rung.WAIT, "").strip():
        return
    opens = posh_may_be_asked_at(matter)
    if opens is None or now < opens:
        when = "after a report to the platform" if opens is None else f"from {_london(opens)}"
        raise InputError(
            f"POSH asks to give the platform 48 hours: {when}, or at once where it is a safeguarding matter or a "
            "member of staff is impersonated, or with a reason"
        )


def posh_may_be_asked_at(matter: Matter) -> datetime | None:
    """Return from when the wait is over: at once where it is bypassed (the earliest time), None: nothing reported."""
    if matter.may_jump:
        return datetime.min.replace(tzinfo=UTC)
    return matter.reported_at + PLATFORM_WAIT if matter.reported_at else None


def posh_opens_at(moment: datetime, *, nation: str) -> datetime:
    """Return the moment itself when the helpline is open, else when it next opens."""
    if posh_is_open(moment, nation=nation):
        return moment
    return WorkingTime(nation, school="10:00-16:00").add_cover(moment, timedelta())


def lado_target(moment: datetime, *, nation: str) -> datetime:
    """Return noon of the next working day: well within the one working day that a referral has."""
    calendar, day = WorkingTime(nation), moment.astimezone(LONDON).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, _NOON, tzinfo=LONDON).astimezone(UTC)


def _next(rung: Rung, matter: Matter, *, now: datetime, nation: str) -> Step:
    if matter.illegal and rung >= Rung.ASK:
        return Step(rung, "closed", "Possibly illegal content goes to the police, the IWF and CEOP only.")
    if rung is Rung.WAIT:
        opens = posh_may_be_asked_at(matter)
        if matter.may_jump or (opens is not None and now >= opens):
            return Step(rung, "done", "bypassed" if matter.may_jump else "the 48 hours are over")
        return Step(rung, "waiting", "The platform has 48 hours.", opens)
    if rung is Rung.POSH and not posh_is_open(now, nation=nation):
        opens = posh_opens_at(now, nation=nation)
        return Step(rung, "closed", f"POSH is closed until {_london(opens)}. Danger now: 999; else 101 or CEOP.", opens)
    return Step(rung, "now")


def _waited(matter: Matter) -> bool:
    return matter.reported_at is not None


def _london(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%A %d %B, %H:%M %Z}"
