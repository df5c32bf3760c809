"""Commands about sources: collect, parse, audit."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from data.records import RunReport
from data.words import RunStatus
from pipelines.commands.common import BREACH, DONE, HOLD, HomeOption, JsonOption, err, folder, opened, out


def collect(
    source: Annotated[
        list[str] | None, typer.Argument(help="Source keys; all that are switched on when none is given.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - a flag
) -> None:
    """Collect once now, examine what is new, and print the run report; 1 when a source could not be collected."""
    from collectors.registry import collector_class
    from data.errors import NotConfigured
    from pipelines.commands.tables import reports_table
    from pipelines.deliver import deliver_all, notifier_of
    from pipelines.home import open_home
    from pipelines.monitor import monitor

    for key in source or ():
        collector_class(key)
    with open_home(folder(home)) as opened_home:
        reports = monitor(home=opened_home, chosen=source)
        deliver_all(home=opened_home)
        try:
            notifier_of(opened_home)
        except NotConfigured as error:
            err.print(str(error), style="yellow", markup=False)
    if as_json:
        for report in reports:
            out.print(json.dumps(report_json(report)), markup=False)
    elif reports:
        out.print(reports_table(reports))
    else:
        out.print("No source is switched on; `goodname check` says what each one needs.")
    raise typer.Exit(DONE if all(report.status is RunStatus.OK for report in reports) else BREACH)


def parse(
    source: Annotated[str, typer.Argument(help="The source key the body came from.")],
    file: Annotated[str, typer.Argument(help="A response body or a recorded exchange; - for standard input.")],
) -> None:
    """Map a source's response to posts JSONL on standard output; errors go to standard error, nothing is stored."""
    from data.post_jsonl import post_to_json
    from pipelines.parse import parse_file

    with opened(file) as stream:
        outcome = parse_file(source, stream.read())
    for post in outcome.posts:
        typer.echo(json.dumps(post_to_json(post), ensure_ascii=True))
    for error in outcome.errors:
        err.print(error, style="red", markup=False)
    if not outcome.posts and not outcome.errors:
        err.print("No posts: the body says itself that it is empty.")
    raise typer.Exit(outcome.exit_code)


def audit(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Audit own posts from this day on; yesterday when not given."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Audit the school's own posts once now; 1 when there is a breach or an account could not be read, 3 for a hold."""
    from casework.working_time import LONDON
    from pipelines.audit import audit_own_posts
    from pipelines.home import open_home

    with open_home(folder(home)) as opened_home:
        start = since.replace(tzinfo=LONDON).astimezone(UTC) if since else opened_home.clock() - timedelta(days=1)
        done = audit_own_posts(home=opened_home, since=start)
    out.print(
        f"{done.read} own posts since {done.since.astimezone(LONDON):%d %B %Y}: "
        f"{done.breaches} breaches, {done.holds} to hold.",
        markup=False,
    )
    for line in done.not_collected:
        err.print(f"Not read: {line}", style="red", markup=False)
    for line in done.exceptions:
        err.print(f"To settle: {line}", style="yellow", markup=False)
    if done.to_take_down:
        out.print(f"{done.to_take_down} published posts to take down after a withdrawal.", markup=False)
    out.print(f"Audit {done.number} waits to be signed off (`goodname sign-off`).", markup=False)
    raise typer.Exit(BREACH if done.breaches or done.not_collected else HOLD if done.holds else DONE)


def report_json(report: RunReport) -> dict[str, Any]:
    """Return a run report as a JSON object."""
    values = asdict(report)
    return {
        **{name: value for name, value in values.items() if name not in ("started_at", "finished_at")},
        "status": report.status.value,
        "started_at": report.started_at.isoformat(),
        "seconds": round(report.seconds, 3),
    }
