"""Registers of cases: requests for removal, disclosures, incidents, steps up the ladder, over-flagging, breaches."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import disclosure, holds, takedown
from casework.documents.facts import london
from casework.figures import group_of
from casework.ladder import Rung
from data.removal_words import PackRoute, SentHow
from data.store.own_post_tables import BreachRow
from data.store.removal_tables import DisclosureRow, EscalationRow, TakedownRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import BreachDecision, BreachOutcome, CaseStatus, CloseReason, Label, Platform
from pipelines.home import Home
from pipelines.register_pages import Register, seen
from pipelines.seeing import roles_of


def takedowns(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return every removal request drafted in the time."""
    found = session.execute(
        select(TakedownRow, CaseRow.reference, PostRow.url)
        .join(CaseRow, CaseRow.id == TakedownRow.case_id)
        .outerjoin(PostRow, PostRow.id == TakedownRow.post_id)
        .where(*seen(session, home, viewer), TakedownRow.drafted_at >= first, TakedownRow.drafted_at < after)
        .order_by(TakedownRow.id)
    ).all()
    rows = []
    for row, reference, url in found:
        request = takedown.opened(home.cipher, row)
        state = takedown.current_state(session, row.case_id, row.post_id) if row.post_id else None
        rows.append(
            (
                reference,
                url or "not kept",
                Platform(request.platform).label,
                request.ground.label,
                request.filer.label,
                request.reference or "",
                london(request.sent_at) if request.sent_at else "not sent",
                london(request.response_at) if request.response_at else "",
                request.outcome.label,
                state.label if state else "not looked at",
            )
        )
    header = ("Case", "Address", "Platform", "Ground", "Filed by", "Reference", "Sent", "Answered", "Outcome", "Now")
    return Register(header, rows, "Every removal request drafted in this time.")


