"""Tables that commands print."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from data.records import RunReport
from data.words import RunStatus
from pipelines.check import Part

_COLOURS = {RunStatus.OK: "green", RunStatus.NOT_CONFIGURED: "dim", RunStatus.RATE_LIMITED: "yellow"}


def parts_table(parts: Sequence[Part]) -> Table:
    """Return what `goodname check` prints."""
    table = Table("Part", "State", "What it means")
    for part in parts:
        colour = _COLOURS.get(part.status, "red") if not part.is_failure else "red"
        table.add_row(part.name, f"[{colour}]{part.status.label}[/]", part.detail.replace("[", r"\["))
    return table


def reports_table(reports: Sequence[RunReport]) -> Table:
    """Return what `goodname collect` prints."""
    table = Table(
        "Source", "How it ended", "Fetched", "New", "Edited", "Known", "Not understood", "Findings", "Cases", "Alerts"
    )
    for report in reports:
        colour = _COLOURS.get(report.status, "red")
        table.add_row(
            report.source,
            f"[{colour}]{report.status.label}[/]" + (f"\n{report.detail}".replace("[", r"\[") if report.detail else ""),
            *(str(n) for n in (report.fetched, report.new, report.edited, report.duplicate, report.unparsed)),
            *(str(n) for n in (report.findings, report.cases, report.alerts)),
        )
    return table
