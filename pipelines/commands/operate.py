"""Commands that set Goodname up and keep it running: demo, init, check, run, dashboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipelines.commands.common import BREACH, DONE, HomeOption, err, folder, out


def demo(
    home: HomeOption = None,
    dashboard: Annotated[bool, typer.Option(help="Open the dashboard at the end.")] = True,  # noqa: FBT002 - typer makes it --no-dashboard
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the last demo away and begin anew.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Show a fictional school, from collecting to the dashboard. Needs no network and no keys."""
    from pipelines.demo import demo as run_demo

    run_demo(folder=home, dashboard=dashboard, fresh=fresh, say=lambda line: out.print(line, markup=False))


def init(
    name: Annotated[str | None, typer.Option(help="The school's full name; asked for when not given.")] = None,
    town: Annotated[str | None, typer.Option(help="The town or village.")] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Set the school up in the browser, step by step.")] = False,  # noqa: FBT002 - a flag
    home: HomeOption = None,
) -> None:
    """Write school.toml, a key file and an empty store for a new school."""
    from pipelines.initialise import initialise

    if browser:
        _serve("--first-run", home=home)
    made = initialise(folder=folder(home), name=name or typer.prompt("The school's full name"), town=town)
    out.print(f"Written: {made.config}", markup=False)
    out.print(
        f"Key file: {made.key}\nKeep a copy of it in a safe place: without it the school's data cannot be read.",
        markup=False,
    )
    out.print("Next: add people with `goodname user add`, switch sources on in school.toml, then `goodname check`.")


def check(home: HomeOption = None) -> None:
    """Say of every part: ready, not configured (and why), or failing; exit 1 when a part that is on is not ready."""
    from pipelines.check import check as check_parts
    from pipelines.commands.tables import parts_table
    from pipelines.home import open_home

    with open_home(folder(home)) as opened_home:
        parts = check_parts(home=opened_home)
    out.print(parts_table(parts))
    bad = [part for part in parts if part.is_failure]
    if bad:
        err.print(f"{len(bad)} of {len(parts)} parts need somebody.", style="red")
    raise typer.Exit(BREACH if bad else DONE)


def run(
    home: HomeOption = None,
    dashboard: Annotated[bool, typer.Option(help="Serve the dashboard too.")] = True,  # noqa: FBT002 - typer makes it --no-dashboard
) -> None:
    """Collect, examine, alert and serve the dashboard until stopped (Ctrl-C or SIGTERM)."""
    from pipelines.home import open_home
    from pipelines.run import run as run_until_stopped
    from pipelines.schedule import Clockwork

    def ready(clockwork: Clockwork) -> None:
        out.print(f"Running with {len(clockwork.planned())} jobs. Stop with Ctrl-C.")

    with open_home(folder(home)) as opened_home:
        run_until_stopped(home=opened_home, dashboard=dashboard, on_ready=ready)


def dashboard(home: HomeOption = None) -> None:
    """Serve the dashboard alone."""
    _serve(home=home)


def _serve(*more: str, home: Path | None) -> NoReturn:
    command: list[str | Path] = [sys.executable, "-m", "dashboard", "--home", folder(home), *more]
    raise typer.Exit(subprocess.call(command))  # noqa: S603 - fixed words
