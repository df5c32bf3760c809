"""Examines stored posts that nobody has read yet, opens cases and queues alerts: one transaction a post.

A kill at any moment leaves a post either unread, to be read at the next run, or read with its case and its alerts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from casework import breaches, cases, illegal, legal_hold, muting
from casework.coming_back import note_repost
from casework.deny import is_named, possible_subjects, words_of
from casework.letting_go import let_go_outside_cases
from casework.telling import tell
from casework.triage import Triage, triage
from casework.working_time import WorkingTime
from data.records import Examination, School, StaffMember
from data.store import learning, posts
from data.store.tables import PostRow
from data.words import Direction
from pipelines.examine import examine_posts
from pipelines.home import Home
from pipelines.media import HomeMedia
from pipelines.operating_point import current_points
from pipelines.picture_marks import remember_pictures
from pipelines.reach import heads_if_repeated, matter_of, owners_of, reach_of

BATCH = 64
NOT_ABOUT_US = "not about this school"
GONE_UNREAD = "gone before it was read"


@dataclass(frozen=True, slots=True)
class Attended:
    """What became of the posts that were read."""

    read: int = 0
    not_read: int = 0
    findings: int = 0
    cases: int = 0
    alerts: int = 0
    muted: int = 0
    """Posts that open no case because their source or thread is muted."""

    def plus(self, other: Attended) -> Attended:
        """Return the sum of both."""
        return Attended(
            self.read + other.read,
            self.not_read + other.not_read,
            self.findings + other.findings,
            self.cases + other.cases,
            self.alerts + other.alerts,
            self.muted + other.muted,
        )


def attend(*, home: Home, school: School) -> Attended:
    """Examine every stored post whose newest version is unread, and do what follows from it."""
    total = Attended()
    with home.store.writing() as session:
        posts.let_go_unread(session, home.school_id, why=GONE_UNREAD)
    while True:
        with home.store.reading() as session:
            rows = posts.pending(session, home.school_id, limit=BATCH)
        if not rows:
            return total
        for row, examination in zip(
            rows,
            examine_posts(posts=[posts.as_post(row) for row in rows], school=school, media=HomeMedia(home)),
            strict=True,
        ):
            with home.store.writing() as session:
                if _is_still_unread(session, row):
                    total = total.plus(settle(session, home, school, row, examination))


def _is_still_unread(session: Session, row: PostRow) -> bool:
    """Say whether the version that was read is still the newest and nobody else settled it meanwhile.

    Otherwise what was read would decide about words that it never saw; the newer version is read in the next round.
    """
    now = session.get(PostRow, row.id, with_for_update=True)
    return now is not None and now.version == row.version and now.examined_version < now.version


def settle(session: Session, home: Home, school: School, row: PostRow, examination: Examination) -> Attended:
    """Store an examination and what follows from it: a case, alerts, or letting the words go."""
    now, cue = home.clock(), illegal.is_cue([words_of(examination.post)])
    outcome = outcome_of(examination, school)
    posts.store_examination(
        session, home.cipher, home.school_id, row, replace(examination, severity=outcome.severity), now=now
    )
    remember_pictures(session, home, row, examination.post)
    learning.store_shadow(
        session,
        home.school_id,
        post_id=row.id,
        scores=examination.scores,
        present=school.calibrations,
        points=current_points(home=home),
        now=now,
    )
    done = Attended(read=1, not_read=int(bool(examination.unread)), findings=len(examination.findings))
    if not outcome.opens_case:
        if not examination.relevant and examination.post.direction is Direction.MENTION and not examination.unread:
            posts.drop_text(session, [row.id], why=NOT_ABOUT_US)
        let_go_outside_cases(session, [row.id])
        return done
    if muting.is_muted(session, home.school_id, row, outcome, now=now):
        let_go_outside_cases(session, [row.id])
        return replace(done, muted=1)
    hours = WorkingTime.of(home.config.hours, home.config.school.nation)
    opened = cases.take_up(
        session,
        home.cipher,
        home.school_id,
        row=row,
        examination=examination,
        outcome=outcome,
        hours=hours,
        now=now,
        staff=school.staff,
    )
    locked = False
    if cue:
        # Before anybody is told and before anything is shown.
        locked = illegal.lock(session, home.cipher, opened.case, actor="goodname", why="a cue in the words", now=now)
    legal_hold.hold_case(session, home.cipher, opened.case, row, examination.findings, now=now)
    if opened.is_new:
        note_repost(session, home.cipher, opened.case, now=now)
    breaches.log(session, opened.case, row, examination.findings, owners=owners_of(examination, school), now=now)
    subjects = possible_subjects([examination], school.staff)
    before = cases.denied(session, opened.case)
    denied = cases.deny(session, opened.case, subjects)
    told = 0
    if opened.tell or locked or denied - before:
        reach = reach_of(session, home)
        matter = matter_of(
            session,
            opened.case,
            named=only_named(examination, school.staff, subjects),
            also=frozenset(owners_of(examination, school)) | heads_if_repeated(session, row, reach, now=now),
        )
        told = tell(session, opened.case, matter, reach, now=now)
    return replace(done, cases=int(opened.is_new), alerts=told)


def outcome_of(examination: Examination, school: School) -> Triage:
    """Return what becomes of an examined post: what triage says, and a case at least where its words are a cue."""
    outcome = triage(examination, school)
    return illegal.at_least(outcome, examination) if illegal.is_cue([words_of(examination.post)]) else outcome


def only_named(examination: Examination, staff: Sequence[StaffMember], subjects: Mapping[str, str]) -> frozenset[str]:
    """Return the user name of the one member of staff whom the post names, or nothing when it names several or none."""
    words = words_of(examination.post)
    named = [member for member in staff if is_named(member, words)]
    return frozenset(member.user for member in named if len(named) == 1 and member.user in subjects and member.user)
