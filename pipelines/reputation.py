"""How the school is spoken of: by source and sentiment, over weeks, against its own usual week. Never by author.

A week is Monday to Sunday in London. The usual week is the median of the whole weeks before this one, at most twelve,
since the school began to be watched; with fewer than four there is none, and no surge is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import sqrt
from statistics import median

from sqlalchemy.orm import Session

from casework.working_time import LONDON
from data.store import mentions
from data.store.mentions import Counted
from data.words import Platform, Role, Sentiment
from pipelines.audit_record import needs_role
from pipelines.home import Home
from pipelines.registers import school_day
from pipelines.week_counts import counts

OPENS = frozenset(
    {Role.COMMS_LEAD, Role.DIRECTOR, Role.PLATFORM_OWNER, Role.DSL, Role.DEPUTY_DSL, Role.HEADTEACHER, Role.CHAIR}
)
USUAL_WEEKS, NEEDED_WEEKS = 12, 4
SURGE_DAYS, SURGE_LEAST = 2, 6
EVENT_DAYS = 28
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Tally:
    """Posts of some days. `stars` is the mean rating of the `rated` ones, None when there are none."""

    posts: int = 0
    positive: int = 0
    neutral: int = 0
    negative: int = 0
    rated: int = 0
    stars: float | None = None

    @property
    def praise(self) -> float | None:
        """The share of posts that praise, or None without posts."""
        return self.positive / self.posts if self.posts else None


@dataclass(frozen=True, slots=True)
class Week:
    """One week, and each platform's posts in it. `whole` is False for the present week."""

    begin: date
    whole: bool
    tally: Tally
    by_platform: dict[Platform, Tally]


@dataclass(frozen=True, slots=True)
class Usual:
    """The school's own baseline: the median of `weeks` whole weeks."""

    weeks: int
    posts: float
    negative: float
    praise: float | None


