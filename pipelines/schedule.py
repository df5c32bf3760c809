"""The clock of `goodname run`: which source is asked when, and what else happens by itself.

Jobs are built from `school.toml` at every start and kept in memory. What is overdue after an outage is found from the
store's times and is started one after another, never all at once. A job never sleeps: a source that asks to wait is
asked again when it said.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from casework.working_time import LONDON
from collectors.registry import collector_class, scheduled
from data.logs import open_log
from data.records import School
from data.store import sources
from data.words import RunStatus
from pipelines.attend import attend
from pipelines.audit import audit_own_posts
from pipelines.audit_record import last_audit_at
from pipelines.chores import Chore, chores
from pipelines.collect import collect
from pipelines.deliver import deliver_all
from pipelines.home import Home
from pipelines.registers import load_school

ATTEND_S = 10
DELIVER_S = 10
JITTER = 0.1
APART = timedelta(seconds=20)
AUDIT_WAITS = timedelta(minutes=5)
"""How long an audit that is made up for waits, so that the own accounts are collected first."""
AUDIT_HOUR = 7
"""When the own posts of the last day are audited, London time."""


class Clockwork:
    """Runs the jobs of one home until stopped."""

    def __init__(self, home: Home) -> None:
        """Build the jobs; nothing runs before `start`."""
        self._home = home
        self._log = open_log(home.folder / "logs")
        self._attending = threading.Lock()
        self._school_at: tuple[datetime, School] | None = None
        self._scheduler = BackgroundScheduler(
            timezone=LONDON,
            executors={
                "collect": ThreadPoolExecutor(2),
                "attend": ThreadPoolExecutor(1),
                "deliver": ThreadPoolExecutor(1),
            },
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._add_jobs()

    def start(self) -> None:
        """Start the clock."""
        self._scheduler.start()
        self._log.info("started")

    def stop(self) -> None:
        """Let running jobs end, then stop; what is unfinished goes on at the next start."""
        self._scheduler.shutdown(wait=True)
        self._log.info("stopped")

    def planned(self) -> dict[str, datetime]:
        """Return when each job runs next."""
        return {
            job.id: job.next_run_time
            if hasattr(job, "next_run_time")
            else job.trigger.get_next_fire_time(None, self._home.clock())
            for job in self._scheduler.get_jobs()
        }

    def _add_jobs(self) -> None:
        now = self._home.clock()
        for key, first in first_runs(self._home, now).items():
            minutes = self._home.config.sources.of(key).interval
            self._add(
                f"collect:{key}",
                "collect",
                IntervalTrigger(minutes=minutes, jitter=int(minutes * 60 * JITTER)),
                self._collect,
                key,
                first=first,
            )
        self._add("attend", "attend", IntervalTrigger(seconds=ATTEND_S), self._attend, first=now)
        self._add("deliver", "deliver", IntervalTrigger(seconds=DELIVER_S), self._deliver, first=now)
        self._add(
            "audit",
            "attend",
            CronTrigger(hour=AUDIT_HOUR, timezone=LONDON),
            self._audit,
            first=audit_caught_up(self._home, now),
        )
        for number, chore in enumerate(chores()):
            self._add(chore.name, chore.executor, chore.trigger, self._chore, chore, first=now + APART * number)

    def _add(
        self,
        name: str,
        executor: str,
        trigger: Any,
        work: Callable[..., None],
        *args: Any,
        first: datetime | None = None,
    ) -> None:
        options = {} if first is None else {"next_run_time": first}
        self._scheduler.add_job(
            self._guarded,
            trigger,
            args=[name, work, *args],
            id=name,
            executor=executor,
            replace_existing=True,
            **options,
        )

    def _guarded(self, name: str, work: Callable[..., None], *args: Any) -> None:
        try:
            work(*args)
        except Exception as error:  # noqa: BLE001 - a job that fails must not end the clock; the log says which and what kind
            self._log.error("job failed", job=name, error_kind=type(error).__name__)

    def _collect(self, key: str) -> None:
        with self._home.store.reading() as session:
            standing = next((s for s in sources.health(session, self._home.school_id) if s.source == key), None)
        now = self._home.clock()
        if standing is not None and standing.next_allowed_at is not None and standing.next_allowed_at > now:
            self._again(key, standing.next_allowed_at)
            return
        report = collect(home=self._home, source=key, school=self._school())
        counts = {name: value for name, value in asdict(report).items() if isinstance(value, int)}
        self._log.info("collected", source=key, status=report.status.value, seconds=report.seconds, **counts)
        if report.status is RunStatus.RATE_LIMITED:
            with self._home.store.reading() as session:
                standing = next(s for s in sources.health(session, self._home.school_id) if s.source == key)
            if standing.next_allowed_at is not None:
                self._again(key, standing.next_allowed_at)

    def _again(self, key: str, at: datetime) -> None:
        """Ask once more when the source said, if that comes before its next turn."""
        if at < self._home.clock() + timedelta(minutes=self._home.config.sources.of(key).interval):
            self._add(f"again:{key}", "collect", DateTrigger(at), self._collect, key)

    def _attend(self) -> None:
        with self._attending:
            done = attend(home=self._home, school=self._school())
        if done.read:
            self._log.info("attended", **asdict(done))

    def _deliver(self) -> None:
        # A channel that is not ready is said by `goodname check` and on the health page; the outbox keeps what waits.
        done = deliver_all(home=self._home)
        if done.sent or done.failed or done.waiting:
            self._log.info("delivered", **asdict(done))

    def _audit(self) -> None:
        with self._attending:
            yesterday = self._home.clock() - timedelta(days=1)
            since = min(last_audit_at(home=self._home) or yesterday, yesterday)
            done = audit_own_posts(home=self._home, since=since, collect_first=False)
        self._log.info("audited", read=done.read, findings=done.findings)

    def _chore(self, chore: Chore) -> None:
        done = chore.work(self._home)
        if any(done.values()):
            self._log.info("chore", job=chore.name, **done)

    def _school(self) -> School:
        """Return the school with its registers, read anew once a quarter of an hour."""
        now = self._home.clock()
        if self._school_at is None or now - self._school_at[0] > timedelta(minutes=15):
            self._school_at = (now, load_school(home=self._home, purpose="schedule"))
        return self._school_at[1]


def audit_caught_up(home: Home, now: datetime) -> datetime | None:
    """Return when to make up for a daily audit that an outage left out, or None when none was."""
    last = last_audit_at(home=home)
    return now + AUDIT_WAITS if last is not None and now - last > timedelta(days=1) else None


def first_runs(home: Home, now: datetime) -> dict[str, datetime]:
    """Return when each enabled source is asked first: when it is due, and what is overdue one after another."""
    with home.store.reading() as session:
        known = {entry.source: entry for entry in sources.health(session, home.school_id)}
    planned: dict[str, datetime] = {}
    overdue = 0
    for key in scheduled():
        settings = home.config.sources.of(key)
        if not settings.enabled:
            continue
        collector_class(key)
        entry = known.get(key)
        due = now
        if entry is not None and entry.last_attempt_at is not None:
            due = entry.last_attempt_at + timedelta(minutes=settings.interval)
        if entry is not None and entry.next_allowed_at is not None:
            due = max(due, entry.next_allowed_at)
        if due <= now:
            due, overdue = now + APART * overdue, overdue + 1
        planned[key] = due
    return planned
