"""Turns the counts of the reputation page into charts, each with the sentence that says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from casework.documents.chart import Chart, Look, Series, figure
from data.words import Platform, Sentiment
from pipelines.reputation import Reputation, Tally, Week

MOST_SOURCES = 6
_STARS = 5.0
_FEW = 5


def volume(found: Reputation, *, event: date | None) -> Chart:
    """Return posts by week and sentiment, against the usual week."""
    weeks = found.weeks
    return Chart(
        title="Posts about us each week",
        sentence=_volume_sentence(found),
        corner="Week beginning",
        along=_along(weeks),
        series=(
            Series(Sentiment.POSITIVE.label, tuple(float(week.tally.positive) for week in weeks)),
            Series(Sentiment.NEUTRAL.label, tuple(float(week.tally.neutral) for week in weeks), Look.DOTTED),
            Series(Sentiment.NEGATIVE.label, tuple(float(week.tally.negative) for week in weeks), Look.STRIPED),
        ),
        usual=found.usual.posts if found.usual else None,
        marker=_marker(weeks, event),
    )


def by_source(found: Reputation, *, event: date | None) -> Chart:
    """Return posts by week, a row for each of the busiest sources."""
    shown = found.sources[:MOST_SOURCES]
    rest = found.sources[MOST_SOURCES:]
    series = [Series(platform.label, _posts_of(found.weeks, (platform,))) for platform in shown]
    if rest:
        series.append(Series("All others", _posts_of(found.weeks, rest), Look.DOTTED))
    total = sum(sum(value or 0 for value in one.values) for one in series)
    first = series[0] if series else None
    share = f"{sum(value or 0 for value in first.values) / total:.0%}" if first and total else ""
    return Chart(
        title="Where posts come from",
        sentence=f"Most came from {first.name}: {share} of {figure(total)} posts in {len(found.weeks)} weeks."
        if first
        else "No post came in.",
        corner="Week beginning",
        along=_along(found.weeks),
        series=tuple(series),
        marker=_marker(found.weeks, event),
        in_rows=True,
    )


def ratings(found: Reputation, *, event: date | None) -> Chart | None:
    """Return the mean rating of each week, or None when nobody gave stars."""
    rated = [week.tally for week in found.weeks if week.tally.rated]
    if not rated:
        return None
    number = sum(one.rated for one in rated)
    mean = sum((one.stars or 0) * one.rated for one in rated) / number
    few = " So few say little." if number < _FEW else ""
    return Chart(
        title="Mean stars of reviews each week",
        sentence=f"{number} reviews gave {mean:.1f} of 5 stars on average in {len(found.weeks)} weeks.{few}",
        corner="Week beginning",
        along=_along(found.weeks),
        series=(Series("Mean stars", tuple(_rounded(week.tally.stars) for week in found.weeks)),),
        marker=_marker(found.weeks, event),
        dots=True,
        highest=_STARS,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _volume_sentence(found: Reputation) -> str:
    this = found.weeks[-1].tally
    usual = f"a usual week has {figure(found.usual.posts)}" if found.usual else "there is no usual week yet"
    return f"This week so far: {this.posts} posts, {_parts(this)}; {usual}."


def _parts(one: Tally) -> str:
    return f"{one.positive} positive, {one.neutral} neutral and {one.negative} negative"


def _posts_of(weeks: Sequence[Week], platforms: Sequence[Platform]) -> tuple[float, ...]:
    return tuple(
        float(sum(week.by_platform[platform].posts for platform in platforms if platform in week.by_platform))
        for week in weeks
    )


def _along(weeks: Sequence[Week]) -> tuple[str, ...]:
    return tuple(f"{week.begin.day} {week.begin:%b}" for week in weeks)


def _marker(weeks: Sequence[Week], event: date | None) -> float | None:
    if event is None or not weeks or not weeks[0].begin <= event < weeks[-1].begin + timedelta(days=7):
        return None
    return (event - weeks[0].begin).days / 7