@dataclass(frozen=True, slots=True)
class Surge:
    """Far more posts than usual in the last days; `usual` is how many these days have otherwise."""

    posts: int
    usual: float
    what: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The last seven days beside the usual week. `was` None: there is no usual week yet."""

    what: str
    now: float
    was: float | None
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """The days before a day and from it on, the same number where so many have passed."""

    day: date
    before: Tally
    before_days: int
    after: Tally
    after_days: int


@dataclass(frozen=True, slots=True)
class Reputation:
    """Everything on the page but themes and response times. `sources` are those with posts, the busiest first."""

    weeks: tuple[Week, ...]
    sources: tuple[Platform, ...]
    usual: Usual | None
    surges: tuple[Surge, ...]
    changed: tuple[Changed, ...]
    event: Event | None
    watched_since: datetime | None


def reputation(
    *, home: Home, viewer: str, weeks: int = 12, source: Platform | None = None, event: date | None = None
) -> Reputation:
    """Return the counts of the last `weeks` weeks, this one included; `source` narrows all but the list of sources.

    Raises `InputError` for a role without this page.
    """
    today = school_day(home)
    monday = today - timedelta(days=today.weekday())
    with home.store.reading() as session:
        needs_role(session, home, viewer, OPENS, "see how the school is spoken of")
        begun = mentions.watched_since(session, home.school_id)
        needed = max(weeks, USUAL_WEEKS + 1)
        found = [
            _week(session, home, monday - timedelta(days=_WEEK * back), source) for back in reversed(range(needed))
        ]
        usual = usual_of([week for week in found if _was_watched(week, begun)][-USUAL_WEEKS:])
        last_week = _days(session, home, today - timedelta(days=_WEEK - 1), today, source)
        last_days = _days(session, home, today - timedelta(days=SURGE_DAYS - 1), today, source)
        shown = found[-weeks:]
        return Reputation(
            weeks=tuple(shown),
            sources=_sources(shown),
            usual=usual,
            surges=tuple(surges(last_days, usual)),
            changed=changed(last_week, usual),
            event=_event(session, home, event, today, source) if event else None,
            watched_since=begun,
        )


def usual_of(weeks: Sequence[Week]) -> Usual | None:
    """Return the usual week of these whole weeks, or None when they are too few to say."""
    if len(weeks) < NEEDED_WEEKS:
        return None
    shares = [week.tally.praise for week in weeks if week.tally.praise is not None]
    return Usual(
        weeks=len(weeks),
        posts=median(week.tally.posts for week in weeks),
        negative=median(week.tally.negative for week in weeks),
        praise=median(shares) if shares else None,
    )


def surges(last_days: Tally, usual: Usual | None) -> list[Surge]:
    """Return what surged in the last days: at least six posts, twice the usual, and beyond what chance would bring."""
    if usual is None:
        return []
    found = []
    for what, count, week in (
        ("posts", last_days.posts, usual.posts),
        ("negative posts", last_days.negative, usual.negative),
    ):
        expected = week * SURGE_DAYS / _WEEK
        if count >= max(SURGE_LEAST, 2 * expected) and count > expected + 3 * sqrt(max(expected, 1)):
            found.append(Surge(count, expected, what))
    return found


def changed(last_week: Tally, usual: Usual | None) -> tuple[Changed, ...]:
    """Return what the last seven days were beside the usual week."""
    lines = [
        Changed("Posts about us", last_week.posts, usual.posts if usual else None),
        Changed("Negative posts", last_week.negative, usual.negative if usual else None),
    ]
    if last_week.praise is not None:
        lines.append(Changed("Share of praise", last_week.praise, usual.praise if usual else None, is_share=True))
    return tuple(lines)


def _was_watched(week: Week, begun: datetime | None) -> bool:
    return week.whole and begun is not None and _midnight(week.begin) >= begun


def _week(session: Session, home: Home, monday: date, source: Platform | None) -> Week:
    end = monday + timedelta(days=_WEEK)
    counted = counts(session, home, begin=_midnight(monday), end=_midnight(end))
    platforms = dict.fromkeys(row.platform for row in counted)
    return Week(
        begin=monday,
        whole=_midnight(end) <= home.clock(),
        tally=tally(row for row in counted if source in (None, row.platform)),
        by_platform={platform: tally(row for row in counted if row.platform is platform) for platform in platforms},
    )


def _days(session: Session, home: Home, first: date, last: date, source: Platform | None) -> Tally:
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    return tally(row for row in counts(session, home, begin=begin, end=end) if source in (None, row.platform))


def tally(rows: Iterable[Counted]) -> Tally:
    """Add the counts up."""
    by = dict.fromkeys(Sentiment, 0)
    rated, stars = 0, 0.0
    for row in rows:
        by[row.sentiment] += row.posts
        rated += row.rated
        stars += row.stars
    return Tally(
        posts=sum(by.values()),
        positive=by[Sentiment.POSITIVE],
        neutral=by[Sentiment.NEUTRAL],
        negative=by[Sentiment.NEGATIVE],
        rated=rated,
        stars=stars / rated if rated else None,
    )


def _event(session: Session, home: Home, day: date, today: date, source: Platform | None) -> Event | None:
    if day > today:
        return None
    last = min(day + timedelta(days=EVENT_DAYS - 1), today)
    return Event(
        day=day,
        before=_days(session, home, day - timedelta(days=EVENT_DAYS), day - timedelta(days=1), source),
        before_days=EVENT_DAYS,
        after=_days(session, home, day, last, source),
        after_days=(last - day).days + 1,
    )


def _sources(weeks: Sequence[Week]) -> tuple[Platform, ...]:
    totals: dict[Platform, int] = {}
    for week in weeks:
        for platform, one in week.by_platform.items():
            totals[platform] = totals.get(platform, 0) + one.posts
    return tuple(sorted(totals, key=lambda platform: (-totals[platform], platform.label)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
