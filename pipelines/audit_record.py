"""The record of the daily audit of own posts: what was read, what was not seen, who signed it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import breaches
from data.errors import InputError
from data.policy import resolved
from data.registers.roll_age import Light
from data.store import audit, schools
from data.store.own_post_tables import BreachRow, DeviceCheckRow, OwnAuditRow
from data.store.tables import ExaminationRow, PostRow
from data.words import Direction, Platform, Role
from pipelines.home import Home
from pipelines.register_desk import age_of_roll, registered_accounts
from pipelines.registers import school_day

SIGNS = frozenset({Role.PLATFORM_OWNER, Role.DIRECTOR, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER})
_NO_PROFILE = frozenset({Platform.WEBSITE, Platform.GOOGLE_REVIEWS, Platform.WIKIPEDIA, Platform.WEB})
"""Where there is no profile picture, story or live video of the school's own making."""

OWN_ROOF = timedelta(days=2)
"""An audit that nobody has signed for so long is an exception of the next one."""


@dataclass(frozen=True, slots=True)
class NotSeen:
    """What an audit could not look at: counts by kind, and sentences that name nobody."""

    counts: Mapping[str, int]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One audit as it stands in the record."""

    number: int
    since: datetime
    audited_at: datetime
    audited_by: str
    counts: Mapping[str, int]
    exceptions: tuple[str, ...]
    signed_at: datetime | None
    signed_by: str | None


def last_audit_at(*, home: Home) -> datetime | None:
    """Return when own posts were last audited."""
    with home.store.reading() as session:
        return session.scalar(select(func.max(OwnAuditRow.audited_at)).where(OwnAuditRow.school_id == home.school_id))


def not_seen(session: Session, home: Home, since: datetime) -> NotSeen:
    """Return what of the own posts since `since` nobody has seen, and what is overdue in the school's own hands."""
    own = (
        PostRow.school_id == home.school_id,
        PostRow.direction == Direction.OWN.value,
        func.coalesce(PostRow.published_at, PostRow.collected_at) >= since,
    )
    rows = session.execute(
        select(PostRow.gone_at, PostRow.extras, ExaminationRow.unread)
        .outerjoin(ExaminationRow, ExaminationRow.post_id == PostRow.id)
        .where(*own)
    ).all()
    clips = sum(any(i.get("kind") == "video" for i in extras.get("images", ())) for _, extras, _ in rows)
    unread = sum(bool(unread) for _, _, unread in rows)
    expired = sum(gone_at is not None and (unread is None or bool(unread)) for gone_at, _, unread in rows)
    now = home.clock()
    breached = (BreachRow.school_id == home.school_id,)
    open_ones = session.scalars(select(BreachRow).where(*breached, BreachRow.outcome.is_(None))).all()
    still_there = sum(
        breaches.recheck(session, row, now=now) == "still there"
        for row in session.scalars(
            select(BreachRow).where(
                *breached, BreachRow.outcome.in_(("removed", "edited")), BreachRow.recheck == "still there"
            )
        ).all()
    )
    for row in open_ones:
        breaches.recheck(session, row, now=now)
    undecided = [
        row
        for row in session.scalars(
            select(BreachRow).where(*breached, BreachRow.child_exposed, BreachRow.decision.is_(None))
        )
        if row.outcome not in ("no_breach", "permitted")
    ]
    late = sum(row.decide_by is not None and row.decide_by <= now for row in undecided)
    age = age_of_roll(session, home)
    unsigned = session.scalar(
        select(func.count()).where(
            OwnAuditRow.school_id == home.school_id,
            OwnAuditRow.signed_at.is_(None),
            OwnAuditRow.audited_at < now - OWN_ROOF,
        )
    )
    devices = devices_overdue(session, home)
    told = (
        (clips, "{} clips: their words were read, their frames are not examined"),
        (unread, "{} posts of which something was not read"),
        (expired, "{} posts that went before they were read whole"),
        (len(open_ones), "{} breaches without an outcome"),
        (still_there, "{} posts said to be taken down or edited, and still there as they were"),
        (len(undecided), "{} breaches that wait for the data protection officer's decision"),
        (late, "{} of them beyond their 72 hours"),
        (unsigned or 0, "{} earlier audits that nobody has signed off"),
        (len(devices), "{} devices not checked for old pictures in time"),
    )
    sentences = [words.format(count) for count, words in told if count]
    if age.light is not Light.GREEN:
        sentences.append(f"the roll is {age.words}")
    counts = {
        "clips_not_examined": clips,
        "not_read": unread,
        "expired_unread": expired,
        "profiles_not_seen": profiles_not_seen(session, home),
        "open_breaches": len(open_ones),
    }
    return NotSeen(counts, tuple(sentences))


