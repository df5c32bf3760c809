"""One attempt at one source: fetch, split, parse, and store each page's posts with its cursor in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from collectors.base import Collector, Query
from collectors.registry import build
from data.dashboard_settings import LOOPBACK_NAMES
from data.errors import (
    CollectorError,
    GoodnameError,
    NotConfigured,
    PolicyBlocked,
    RateLimited,
    RefusedByTerms,
    SourceRefused,
    SourceUnavailable,
    UnexpectedFormat,
)
from data.records import RawItem, RawPage, RunReport, School
from data.store import posts, sources
from data.words import RunStatus
from pipelines.found_links import found_links
from pipelines.home import Home
from pipelines.transient import read_in_memory

_ENDED: Mapping[type[CollectorError], RunStatus] = {
    NotConfigured: RunStatus.NOT_CONFIGURED,
    RateLimited: RunStatus.RATE_LIMITED,
    SourceUnavailable: RunStatus.UNAVAILABLE,
    RefusedByTerms: RunStatus.REFUSED_BY_TERMS,
    SourceRefused: RunStatus.REFUSED,
    UnexpectedFormat: RunStatus.UNEXPECTED_FORMAT,
    PolicyBlocked: RunStatus.POLICY_BLOCKED,
}
_NONE_UNDERSTOOD = "none of the {} items was understood; they are kept: see `goodname remap`"
_BACK_OFF = timedelta(minutes=5)
_LONGEST_BACK_OFF = timedelta(hours=6)


def query_of(school: School, links: tuple[str, ...] = ()) -> Query:
    """Return what collectors may ask for: the school's own names and accounts, found pages, and nobody's name."""
    names = sorted({school.name, *school.aliases}, key=len, reverse=True)
    return Query(names=tuple(names), town=school.town, not_us=school.not_us, accounts=school.accounts, links=links)


def collect(*, home: Home, source: str, school: School, collector: Collector | None = None) -> RunReport:
    """Collect what is new from `source` and report on it; a failure is a report too, never an exception.

    Anything already stored stays stored, and the next attempt goes on from there.
    """
    report = RunReport(source, RunStatus.OK, home.clock(), home.clock(), attempted=1)
    with home.store.reading() as session:
        cursor = sources.cursor_of(session, home.school_id, source)
        before = sources.failures_of(session, home.school_id, source)
    next_allowed = None
    try:
        reader = collector or built_collector(home, source)
        for page in reader.fetch(query_of(school, found_links(home=home, source=source)), cursor):
            report = _stored(home, reader, page, report, school)
    except CollectorError as error:
        status = next(word for kind in type(error).__mro__ if (word := _ENDED.get(kind)))
        report = replace(report, status=status, detail=str(error))
        next_allowed = _wait_until(error, before, home.clock())
    except Exception as error:  # noqa: BLE001 - one broken source must not keep the others from running; it is shown as failed
        # Only the kind of error is kept: its message may quote a post.
        detail = str(error) if isinstance(error, GoodnameError) else f"an unexpected {type(error).__name__}"
        report = replace(report, status=RunStatus.FAILED, detail=detail)
        next_allowed = _wait_until(SourceUnavailable("failed"), before, home.clock())
    if report.status is RunStatus.OK and report.unparsed and report.unparsed == report.fetched:
        # A source of which nothing is understood any more has not answered well: it must not look like a quiet day.
        report = replace(report, status=RunStatus.UNEXPECTED_FORMAT, detail=_NONE_UNDERSTOOD.format(report.unparsed))
        next_allowed = _wait_until(UnexpectedFormat("none was understood"), before, home.clock())
    elif report.status is RunStatus.OK and report.unparsed:
        report = replace(
            report, detail=f"{report.unparsed} items were not understood; they are kept: see `goodname remap`"
        )
    report = replace(report, finished_at=home.clock())
    with home.store.writing() as session:
        sources.store_run(session, home.school_id, report, next_allowed_at=next_allowed)
    return report


def built_collector(home: Home, source: str) -> Collector:
    """Return the collector of `source` as the settings want it; raise `NotConfigured` when it is switched off."""
    settings = home.config.sources.of(source)
    if not settings.enabled:
        raise NotConfigured(f"switched off: set enabled = true under [sources.{source}]")
    about = home.config.school
    # A test server on this machine (the demo's) needs no consideration; a platform's own pace would cut its run short.
    here = settings.base_url is not None and urlsplit(settings.base_url).hostname in LOOPBACK_NAMES
    return build(
        source,
        settings,
        clock=home.clock,
        secrets=home.secrets,
        school_type=about.type,
        contact=about.contact,
        paced=not here,
    )


def _stored(home: Home, reader: Collector, page: RawPage, report: RunReport, school: School) -> RunReport:
    mapped: list[posts.Mapped] = []
    broken: list[tuple[RawItem, str]] = []
    items = reader.split(page)
    for item in items:
        try:
            mapped.append(posts.Mapped(reader.parse(item), item, reader.mapper_version))
        except UnexpectedFormat as error:
            broken.append((item, str(error)))
    if reader.key in posts.KEPT_ONLY_INSIDE_A_CASE:
        mapped = read_in_memory(mapped, school)
    now, gone = home.clock(), 0
    with home.store.writing() as session:
        stored = posts.store_posts(session, home.school_id, reader.key, mapped, now=now)
        posts.store_unparsed(session, home.school_id, reader.key, broken, mapper_version=reader.mapper_version, now=now)
        if "all_ids" in page.context:
            gone = posts.mark_gone(session, home.school_id, reader.key, page.context["all_ids"], now=now)
        if page.cursor is not None:
            sources.store_cursor(session, home.school_id, reader.key, page.cursor)
    return replace(
        report,
        fetched=report.fetched + len(items),
        new=report.new + stored.new,
        duplicate=report.duplicate + stored.duplicate,
        edited=report.edited + stored.edited,
        gone=report.gone + gone,
        unparsed=report.unparsed + len(broken),
    )


def _wait_until(error: CollectorError, failures_before: int, now: datetime) -> datetime | None:
    """Return when the source may be asked again; None means at its next interval."""
    if isinstance(error, RateLimited):
        until: datetime = error.until
        return until
    if isinstance(error, SourceUnavailable | UnexpectedFormat):
        return now + min(_BACK_OFF * (1 << min(failures_before, 10)), _LONGEST_BACK_OFF)
    return None
