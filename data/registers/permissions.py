"""Whether somebody's picture may be used for a purpose on a day, from dated decisions; the history is kept.

Nothing decided means *no*. A protected child's picture is never for the public, whatever was signed: the reason lies
elsewhere and is nobody's to guess, so the answer for everybody but the safeguarding leads is *hold*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from data.policy import switch
from data.records import PermissionDecision, Pupil, StaffMember
from data.words import PermissionStatus

INSIDE_SCHOOL: Final = frozenset(("display",))
"""Purposes that the public does not see."""

_BEFORE_ALL = date.min


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policy says of permissions: `after_leaving` covered or ends; the month they are confirmed in (0: never).

    `overdue_is_no`: a permission that was not confirmed this year counts as no.
    """

    after_leaving: str = "ends"
    refresh_month: int = 0
    overdue_is_no: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and why in a sentence; `renewal_due`: it still holds, but this year's form has not come back."""

    yes: bool
    why: str
    renewal_due: bool = False
    protected: bool = False

    @property
    def shown_to_comms(self) -> str:
        """Return what somebody who must not know why is told."""
        return "yes" if self.yes else "hold"


def rules_of(policy: Mapping[str, Any]) -> Rules:
    """Return the rules of a school's policy."""
    return Rules(
        str(switch(policy, "after_leaving")),
        int(switch(policy, "annual_refresh_month")),
        switch(policy, "refresh_overdue") == "no",
    )


def allowed(person: Pupil | StaffMember, purpose: str, *, on: date, rules: Rules | None = None) -> Answer:
    """Return whether a picture of `person` may be used for `purpose` on the day `on`, by `rules` (the strictest)."""
    chosen = rules or Rules()
    answer = _decided(person, purpose, on, chosen)
    if isinstance(person, StaffMember):
        return answer
    if person.protected and purpose not in INSIDE_SCHOOL:
        return Answer(yes=False, why="the child's appearance is a safety matter", protected=True)
    if answer.yes and chosen.after_leaving == "ends" and person.leaver_date is not None and person.leaver_date < on:
        return Answer(yes=False, why="the child has left, and permission ends then")
    return answer


def as_of(pupil: Pupil, purposes: Iterable[str], *, on: date, rules: Rules) -> Pupil:
    """Return the pupil with `permissions` as they are on the day `on`."""
    return replace(
        pupil, permissions={purpose: allowed(pupil, purpose, on=on, rules=rules).yes for purpose in purposes}
    )


def latest(decisions: Sequence[PermissionDecision], purpose: str, *, on: date) -> PermissionDecision | None:
    """Return the decision that holds on the day `on`: the one with the latest date, of two the one noted later."""
    known = [d for d in decisions if d.purpose == purpose and (d.since or _BEFORE_ALL) <= on]
    return max(reversed(known), key=lambda d: d.since or _BEFORE_ALL, default=None)


def history(
    before: Sequence[PermissionDecision], fresh: Sequence[PermissionDecision], *, on: date, source: str
) -> tuple[PermissionDecision, ...]:
    """Return the decisions of `before` and, where `fresh` says something else, a new decision after them.

    A permission that was given and is not any more is *withdrawn*, whatever word the file uses for no.
    """
    decisions = list(before)
    in_order = sorted(fresh, key=lambda said: said.since or on)
    newest = {said.purpose: said for said in in_order}
    for said in in_order:
        known = latest(decisions, said.purpose, on=on)
        since, status = said.since or on, said.status
        if (known and _same(known, said)) or (known is None and status is PermissionStatus.PENDING):
            continue
        if any((d.purpose, d.status, d.since) == (said.purpose, status, said.since) for d in decisions):
            continue
        if known and known.status is PermissionStatus.GIVEN and status is not PermissionStatus.GIVEN:
            status = PermissionStatus.WITHDRAWN if status in _NO_LONGER else status
            # What a file says last counts from today, also where its date is older than the yes we know of.
            if newest[said.purpose] is said and known.since and since <= known.since:
                since = on
        decisions.append(replace(said, status=status, since=since, source=said.source or source))
    return tuple(decisions)


def withdrawn(before: Pupil | None, after: Pupil, *, on: date) -> tuple[str, ...]:
    """Return the purposes that were allowed before and are not any more."""
    if before is None:
        return ()
    purposes = dict.fromkeys(d.purpose for d in before.decisions)
    lasting = Rules(after_leaving="covered")
    return tuple(
        p
        for p in purposes
        if allowed(before, p, on=on, rules=lasting).yes and not allowed(after, p, on=on, rules=lasting).yes
    )


_NO_LONGER = (PermissionStatus.REFUSED, PermissionStatus.PENDING)


def _decided(person: Pupil | StaffMember, purpose: str, on: date, rules: Rules) -> Answer:
    found = latest(person.decisions, purpose, on=on)
    if found is None:
        if isinstance(person, Pupil) and not person.decisions and person.permissions.get(purpose, False):
            return Answer(yes=True, why="the register says yes")
        return Answer(yes=False, why="nothing has been decided, which means no")
    since = f" on {found.since:%d %B %Y}" if found.since else ""
    if found.status is not PermissionStatus.GIVEN:
        return Answer(yes=False, why=f"{found.status.label.lower()}{since}")
    if found.until is not None and found.until < on:
        return Answer(yes=False, why=f"expired on {found.until:%d %B %Y}")
    due = _refresh_due(found, on, rules)
    if due and rules.overdue_is_no:
        return Answer(yes=False, why=f"given{since}, and not confirmed this year", renewal_due=True)
    return Answer(yes=True, why=f"given{since}", renewal_due=due)


def _refresh_due(found: PermissionDecision, on: date, rules: Rules) -> bool:
    if not rules.refresh_month or found.since is None:
        return False
    begins = date(on.year, rules.refresh_month, 1)
    begins = begins if begins <= on else date(on.year - 1, rules.refresh_month, 1)
    # Forms that come back in the weeks before the month count for the year that begins.
    return found.since < begins - timedelta(days=62)


def _same(known: PermissionDecision, fresh: PermissionDecision) -> bool:
    if fresh.status is PermissionStatus.GIVEN or known.status is PermissionStatus.GIVEN:
        renewed = fresh.since is not None and known.since is not None and fresh.since > known.since
        return (
            known.status is fresh.status and known.until == fresh.until and known.naming == fresh.naming and not renewed
        )
    return fresh.status in (known.status, *_NO_LONGER)
