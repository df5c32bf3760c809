"""The governors' report: counts only, small ones withheld; no name, no address, no case reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from casework.documents.blocks import Callout, Document, Grid, Lines, Pairs, Section, Words
from casework.figures import GROUPS, OUR_OWN_POSTS, Coverage, Figures
from casework.suppression import MARK, WITHHELD, figure, mark, number, protect_lists, share
from data.words import SOURCE_NAMES, Severity

_GROUPS = (*GROUPS, OUR_OWN_POSTS)
_CASE_SEVERITIES = (Severity.S1, Severity.S2, Severity.S3)
_SEVERITY_KEYS = [severity.value for severity in _CASE_SEVERITIES]
_LEGEND = f"{MARK} fewer than five, or withheld so that a smaller count cannot be worked out"


_LEGEND_LINE = Words(_LEGEND)


@dataclass(frozen=True, slots=True)
class Part:
    """A source or channel that is not working as it should, as the health page says it."""

    name: str
    state: str


def governors(
    figures: Figures, *, school: str, begin: date, end: date, made: str, silent: Sequence[Part] = ()
) -> Document:
    """Return the report for the days from `begin` to `end`. `silent` lists sources that are off or refused."""
    kinds, severities = protect_lists(_by(figures.cases, 0, _GROUPS), _by(figures.cases, 1, _SEVERITY_KEYS))
    platforms, directions = protect_lists(_by(figures.posts, 0), _by(figures.posts, 1))
    return Document(
        title="What was said about our school online",
        sender=school,
        reference=f"{begin:%d %b %Y} to {end:%d %b %Y}",
        made=made,
        ask="For governors to read and to ask about. Counts only: nobody can be recognised from them.",
        glance=(
            ("Posts read", _said(mark(platforms[1]))),
            ("Cases opened", _said(mark(kinds[1]))),
            ("Removed, of posts reported", _said(share_or_all(figures.removed, figures.reported))),
            ("False alarms, of closed", _said(share(figures.false_alarms, figures.closed))),
            ("Posts not readable", _said(number(figures.not_read))),
        ),
        sections=(
            Section(
                "1. Cases by kind, and by severity",
                (_shown("Kind", "Cases", kinds), _shown("Severity", "Cases", _labelled(severities)), _LEGEND_LINE),
            ),
            Section(
                "2. Time to first look", (_looks(figures), Words("Times are from opening to the first person's look."))
            ),
            Section("3. Removal, by platform and route", (_removal(figures),)),
            Section(
                "4. Posts read, by platform",
                (_shown("Platform", "Posts", platforms), _shown("Whose", "Posts", directions), _LEGEND_LINE),
            ),
            Section("5. What was and was not covered", _coverage(figures.coverage, silent)),
            Section("6. Questions to ask", (Lines(_QUESTIONS),)),
        ),
        marking="Counts only. No personal data.",
    )


_QUESTIONS = (
    "Was somebody on call at every hour, and did they look in time?",
    "Where a source was silent: who noticed, and what might have been missed?",
    "Is over-flagging rising, so that fair criticism is treated as a problem?",
    "What was changed in how we publish, after a matter about our own posts?",
)


def table(figures: Figures) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the same figures for a spreadsheet: (section, row, column, value), withheld in the same way."""
    document = governors(figures, school="", begin=date.min, end=date.min, made="")
    rows: list[tuple[str, ...]] = [("At a glance", name, "", value) for name, value in document.glance]
    for section in document.sections[:5]:
        for block in section.blocks:
            if isinstance(block, Grid):
                for row in block.rows:
                    rows += [
                        (section.heading, row[0], head, cell)
                        for head, cell in zip(block.header[1:], row[1:], strict=True)
                    ]
    rows.append(("", "", "", _LEGEND))
    return ("section", "row", "column", "value"), rows


_Protected = tuple[dict[str, int | None], int | None]


def _said(shown: str) -> str:
    return WITHHELD if shown == MARK else shown


def _by(counts: Mapping[tuple[str, str], int], place: int, names: Sequence[str] = ()) -> dict[str, int]:
    found = dict.fromkeys(names, 0)
    for key, count in sorted(counts.items()):
        found[key[place]] = found.get(key[place], 0) + count
    return found


def _labelled(protected: _Protected) -> _Protected:
    return {Severity(key).label: count for key, count in protected[0].items()}, protected[1]


def _shown(corner: str, what: str, protected: _Protected) -> Grid:
    counts, total = protected
    rows = [*((name, mark(count)) for name, count in counts.items()), ("All", mark(total))]
    return Grid((corner, what), tuple(rows), (3, 1), (1,), share=55)


def _looks(figures: Figures) -> Grid:
    rows = []
    for severity in _CASE_SEVERITIES:
        hours = figures.first_look.get(severity.value, [])
        looked = len(hours)
        rows.append(
            (
                severity.label,
                figure(median(hours), looked) if hours else MARK,
                figure(max(hours), looked) if hours else MARK,
                share_or_all(figures.in_time.get(severity.value, 0), looked),
            )
        )
    return Grid(("Severity", "Median, hours", "Longest, hours", "In time"), tuple(rows), (3, 2, 2, 2), (1, 2, 3))


def share_or_all(part: int, whole: int) -> str:
    """Return the share; where it is all of them that is said, since it points to nobody."""
    return "all" if whole >= 5 and part == whole else share(part, whole)  # noqa: PLR2004 - the smallest count shown


def _removal(figures: Figures) -> Grid | Words:
    if not figures.removals:
        return Words("No removal was recorded." if not figures.reported else f"Too few to show ({MARK}).")
    rows = tuple(
        (platform, route, number(len(hours)), figure(median(hours), len(hours)))
        for (platform, route), hours in sorted(figures.removals.items())
    )
    return Grid(("Platform", "Route", "Removed", "Median, hours"), rows, (3, 4, 2, 2), (2, 3))


def _coverage(coverage: Iterable[Coverage], silent: Sequence[Part]) -> tuple[Grid | Callout | Words | Pairs, ...]:
    rows = tuple(
        (
            SOURCE_NAMES.get(c.source, c.source),
            str(c.runs),
            str(c.failed),
            _days(c.outage),
            f"{c.last_success:%d %b %Y}" if c.last_success else "never",
        )
        for c in coverage
    )
    blocks: tuple[Grid | Callout | Words | Pairs, ...] = ()
    if rows:
        header = ("Source", "Attempts", "Failed", "Without answer", "Last answered well")
        blocks += (Grid(header, rows, (3, 2, 2, 3, 3), (1, 2)),)
    else:
        blocks += (Callout("Nothing was collected in this time.", grave=True),)
    if silent:
        blocks += (Words("Not watched, and why:"), Pairs(_grouped(silent)))
    return blocks


def _grouped(silent: Sequence[Part]) -> tuple[tuple[str, str], ...]:
    states = dict.fromkeys(part.state for part in silent)
    return tuple((state, ", ".join(part.name for part in silent if part.state == state)) for state in states)


def _days(outage: timedelta) -> str:
    hours = outage / timedelta(hours=1)
    if hours < 1:
        return "none" if not outage else "under an hour"
    return f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.1f} days"  # noqa: PLR2004 - two days
