"""The breach log: each own post that broke a rule, from when it was found until somebody said how it ended.

A case with an open breach cannot be closed. Where a child was exposed, a clock of 72 hours runs in which the data
protection officer decides, with a reason, whether the regulator is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.own_post_rules import exposes_child, is_breach
from data.errors import InputError
from data.records import Finding
from data.store.cipher import Cipher
from data.store.own_post_tables import BreachRow
from data.store.tables import CaseRow, PostRow, PostVersionRow
from data.words import BreachDecision, BreachOutcome, CloseReason, Direction

DECIDE_WITHIN = timedelta(hours=72)
"""How long after a breach became known the regulator is told, when it is to be told (UK GDPR, article 33)."""

_SAID_BY_CLOSING = {CloseReason.REMOVED: BreachOutcome.REMOVED, CloseReason.FALSE_ALARM: BreachOutcome.NO_BREACH}


def log(
    session: Session,
    case: CaseRow,
    row: PostRow,
    findings: Sequence[Finding],
    *,
    owners: Iterable[str],
    now: datetime,
) -> BreachRow | None:
    """Write an own post with a breach into the log, once a case; what it says grows when more is found later.

    `owners`: who answers for the post, the account's own owner first.
    """
    found = [finding for finding in findings if is_breach(finding)]
    if row.direction != Direction.OWN.value or not found:
        return None
    labels = sorted({finding.label.value for finding in found})
    known = session.scalars(select(BreachRow).where(BreachRow.case_id == case.id, BreachRow.post_id == row.id)).first()
    if known is None:
        owner = next(iter(owners), None)
        known = BreachRow(
            school_id=case.school_id,
            case_id=case.id,
            post_id=row.id,
            labels=labels,
            child_exposed=False,
            found_at=now,
            owner=owner,
            owner_told_at=now if owner else None,
        )
        session.add(known)
    elif known.outcome is None:
        known.labels = sorted({*known.labels, *labels})
    if exposes_child(found) and not known.child_exposed:
        known.child_exposed, known.decide_by = True, now + DECIDE_WITHIN
    session.flush()
    return known


def of_case(session: Session, case: CaseRow) -> Sequence[BreachRow]:
    """Return the breaches of a case, oldest first."""
    return session.scalars(select(BreachRow).where(BreachRow.case_id == case.id).order_by(BreachRow.id)).all()


def settle(
    session: Session,
    cipher: Cipher,
    case: CaseRow,
    *,
    outcome: BreachOutcome,
    words: str,
    actor: str,
    now: datetime,
) -> int:
    """Say how the open breaches of a case ended; return how many there were. `words` must say what was done."""
    if not words.strip():
        raise InputError("say in a few words how the breach ended")
    open_ones = [row for row in of_case(session, case) if row.outcome is None]
    for row in open_ones:
        row.outcome, row.outcome_at, row.outcome_by = outcome.value, now, actor
        row.outcome_sealed = cipher.seal(words, row.school_id, "breaches", "outcome", row.id)
        recheck(session, row, now=now)
    return len(open_ones)


def close(
    session: Session, cipher: Cipher, case: CaseRow, *, reason: CloseReason, words: str, actor: str, now: datetime
) -> None:
    """Let a case be closed only when each of its breaches has an outcome; *removed* and *false alarm* are outcomes."""
    if all(row.outcome for row in of_case(session, case)):
        return
    said = _SAID_BY_CLOSING.get(reason)
    if said is None:
        raise InputError(
            "this case has a breach of the school's own rules without an outcome: say first how it ended "
            "(`goodname breach outcome`), or close it as removed or as a false alarm"
        )
    settle(session, cipher, case, outcome=said, words=words, actor=actor, now=now)


def recheck(session: Session, row: BreachRow, *, now: datetime) -> str:
    """Note whether the post is gone or was edited since the breach was found; *still there* where neither is seen."""
    post = session.get(PostRow, row.post_id)
    if post is None or post.gone_at is not None:
        seen = "gone"
    elif (post.edited_at is not None and post.edited_at > row.found_at) or _is_changed(session, row):
        seen = "edited"
    else:
        seen = "still there"
    row.rechecked_at, row.recheck = now, seen
    return seen


def _is_changed(session: Session, row: BreachRow) -> bool:
    """Say whether the post reads otherwise than when the breach was found; not every platform says so itself."""
    later = select(PostVersionRow.version).where(
        PostVersionRow.post_id == row.post_id, PostVersionRow.replaced_at > row.found_at
    )
    return session.scalars(later.limit(1)).first() is not None


def decide(cipher: Cipher, row: BreachRow, *, decision: BreachDecision, words: str, actor: str, now: datetime) -> None:
    """Record the data protection officer's decision about a breach, with its reason."""
    if not row.child_exposed:
        raise InputError("no child was exposed by this breach, so there is nothing to decide about the regulator")
    if not words.strip():
        raise InputError("say in a few words why the regulator is told, or is not")
    row.decision, row.decided_at, row.decided_by = decision.value, now, actor
    row.decision_sealed = cipher.seal(words, row.school_id, "breaches", "decision", row.id)
