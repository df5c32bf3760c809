"""`goodname demo`: a fictional school, whole, on this machine alone.

The world is replayed over HTTP on loopback through the real collectors, and alerts go to a real mail server on loopback
whose messages can be read. A second run finds the same world and therefore adds nothing twice.
"""

from __future__ import annotations

import os
import shutil
import socket
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path

from platformdirs import user_data_path

from data.errors import ConfigError
from data.store.cipher import write_key
from data.words import Role, RunStatus, Severity
from pipelines.audit import audit_own_posts
from pipelines.cases import list_cases
from pipelines.deliver import deliver, notifier_of
from pipelines.demo_servers import ReplayServer, SmtpSink, demo_secrets, first_start, school_folder, school_toml
from pipelines.home import DEMO_STARTED, Home, demo_key, open_home, wall_clock
from pipelines.monitor import monitor
from pipelines.people import add_person, list_people
from pipelines.registers import import_register
from pipelines.run import run
from pipelines.sign_in.links import LinkKind, make_link

PREFERRED_PORT = 8501
AUDITED = timedelta(days=40)
"""How far back the demo's own posts go."""


def demo(*, folder: Path | None, dashboard: bool, fresh: bool, say: Callable[[str], None]) -> None:
    """Run the demo in `folder` (a folder of its own by default), telling what happens to `say`."""
    home = (folder or Path(os.environ.get("GOODNAME_HOME") or user_data_path("goodname-demo"))).resolve()
    key = demo_key(home)
    if fresh:
        _throw_away(home, key.parent)
    started, again = _started(home)
    say("Goodname demo: Larkmere Primary School & Nursery, which does not exist. Nothing leaves this machine.")
    say("A second look at the same world: nothing is added twice." if again else f"Its home is {home}")
    with ExitStack() as servers:
        replay = servers.enter_context(ReplayServer(now=started))
        sink = servers.enter_context(SmtpSink(home / "mail"))
        toml = school_toml(base_url=replay.base_url, smtp_port=sink.port)
        toml = toml.replace(f"port = {PREFERRED_PORT}", f"port = {_free_port()}")
        (home / "school.toml").write_text(toml, encoding="utf-8")
        # Nothing that is set for a real school (its database, its mail password) may reach the demo.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("GOODNAME_")}
        environment = {**plain, **demo_secrets(), "GOODNAME_KEY_FILE": str(key)}
        if not key.exists():
            write_key(key, home=home)
        with open_home(home, clock=wall_clock, environment=environment) as opened:
            _set_the_scene(opened, say)
            _collect(opened, say, audit=not again)
            _summary(opened, home / "mail", say)
            if dashboard:
                _doors(opened, say)
                say(f"The dashboard: {opened.config.dashboard.link_base}   (stop with Ctrl-C)")
                run(home=opened, dashboard=True, environment=environment)


def _started(home: Path) -> tuple[datetime, bool]:
    """Return when the demo's world began, and whether it was there before."""
    again = (home / DEMO_STARTED).exists()
    if not again and home.exists() and any(home.iterdir()):
        raise ConfigError(f"{home} holds something else than a demo; choose an empty folder with --home")
    return first_start(home, wall_clock()), again


def _throw_away(home: Path, keys: Path) -> None:
    if home.exists() and not (home / DEMO_STARTED).exists():
        raise ConfigError(f"{home} is no demo's folder; it is not thrown away")
    for path in (home, keys):
        shutil.rmtree(path, ignore_errors=True)


def _set_the_scene(home: Home, say: Callable[[str], None]) -> None:
    with as_file(school_folder()) as folder:
        for register in ("pupils", "staff", "accounts", "photos"):
            done = import_register(home=home, register=register, path=folder / f"{register}.csv", actor="demo")
            say(f"Register of {register}: {done.added + done.changed + done.unchanged} entries")
    known = {person.username for person in list_people(home=home)}
    for entry in _people():
        if entry["user"] not in known:
            add_person(
                home=home,
                username=entry["user"],
                display_name=entry["name"],
                email=entry["email"],
                roles=[Role(entry["role"])],
                actor="demo",
            )


def _collect(home: Home, say: Callable[[str], None], *, audit: bool) -> None:
    say("Collecting from every source through the real collectors ...")
    reports = monitor(
        home=home,
        on_report=lambda report: say(
            f"  {report.source}: {report.new} new, {report.edited} edited, {report.duplicate} known; "
            f"{report.findings} findings, {report.cases} cases, {report.alerts} alerts queued "
            f"({report.seconds:.1f} s)"
            + ("" if report.status is RunStatus.OK else f" [{report.status.label}: {report.detail}]")
        ),
    )
    if audit:
        _audit(home, say)
    done = deliver(home=home, notifier=notifier_of(home))
    new, cases = sum(report.new for report in reports), sum(report.cases for report in reports)
    say(f"{new} new posts, {cases} new cases, {done.sent} alerts delivered, {done.waiting + done.failed} not delivered")


def _audit(home: Home, say: Callable[[str], None]) -> None:
    """Audit the own posts once, so that there is a day to sign off and a list of posts to take down."""
    done = audit_own_posts(home=home, since=home.clock() - AUDITED, collect_first=False, actor="demo")
    say(
        f"The audit of the school's own posts: {done.read} read, {done.breaches} findings against the rules, "
        f"{done.holds} to hold, {done.to_take_down} withheld pictures to take down"
    )


def _summary(home: Home, mail: Path, say: Callable[[str], None]) -> None:
    comms = next(entry["user"] for entry in _people() if entry["role"] == Role.COMMS_LEAD.value)
    page = list_cases(home=home, viewer=comms, limit=500)
    counts = Counter(case.severity for case in page.cases)
    words = ", ".join(f"{severity.value}: {counts[severity]}" for severity in Severity if counts[severity])
    say(f"Open cases that the comms lead may see: {page.total} ({words})")
    say(f"The alerts, as delivered, can be read in {mail} ({len(list(mail.glob('*.eml')))} messages)")


def _doors(home: Home, say: Callable[[str], None]) -> None:
    say("Sign in as one of the school's people; each link works once, on this machine, for 30 minutes:")
    for person in list_people(home=home):
        link = make_link(home=home, username=person.username, kind=LinkKind.DEMO, actor="demo")
        say(f"  {', '.join(role.label for role in person.roles)}: {link}")


def _people() -> list[Mapping[str, str]]:
    content = tomllib.loads((files("data") / "demo" / "people.toml").read_text(encoding="utf-8"))
    people: list[Mapping[str, str]] = content["people"]
    return people


def _free_port() -> int:
    """Return the usual port of the dashboard, or any free one when something else listens there."""
    for wanted in (PREFERRED_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise ConfigError("no port is free on this machine for the dashboard")
