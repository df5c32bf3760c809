"""The morning's work in one call: collect from sources, examine what is new, open cases, queue alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from collectors.registry import scheduled
from data.records import RunReport
from pipelines.attend import attend
from pipelines.collect import collect
from pipelines.found_links import FOLLOWED
from pipelines.gather_media import gather_media
from pipelines.home import Home
from pipelines.registers import load_school


def monitor(
    *,
    home: Home,
    chosen: Sequence[str] | None = None,
    on_report: Callable[[RunReport], None] | None = None,
) -> list[RunReport]:
    """Collect from the chosen sources (by default every one that is switched on) and attend to what is new.

    Each report also counts what its posts led to.
    """
    keys = list(chosen) if chosen else [key for key in scheduled() if home.config.sources.of(key).enabled]
    keys.sort(key=lambda key: key in FOLLOWED)  # after those that find its pages
    school = load_school(home=home, purpose="monitor")
    reports = []
    for key in keys:
        report = collect(home=home, source=key, school=school)
        gather_media(home=home, source=key, school=school)
        done = attend(home=home, school=school)
        report = replace(report, not_read=done.not_read, findings=done.findings, cases=done.cases, alerts=done.alerts)
        reports.append(report)
        if on_report is not None:
            on_report(report)
    return reports
