"""Captures a page as it stands now, because a person asks: of the school's own site, or where a platform permitted it.

Everything else is evidenced from the store (`pipelines.evidence`), and no page is opened.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import evidence, illegal
from casework.documents.routes import WRITERS
from casework.live_page import as_warc, fetch_page
from casework.screen import Screen, screen_of
from collectors.base import RefusedByTerms, check_authority
from collectors.http import HttpClient
from collectors.links import account_pairs, own_handle, platform_of
from collectors.registry import collector_class
from data.errors import InputError
from data.records import School
from data.removal_words import PackRoute
from data.store.tables import CasePostRow, CaseRow, PostRow
from data.words import Platform
from pipelines.home import Home
from pipelines.registers import load_school
from pipelines.seeing import case_for, roles_of

_NOT_OURS = (
    "a live page is captured only of the school's own web site, or where the platform's written permission is recorded "
    "as authority of its source; the evidence record from the store (`goodname evidence keep`) opens no page"
)


@dataclass(frozen=True, slots=True)
class Capturable:
    """A post of a case by its number, and whether its page may be captured. `why` says on what ground, or why not."""

    number: int
    address: str | None
    allowed: bool
    why: str


def may_capture(*, home: Home, viewer: str, reference: str) -> tuple[Capturable, ...]:
    """Return of every post of the case whether `viewer` may have its page captured live."""
    school = load_school(home=home, purpose="live capture")
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        refusal = _refusal(session, home, case, viewer)
        return tuple(
            _judged(home, school, number, row, refusal) for number, row in enumerate(_posts(session, case), start=1)
        )


def capture_live(*, home: Home, viewer: str, reference: str, number: int, screen: Screen | None = None) -> int:
    """Open the page of the case's post `number` once, seal what came into the evidence, and return the record's number.

    Raises `InputError` saying why it may not be captured, and what the HTTP client raises when nothing answers.
    """
    school = load_school(home=home, purpose="live capture")
    with home.store.reading() as session:
        case = case_for(session, home, viewer, reference)
        rows = _posts(session, case)
        if not 1 <= number <= len(rows):
            raise InputError(f"the case has {len(rows)} posts, numbered from 1")
        row = rows[number - 1]
        judged = _judged(home, school, number, row, _refusal(session, home, case, viewer))
        if not judged.allowed or judged.address is None:
            raise InputError(judged.why)
    settings = home.config.sources.of(row.source)
    http = HttpClient(clock=home.clock, contact=home.config.school.contact, base_url=settings.base_url)
    page = fetch_page(http, judged.address, may_capture=partial(_is_allowed, home, school, row.source))
    shot = (screen or screen_of(os.environ)).show(page, http)
    files = {"page.warc": as_warc([page, *shot.also]), **({"screen.png": shot.picture} if shot.picture else {})}
    about = {
        "posts": [{"platform": row.platform, "url": judged.address}],
        "rendered_from": "a page opened once because a person asked",
        "why_allowed": judged.why,
        "address": page.address,
        "status": page.status,
        "fetched_at": page.at.isoformat(),
        "screenshot": "taken without pictures, videos and fonts" if shot.picture else f"none: {shot.why_not}",
        "turned_away": dict(shot.blocked),
    }
    with home.store.writing() as session:
        # Somebody may have locked the case while the page was asked for.
        case = case_for(session, home, viewer, reference)
        if refusal := _refusal(session, home, case, viewer):
            raise InputError(refusal)
        return evidence.seal_record(
            session, home.cipher, home.folder, case, files=files, about=about, actor=viewer, now=home.clock()
        ).number


def _refusal(session: Session, home: Home, case: CaseRow, viewer: str) -> str | None:
    if illegal.is_locked(session, case.id):
        return "this case is locked: no evidence of it is captured, its address is enough"
    if WRITERS[PackRoute.EVIDENCE].isdisjoint(roles_of(session, home, viewer)):
        return "your roles do not let you capture evidence"
    return None


def _judged(home: Home, school: School, number: int, row: PostRow, refusal: str | None) -> Capturable:
    if refusal is not None:
        return Capturable(number, row.url, allowed=False, why=refusal)
    if row.url is None or not row.url.startswith(("https://", "http://")):
        return Capturable(number, row.url, allowed=False, why="the post has no web address")
    if _is_own_site(school, row.url):
        return Capturable(number, row.url, allowed=True, why="a page of the school's own web site")
    try:
        check_authority(home.config.sources.of(row.source), home.clock, why=_NOT_OURS)
    except RefusedByTerms as error:
        return Capturable(number, row.url, allowed=False, why=str(error))
    if not _is_theirs(row.source, row.url):
        return Capturable(number, row.url, allowed=False, why=_NOT_OURS)
    return Capturable(number, row.url, allowed=True, why="the platform's recorded permission")


def _is_allowed(home: Home, school: School, source: str, address: str) -> bool:
    """Say whether a redirect may be followed: to the own site, or on the platform that gave its permission."""
    if _is_own_site(school, address):
        return True
    try:
        check_authority(home.config.sources.of(source), home.clock, why=_NOT_OURS)
    except RefusedByTerms:
        return False
    return _is_theirs(source, address)


def _is_theirs(source: str, address: str) -> bool:
    """Say whether the page is one of the platform that gave its permission: a search engine gives none for a site."""
    platform = collector_class(source).platform
    return platform is not Platform.WEB and platform_of(address) == platform


def _is_own_site(school: School, address: str) -> bool:
    own = [(kind, handle) for kind, handle in account_pairs(school.accounts) if kind == Platform.WEBSITE.value]
    return own_handle(address, own) is not None


def _posts(session: Session, case: CaseRow) -> list[PostRow]:
    return list(
        session.scalars(
            select(PostRow)
            .join(CasePostRow, CasePostRow.post_id == PostRow.id)
            .where(CasePostRow.case_id == case.id)
            .order_by(PostRow.id)
        )
    )
