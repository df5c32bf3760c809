"""Locks a case to the safeguarding lead when what it points to may be illegal to look at.

Set by a cue in the words of a post, before anything is shown, or by a person. A locked case shows its address and times
as plain text, no words and no picture, and is not exported but for the address, the time and who saw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.cases import note
from casework.holds import keep_apart
from casework.playbook import Playbook
from casework.triage import VERY_LOW_RELEVANCE, Triage
from data.errors import InputError
from data.records import Examination, Post
from data.removal_words import PackRoute
from data.store import audit
from data.store.cipher import Cipher
from data.store.removal_tables import CaseLockRow
from data.store.tables import CaseRow
from data.words import Label, Role, Severity

ROLES = frozenset({Role.DSL, Role.DEPUTY_DSL})
ROUTES = frozenset({PackRoute.IWF, PackRoute.POLICE, PackRoute.CEOP})
"""What may still be written of a locked case: where and when, and for police and CEOP who saw it."""

_FIRST_LOOK = timedelta(minutes=15)
HIDDEN = "[hidden: this may point to illegal imagery; do not open the address]"

_SEXUAL = (
    r"nudes?|nudez|n00ds?|naked|undress\w*|topless|indecent|upskirt\w*|sexual|csam|child porn\w*|onlyfans|deep ?fakes?"
)
_PICTURE = (
    r"pics?|pictures?|photos?|images?|vids?|videos?|clips?|selfies?|nudes?|nudez|n00ds?|upskirt\w*|csam|porn\w*|link|"
    r"deep ?fakes?"
)
_CHILD = (
    r"child\w*|kids?|girls?|boys?|pupils?|students?|year \d+s?|y\d+|daughters?|sons?|minors?|under ?-?1[0-8]|"
    r"primary|nursery|school ?girls?|school ?boys?|teens?|csam|(?:[4-9]|1[0-7])[ -]?(?:yo|year[ -]olds?)"
)
_SHOWING = (
    r"link|here|watch|see|send\w*|sent|shar\w*|sell\w*|swap\w*|trad\w*|got|posted|going round|leaked|dm|\.com|https?://"
)


def is_cue(texts: Iterable[str]) -> bool:
    """Say whether the words point to sexual imagery of a child that may be reached from the post.

    All four must be there: something sexual, a picture, a child, and that it is shown or offered.
    """
    words = "\n".join(texts)
    return all(
        re.search(rf"(?<!\w)(?:{pattern})(?!\w)", words, re.IGNORECASE) is not None
        for pattern in (_SEXUAL, _PICTURE, _CHILD)
    ) and (re.search(_SHOWING, words, re.IGNORECASE) is not None)


def at_least(outcome: Triage, examination: Examination) -> Triage:
    """Return what becomes of a post with such a cue: a case of the gravest kind, whatever detectors made of it.

    Only a post that is plainly about another school opens none.
    """
    if outcome.opens_case or examination.relevance <= VERY_LOW_RELEVANCE:
        return outcome
    return Triage(Severity.S1, Label.SAFEGUARDING, may_be_another_school=not examination.relevant)


def lock(session: Session, cipher: Cipher, case: CaseRow, *, actor: str, why: str, now: datetime) -> bool:
    """Lock the case and make it a safeguarding matter of the gravest kind; return False when it is locked already."""
    row = session.get(CaseLockRow, case.id)
    if row is not None and row.released_at is None:
        return False
    sealed = cipher.seal(why, case.school_id, "case_locks", "why", case.id)
    if row is None:
        session.add(CaseLockRow(case_id=case.id, school_id=case.school_id, set_by=actor, set_at=now, why_sealed=sealed))
    else:
        row.set_by, row.set_at, row.why_sealed = actor, now, sealed
        row.released_by = row.released_at = row.release_why_sealed = None
    case.severity, case.category = Severity.S1.value, Label.SAFEGUARDING.value
    case.due_at = min(case.due_at or now + _FIRST_LOOK, now + _FIRST_LOOK)
    keep_apart(case, None)
    session.flush()
    _record(session, cipher, case, actor=actor, action="locked", now=now)
    return True


def release(session: Session, cipher: Cipher, case: CaseRow, *, actor: str, why: str, now: datetime) -> None:
    """Lift the lock, with a reason; raise `InputError` without one or when there is no lock."""
    row = session.get(CaseLockRow, case.id)
    if row is None or row.released_at is not None:
        raise InputError("this case is not locked")
    if not why.strip():
        raise InputError("say in a few words why the lock is lifted")
    row.released_by, row.released_at = actor, now
    row.release_why_sealed = cipher.seal(why, case.school_id, "case_locks", "release", case.id)
    _record(session, cipher, case, actor=actor, action="unlocked", now=now)


def is_locked(session: Session, case_id: int) -> bool:
    """Say whether the case is locked now."""
    row = session.get(CaseLockRow, case_id)
    return row is not None and row.released_at is None


def locked_of(session: Session, case_ids: Sequence[int]) -> frozenset[int]:
    """Return those of the cases that are locked now."""
    rows = session.scalars(
        select(CaseLockRow.case_id).where(CaseLockRow.case_id.in_(case_ids), CaseLockRow.released_at.is_(None))
    )
    return frozenset(rows)


def hidden(post: Post) -> Post:
    """Return the post with its address and times and nothing else of it."""
    return replace(post, text=HIDDEN, title=None, hashtags=(), repost_of=None, images=(), author=None)


def whom_to_call(playbook: Playbook, nation: str) -> tuple[str, ...]:
    """Return what the screen says of a locked case: what not to do, and whom to ring, in order."""
    lines = [
        "Do not look at it again. Do not copy, print, share, save, screenshot or delete it, or ask anybody to.",
        "Note the address only. Report it today.",
        "Every pupil of a primary school is under 13: a sexual image of one is always referred at once.",
    ]
    for key in ("police_999", "police_101", "iwf", "ceop", "report_remove"):
        contact = playbook.contact(key, nation)
        if contact is not None:
            lines.append(f"{contact.name}: {contact.contact} ({contact.hours})")
    lado = playbook.contact("lado", nation)
    if lado is not None:
        number = lado.contact or "number not filled in"
        lines.append(f"If an adult in school is involved, {lado.name}: {number}")
    return tuple(lines)


def _record(session: Session, cipher: Cipher, case: CaseRow, *, actor: str, action: str, now: datetime) -> None:
    case.changed_at = now
    note(session, cipher, case, actor=actor, action=action, at=now, reason="illegal_suspected")
    audit.record(
        session,
        cipher,
        case.school_id,
        actor=actor,
        action=f"case:{action}",
        at=now,
        reason="illegal_suspected",
        details={"case": case.reference},
    )
