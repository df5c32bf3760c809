"""The clock of `goodname run`: intervals, catch-up without a burst, one instance, clean stop, and how soon a mail is out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from clocks import FakeClock
from homes import made_home

from data.errors import ConfigError
from data.records import RunReport
from data.store import sources
from data.words import RunStatus
from pipelines.demo_servers import SmtpSink
from pipelines.home import Home
from pipelines.import_posts import import_posts
from pipelines.run import only_instance
from pipelines.schedule import APART, AUDIT_WAITS, Clockwork, audit_caught_up, first_runs

ROOT = Path(__file__).parents[2]
ON = {"sources": {key: {"enabled": True} for key in ("x", "instagram", "google_business", "mumsnet", "feeds")}}


def ran(
    home: Home,
    source: str,
    *,
    minutes_ago: float,
    status: RunStatus = RunStatus.OK,
    next_allowed_in: float | None = None,
) -> None:
    now = home.clock()
    at = now - timedelta(minutes=minutes_ago)
    with home.store.writing() as session:
        sources.store_run(
            session,
            home.school_id,
            RunReport(source, status, at, at),
            next_allowed_at=None if next_allowed_in is None else now + timedelta(minutes=next_allowed_in),
        )


def test_each_source_has_its_own_interval(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=ON) as home:
        minutes = {
            key: home.config.sources.of(key).interval
            for key in ("x", "instagram", "google_business", "mumsnet", "feeds")
        }
    assert minutes == {"x": 30, "instagram": 15, "google_business": 60, "mumsnet": 30, "feeds": 30}


def test_an_interval_of_the_schools_own_choice(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables={"sources": {"x": {"enabled": True, "interval_minutes": 5}}}) as home:
        ran(home, "x", minutes_ago=1)
        assert first_runs(home, clock()) == {"x": clock() + timedelta(minutes=4)}


def test_after_an_outage_sources_are_caught_up_one_after_another(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=ON) as home:
        for key in ("x", "google_business", "feeds"):
            ran(home, key, minutes_ago=60 * 24 * 3)
        first = sorted(first_runs(home, clock()).values())
    assert first == [clock() + APART * number for number in range(5)]


def test_a_source_that_was_asked_lately_waits_its_turn(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=ON) as home:
        ran(home, "x", minutes_ago=10)
        ran(home, "google_business", minutes_ago=10, status=RunStatus.UNAVAILABLE)
        planned = first_runs(home, clock())
    assert planned["x"] == clock() + timedelta(minutes=20)
    assert planned["google_business"] == clock() + timedelta(minutes=50)


def test_a_source_that_asked_to_wait_is_not_asked_sooner(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=ON) as home:
        ran(home, "x", minutes_ago=600, status=RunStatus.RATE_LIMITED, next_allowed_in=90)
        assert first_runs(home, clock())["x"] == clock() + timedelta(minutes=90)


def test_the_jobs_are_built_from_the_settings(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock, tables=ON) as home:
        jobs = set(Clockwork(home).planned())
    assert jobs == {f"collect:{key}" for key in ON["sources"]} | {
        "attend", "deliver", "audit", "remind", "digest", "alarms", "follow-up", "retain",
    }  # fmt: skip


def test_a_daily_audit_that_an_outage_left_out_is_made_up_for(tmp_path: Path, clock: FakeClock) -> None:
    from pipelines.audit import audit_own_posts

    with made_home(tmp_path, clock) as home:
        assert audit_caught_up(home, clock()) is None
        audit_own_posts(home=home, since=clock() - timedelta(days=1), collect_first=False)
        clock.move(hours=20)
        assert audit_caught_up(home, clock()) is None
        clock.move(days=3)
        assert audit_caught_up(home, clock()) == clock() + AUDIT_WAITS


def test_one_instance_works_on_a_home(tmp_path: Path) -> None:
    with only_instance(tmp_path), pytest.raises(ConfigError, match="another `goodname run`"), only_instance(tmp_path):
        pass
    with only_instance(tmp_path):
        pass  # the lock was left free


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "GOODNAME_KEY_FILE": str(folder / "keys" / "school.key"), "PYTHONPATH": str(ROOT)}


def test_an_s1_post_is_a_mail_within_a_minute_and_sigterm_stops_cleanly(tmp_path: Path, clock: FakeClock) -> None:
    from pipelines.home import wall_clock

    with SmtpSink(tmp_path / "mail") as sink:
        smtp = {"host": "127.0.0.1", "port": sink.port, "starttls": False, "sender": "goodname@example.org"}
        with made_home(tmp_path, wall_clock, tables={"alerts": {"smtp": smtp}}) as home:
            command = [sys.executable, "-m", "pipelines.cli", "run", "--no-dashboard", "--home", str(home.folder)]
            process = subprocess.Popen(
                command, env=environment(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            try:
                assert process.stdout is not None
                assert "Running with" in process.stdout.readline()
                second = subprocess.run(
                    command,
                    env=environment(tmp_path),
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                )
                assert second.returncode == 2
                assert "another `goodname run`" in second.stderr
                post = {
                    "id": "1",
                    "platform": "x",
                    "title": "Larkmere Primary parents",
                    "text": "I am bringing a knife to Larkmere Primary on Monday morning, the front office first",
                }
                started = time.monotonic()
                _store_only(home, post)
                while not sink.messages and time.monotonic() - started < 60:
                    time.sleep(0.2)
                assert sink.messages, "no mail within 60 s"
            finally:
                process.send_signal(signal.SIGTERM)
                _out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    log = [json.loads(line) for line in (home.folder / "logs" / "goodname.log").read_text().splitlines()]
    assert log[0]["event"] == "started"
    assert log[-1]["event"] == "stopped"
    assert "knife" not in json.dumps(log)


def _store_only(home: Home, post: dict[str, str]) -> None:
    """Store a post as a collection does, leaving it to the running process to read."""
    from data.post_jsonl import post_from_json
    from data.records import RawItem
    from data.store import posts

    with home.store.writing() as session:
        mapped = posts.Mapped(post_from_json(post), RawItem("manual", post), 1)
        posts.store_posts(session, home.school_id, "manual", [mapped], now=home.clock())


def test_an_import_while_nothing_runs_waits_in_the_outbox(tmp_path: Path, clock: FakeClock) -> None:
    with made_home(tmp_path, clock) as home:
        line = json.dumps(
            {
                "id": "1",
                "platform": "x",
                "title": "Larkmere Primary parents",
                "text": "I am bringing a knife to Larkmere Primary on Monday morning, the front office first",
            }
        )
        assert import_posts(home=home, lines=[line], actor="test").cases == 1
