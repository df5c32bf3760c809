"""What a person does to have a post removed: draft, note what was sent and answered, climb the ladder, lock, disclose.

The software drafts and records; a person sends. Each change is a line of the case's timeline and of the audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import illegal, ladder, takedown
from casework.cases import note
from casework.disclosure import Disclosure, disclose
from casework.lock_holders import holds_lock
from casework.playbook import Advice, read_playbook
from casework.reportable import likely
from data.errors import InputError
from data.removal_words import Filer, Ground, PackRoute, RequestOutcome, Subject, UrlState
from data.store import audit
from data.store.removal_tables import EscalationRow, TakedownRow, UrlStateRow
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import Label, Platform
from pipelines.home import Home
from pipelines.seeing import case_for, person_of


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of a case as it stands now."""

    steps: tuple[ladder.Step, ...]
    lado_by: datetime | None


def routes_for(
    *, home: Home, viewer: str, reference: str, ground: Ground | None = None, subject: Subject | None = None
) -> Advice:
    """Return the playbook's routes for the case's first post, in order; ground and subject may be left to the case."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        post = _posts(session, case)[0]
        _, likely_ground, likely_subject = likely(Label(case.category))
        return read_playbook(home.folder).routes(
            Platform(post.platform),
            ground or likely_ground,
            subject or likely_subject,
            home.config.school.nation,
            on_own_post=post.on_own_post,
            school_type=home.config.school.type,
        )


def draft_request(
    *,
    home: Home,
    viewer: str,
    reference: str,
    route: str,
    ground: Ground,
    subject: Subject,
    filer: Filer,
    text: str,
    post_id: int | None = None,
) -> int:
    """Store a removal request that a person will send; return its number. Raises `InputError` as `takedown.draft`."""
    chosen = read_playbook(home.folder).route(route)
    if chosen is None:
        raise InputError("the playbook has no route with this key; `goodname takedown routes` lists them")
    with home.store.writing() as session:
        case = _unlocked(session, home, viewer, reference)
        posts = _posts(session, case)
        post = next((p for p in posts if p.id == post_id), None) if post_id is not None else posts[0]
        if post is None:
            raise InputError("this post does not belong to the case")
        fits = chosen.fits(Platform(post.platform), ground, subject)
        if not fits or home.config.school.nation not in chosen.nations:
            raise InputError("this route is not for this matter; `goodname takedown routes` lists those that are")
        row = takedown.draft(
            session,
            home.cipher,
            case,
            post_id=post.id,
            platform=post.platform,
            route=chosen,
            ground=ground,
            subject=subject,
            filer=filer,
            text=text,
            actor=viewer,
            now=home.clock(),
        )
        return row.id


def note_sent(*, home: Home, viewer: str, reference: str, request: int, platform_reference: str | None = None) -> None:
    """Note that a person sent the request, and the platform's reference."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        row = _request(session, case, request)
        takedown.mark_sent(
            session, home.cipher, case, row, reference=platform_reference, actor=viewer, now=home.clock()
        )


def note_answer(
    *, home: Home, viewer: str, reference: str, request: int, outcome: RequestOutcome, response: str | None = None
) -> None:
    """Note what the platform answered."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        row = _request(session, case, request)
        takedown.mark_answered(
            session, home.cipher, case, row, outcome=outcome, response=response, actor=viewer, now=home.clock()
        )


def list_requests(*, home: Home, viewer: str, reference: str) -> list[takedown.Request]:
    """Return the case's requests, oldest first."""
    with home.store.reading() as session:
        return takedown.requests(session, home.cipher, case_for(session, home, viewer, reference))


def note_state(
    *, home: Home, viewer: str, reference: str, post_id: int, state: UrlState, how: str | None = None
) -> bool:
    """Note where a post of the case stands, as a person saw it; return False when it stood there already."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        if session.get(CasePostRow, (case.id, post_id)) is None:
            raise InputError("this post does not belong to the case")
        now = home.clock()
        changed = takedown.set_state(session, case, post_id, state, actor=viewer, now=now, how=how or "a person looked")
        if changed:
            note(session, home.cipher, case, actor=viewer, action=f"post {post_id}: {state.value}", at=now)
            _audit(session, home, case, viewer, "url:state", reason=state.value)
        return changed


def show_ladder(*, home: Home, viewer: str, reference: str) -> Ladder:
    """Return every rung of the case's ladder as it stands now."""
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        matter, nation = matter_of(session, case), home.config.school.nation
        steps = ladder.steps(matter, _taken(session, case), now=home.clock(), nation=nation)
        about_staff = Label(case.category) in (Label.STAFF_ALLEGATION, Label.REPORTING_RESTRICTION)
        return Ladder(steps, ladder.lado_target(case.opened_at, nation=nation) if about_staff else None)