def disclosures(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return to whom anything of a case was given."""
    found = session.execute(
        select(DisclosureRow, CaseRow.reference)
        .join(CaseRow, CaseRow.id == DisclosureRow.case_id)
        .where(*seen(session, home, viewer), DisclosureRow.at >= first, DisclosureRow.at < after)
        .order_by(DisclosureRow.id)
    ).all()
    rows = []
    for row, reference in found:
        said = disclosure.opened(home.cipher, row)
        rows.append(
            (
                london(row.at),
                reference,
                PackRoute(row.route).label,
                said.to,
                said.why,
                said.consent.label,
                said.consent_why,
                row.actor,
                (row.document_sha256 or "no document")[:12],
                f"{SentHow(row.sent_how).label}, {london(row.sent_at)}" if row.sent_how else "not noted",
            )
        )
    header = ("When", "Case", "What", "To whom", "Why", "Consent", "Why not asked", "By", "SHA-256 begins", "Sent")
    return Register(header, rows, "To whom anything of a case was given, why, and whether those concerned were asked.")


def breach_register(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return the own posts that broke a rule."""
    found = session.execute(
        select(BreachRow, CaseRow.reference, PostRow.platform, PostRow.account)
        .join(CaseRow, CaseRow.id == BreachRow.case_id)
        .join(PostRow, PostRow.id == BreachRow.post_id)
        .where(*seen(session, home, viewer), BreachRow.found_at >= first, BreachRow.found_at < after)
        .order_by(BreachRow.id)
    ).all()
    rows = [
        (
            reference,
            "; ".join(Label(label).label for label in row.labels),
            Platform(platform).label,
            account or "",
            london(row.found_at),
            "yes" if row.child_exposed else "no",
            BreachOutcome(row.outcome).label if row.outcome else "open",
            london(row.outcome_at) if row.outcome_at else "",
            row.recheck or "not looked at again",
            london(row.decide_by) if row.decide_by else "none runs",
            BreachDecision(row.decision).label if row.decision else "",
        )
        for row, reference, platform, account in found
    ]
    header = (
        "Case", "What", "Platform", "Account", "Found", "Child exposed", "Outcome", "Put right", "Seen since",
        "72 hours end", "DPO's decision",
    )  # fmt: skip
    return Register(header, rows, "Posts of the school's own accounts that did not keep to its rules.")


def incidents(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return every case opened in the time, without a name, a word or an address of any post."""
    knowing = holds.knows(roles_of(session, home, viewer))
    cases = session.scalars(
        select(CaseRow)
        .where(*seen(session, home, viewer), CaseRow.opened_at >= first, CaseRow.opened_at < after)
        .order_by(CaseRow.opened_at, CaseRow.id)
    ).all()
    where = _platforms(session, [case.id for case in cases])
    rows = []
    for case in cases:
        shown, (platforms, posts) = holds.shown(case, knowing=knowing), where.get(case.id, ("", 0))
        rows.append(
            (
                case.reference,
                london(case.opened_at),
                group_of(Label(case.category)),
                shown.severity.value,
                platforms,
                str(posts),
                london(case.acknowledged_at) if case.acknowledged_at else "nobody yet",
                CaseStatus(case.status).label,
                london(case.closed_at) if case.closed_at else "",
                CloseReason(case.close_reason).label if case.close_reason else "",
            )
        )
    header = ("Case", "Opened", "Kind", "Severity", "Platform", "Posts", "Taken on", "Status", "Closed", "Closed as")
    return Register(header, rows, "Every case opened in this time; no names, no words of posts, no addresses.")


def escalations(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return every step up the ladder, taken or left out, with the helpline's or authority's own reference."""
    found = session.execute(
        select(EscalationRow, CaseRow.reference)
        .join(CaseRow, CaseRow.id == EscalationRow.case_id)
        .where(*seen(session, home, viewer), EscalationRow.at >= first, EscalationRow.at < after)
        .order_by(EscalationRow.id)
    ).all()
    rows = []
    for row, reference in found:
        place = (row.school_id, "escalations")
        why = home.cipher.open(row.why_sealed, *place, "why", row.case_id) if row.why_sealed else ""
        theirs = (
            home.cipher.open(row.reference_sealed, *place, "reference", row.case_id) if row.reference_sealed else ""
        )
        rows.append(
            (
                london(row.at),
                reference,
                f"{row.rung} {Rung(row.rung).label}",
                PackRoute(row.route).label if row.route else "",
                "left out" if row.skipped else "taken",
                why,
                row.outcome or "",
                theirs,
                row.actor,
            )
        )
    header = ("When", "Case", "Step", "By which route", "Taken", "Why left out", "Outcome", "Their reference", "By")
    return Register(
        header, rows, "Every step up the ladder: POSH, the LADO, the police and the others; and what was left out."
    )


def over_flags(session: Session, home: Home, viewer: str, first: datetime, after: datetime) -> Register:
    """Return for each kind of case how many of those closed in the time turned out to be nothing."""
    closed = session.execute(
        select(CaseRow.category, CaseRow.close_reason).where(
            *seen(session, home, viewer),
            CaseRow.status == CaseStatus.CLOSED.value,
            func.coalesce(CaseRow.close_reason, "") != CloseReason.MERGED.value,
            CaseRow.closed_at >= first,
            CaseRow.closed_at < after,
        )
    ).all()
    all_of: Counter[str] = Counter(Label(category).label for category, _ in closed)
    nothing = {
        reason: Counter(Label(category).label for category, why in closed if why == reason.value)
        for reason in (CloseReason.FALSE_ALARM, CloseReason.NOT_ABOUT_US, CloseReason.FAIR_CRITICISM)
    }
    rows = []
    for kind, count in sorted(all_of.items()):
        counts = [nothing[reason][kind] for reason in nothing]
        wrong = nothing[CloseReason.FALSE_ALARM][kind] + nothing[CloseReason.NOT_ABOUT_US][kind]
        rows.append((kind, str(count), *(str(number) for number in counts), f"{100 * wrong / count:.0f} %"))
    header = ("Kind", "Closed", *(reason.label for reason in nothing), "Flagged for nothing")
    return Register(
        header,
        rows,
        "Of the cases closed in this time that the reader may see: how many were nothing, or about another school.",
        personal=False,
    )


def _platforms(session: Session, case_ids: list[int]) -> dict[int, tuple[str, int]]:
    found: dict[int, list[str]] = {}
    for case_id, platform in session.execute(
        select(CasePostRow.case_id, PostRow.platform)
        .join(PostRow, PostRow.id == CasePostRow.post_id)
        .where(CasePostRow.case_id.in_(case_ids))
        .order_by(PostRow.id)
    ):
        found.setdefault(case_id, []).append(Platform(platform).label)
    return {case_id: (", ".join(dict.fromkeys(names)), len(names)) for case_id, names in found.items()}