def store_audit(
    session: Session, home: Home, *, since: datetime, actor: str, counts: Mapping[str, int], exceptions: Sequence[str]
) -> OwnAuditRow:
    """Store an audit, to be signed off by a person."""
    row = OwnAuditRow(
        school_id=home.school_id,
        since=since,
        audited_at=home.clock(),
        audited_by=actor,
        counts=dict(counts),
        exceptions=list(exceptions),
    )
    session.add(row)
    session.flush()
    return row


def sign_off(*, home: Home, viewer: str, number: int | None = None, words: str = "") -> AuditRecord:
    """Sign off an audit (the newest unsigned one, unless `number`) as `viewer`; exceptions need a few words.

    Raises `InputError` for somebody whose roles do not sign, an audit that is not there, or exceptions without words.
    """
    with home.store.writing() as session:
        needs_role(session, home, viewer, SIGNS, "sign off the audit")
        row = _unsigned(session, home, number)
        if row is None:
            raise InputError("there is no audit of this number that waits to be signed off")
        if row.exceptions and not words.strip():
            raise InputError(
                f"this audit has {len(row.exceptions)} exceptions: say in a few words what becomes of them"
            )
        row.signed_at, row.signed_by = home.clock(), viewer
        if words.strip():
            row.note_sealed = home.cipher.seal(words, home.school_id, "own_audits", "note", row.id)
        audit.record(
            session,
            home.cipher,
            home.school_id,
            actor=viewer,
            action="own_posts:signed_off",
            at=home.clock(),
            details={"audit": row.id, **row.counts, "exceptions": len(row.exceptions)},
        )
        return _record(row)


def to_sign_off(*, home: Home, viewer: str, number: int | None = None) -> AuditRecord | None:
    """Return the audit that `sign_off` would sign, if any; raise `InputError` for roles that do not sign."""
    with home.store.reading() as session:
        needs_role(session, home, viewer, SIGNS, "sign off the audit")
        row = _unsigned(session, home, number)
        return None if row is None else _record(row)


def audits(*, home: Home, limit: int = 30) -> list[AuditRecord]:
    """Return the newest audits, newest first."""
    with home.store.reading() as session:
        rows = session.scalars(
            select(OwnAuditRow)
            .where(OwnAuditRow.school_id == home.school_id)
            .order_by(OwnAuditRow.id.desc())
            .limit(limit)
        )
        return [_record(row) for row in rows]


def audits_between(session: Session, home: Home, begin: datetime, end: datetime) -> list[AuditRecord]:
    """Return the audits that ran from `begin` until before `end`, oldest first."""
    rows = session.scalars(
        select(OwnAuditRow)
        .where(OwnAuditRow.school_id == home.school_id, OwnAuditRow.audited_at >= begin, OwnAuditRow.audited_at < end)
        .order_by(OwnAuditRow.id)
    )
    return [_record(row) for row in rows]


def profiles_not_seen(session: Session, home: Home) -> int:
    """Return of how many own accounts nobody looks at profile picture, banner, stories and live video for us.

    No platform gives them to a collector; whoever signs the audit off opens those accounts.
    """
    return sum(
        account.status == "active" and account.platform not in _NO_PROFILE
        for account in registered_accounts(session, home)
    )


def devices_overdue(session: Session, home: Home) -> list[str]:
    """Return the devices whose last check is too long ago, or found pictures that were not cleared."""
    months = int(resolved(home.config.policy)["device_image_months"])
    due = school_day(home) - timedelta(days=round(months * 30.44))
    newest: dict[str, DeviceCheckRow] = {}
    for row in session.scalars(
        select(DeviceCheckRow)
        .where(DeviceCheckRow.school_id == home.school_id)
        .order_by(DeviceCheckRow.checked_on, DeviceCheckRow.id)
    ):
        newest[row.device] = row
    return sorted(name for name, row in newest.items() if row.checked_on < due or not row.cleared)


def needs_role(session: Session, home: Home, viewer: str, roles: frozenset[Role], what: str) -> None:
    """Raise `InputError` unless `viewer` is an active person with one of `roles`; `what` ends the sentence."""
    person = schools.person(session, home.school_id, viewer)
    if person is None or not person.active:
        raise InputError("this user name is not on the list of people: add it with `goodname user add`")
    if not roles & {Role(role) for role in person.roles}:
        named = ", ".join(sorted(role.label for role in roles))
        raise InputError(f"your roles do not let you {what}; these do: {named}")


def _unsigned(session: Session, home: Home, number: int | None) -> OwnAuditRow | None:
    wanted = select(OwnAuditRow).where(OwnAuditRow.school_id == home.school_id, OwnAuditRow.signed_at.is_(None))
    return session.scalars(
        (wanted if number is None else wanted.where(OwnAuditRow.id == number)).order_by(OwnAuditRow.id.desc())
    ).first()


def _record(row: OwnAuditRow) -> AuditRecord:
    return AuditRecord(
        row.id,
        row.since,
        row.audited_at,
        row.audited_by,
        dict(row.counts),
        tuple(str(entry) for entry in row.exceptions),
        row.signed_at,
        row.signed_by,
    )