def escalate(
    *,
    home: Home,
    viewer: str,
    reference: str,
    rung: ladder.Rung,
    route: PackRoute | None = None,
    outcome: str | None = None,
    authority_reference: str | None = None,
    left_out: Mapping[ladder.Rung, str] | None = None,
) -> None:
    """Record a step up the ladder. `left_out` says why each earlier rung that was not taken was left out.

    Raises `InputError` when a rung would be skipped silently, or POSH asked before the platform had its 48 hours.
    """
    reasons, now = dict(left_out or {}), home.clock()
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        matter = matter_of(session, case)
        ladder.check_wait(rung, matter, now=now, reasons=reasons)
        skipped = ladder.check_order(rung, matter, _taken(session, case), reasons)
        for earlier in skipped:
            why = reasons.get(earlier) or (
                "safeguarding or staff impersonated" if matter.may_jump else "the wait is over"
            )
            _add_step(session, home, case, earlier, actor=viewer, now=now, why=why)
        due = now + ladder.PLATFORM_WAIT if rung is ladder.Rung.ASK else None
        _add_step(
            session,
            home,
            case,
            rung,
            actor=viewer,
            now=now,
            route=route,
            outcome=outcome,
            their=authority_reference,
            due=due,
        )
        note(session, home.cipher, case, actor=viewer, action=f"ladder {rung.value}: {rung.label}", at=now)
        _audit(session, home, case, viewer, "case:escalated", reason=route.value if route else None, rung=rung.value)


def log_disclosure(*, home: Home, viewer: str, reference: str, route: PackRoute, said: Disclosure) -> None:
    """Record to whom something of the case goes, why, and whether those concerned were asked."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        disclose(session, home.cipher, case, route=route, said=said, actor=viewer, now=home.clock())


def lock_case(*, home: Home, viewer: str, reference: str, why: str) -> tuple[str, ...]:
    """Lock the case because what it points to may be illegal to look at; return whom to call.

    Anybody who sees the case may lock it; only the safeguarding lead or the deputy sees it afterwards.
    """
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        illegal.lock(session, home.cipher, case, actor=viewer, why=why, now=home.clock())
    return illegal.whom_to_call(read_playbook(home.folder), home.config.school.nation)


def unlock_case(*, home: Home, viewer: str, reference: str, why: str) -> None:
    """Lift the lock, with a reason; only the safeguarding lead or the deputy may."""
    with home.store.writing() as session:
        case = case_for(session, home, viewer, reference)
        if not holds_lock(session, case, person_of(session, home, viewer).id):
            raise InputError("only the safeguarding lead or the deputy may lift this lock")
        illegal.release(session, home.cipher, case, actor=viewer, why=why, now=home.clock())


def matter_of(session: Session, case: CaseRow) -> ladder.Matter:
    """Return what the ladder needs to know of the case."""
    ground = session.scalars(
        select(TakedownRow).where(TakedownRow.case_id == case.id).order_by(TakedownRow.id.desc()).limit(1)
    ).first()
    impersonated = ground is not None and (ground.ground, ground.subject) == (Ground.IMPERSONATION, Subject.STAFF)
    reported = session.scalar(
        select(UrlStateRow.at)
        .where(UrlStateRow.case_id == case.id, UrlStateRow.state == UrlState.REPORTED.value)
        .order_by(UrlStateRow.id)
        .limit(1)
    )
    category = Label(case.category)
    return ladder.Matter(
        category=category,
        safeguarding=category in (Label.SAFEGUARDING, Label.STAFF_ALLEGATION, Label.CHILD_IDENTIFYING),
        staff_impersonated=impersonated,
        illegal=illegal.is_locked(session, case.id),
        reported_at=reported,
    )


def _posts(session: Session, case: CaseRow) -> list[PostRow]:
    return list(
        session.scalars(
            select(PostRow).join(CasePostRow, CasePostRow.post_id == PostRow.id).where(CasePostRow.case_id == case.id)
            .order_by(PostRow.id)
        )
    )  # fmt: skip


def _unlocked(session: Session, home: Home, viewer: str, reference: str) -> CaseRow:
    case = case_for(session, home, viewer, reference)
    if illegal.is_locked(session, case.id):
        raise InputError("this case is locked: it goes to the police, the IWF and CEOP only, by its address")
    return case


def _request(session: Session, case: CaseRow, number: int) -> TakedownRow:
    row = session.get(TakedownRow, number)
    if row is None or row.case_id != case.id:
        raise InputError("the case has no request with this number")
    return row


def _taken(session: Session, case: CaseRow) -> list[ladder.Taken]:
    rows = session.scalars(select(EscalationRow).where(EscalationRow.case_id == case.id).order_by(EscalationRow.id))
    return [ladder.Taken(ladder.Rung(row.rung), row.skipped) for row in rows]


def _add_step(
    session: Session,
    home: Home,
    case: CaseRow,
    rung: ladder.Rung,
    *,
    actor: str,
    now: datetime,
    why: str | None = None,
    route: PackRoute | None = None,
    outcome: str | None = None,
    their: str | None = None,
    due: datetime | None = None,
) -> None:
    place = (case.school_id, "escalations")
    session.add(
        EscalationRow(
            school_id=case.school_id,
            case_id=case.id,
            rung=rung.value,
            route=route.value if route else None,
            skipped=why is not None,
            why_sealed=home.cipher.seal(why, *place, "why", case.id) if why else None,
            reference_sealed=home.cipher.seal(their, *place, "reference", case.id) if their else None,
            outcome=outcome,
            actor=actor,
            at=now,
            due_at=due,
        )
    )
    session.flush()


def _audit(
    session: Session, home: Home, case: CaseRow, actor: str, action: str, *, reason: str | None, **details: object
) -> None:
    audit.record(
        session,
        home.cipher,
        home.school_id,
        actor=actor,
        action=action,
        at=home.clock(),
        reason=reason,
        details={"case": case.reference, **details},
    )
