"""From a stored S1 post to the mail at the SMTP server, with the scheduler running; then two accidents.

`python benchmarks/alert_latency.py [--posts 200]` stores posts at a steady pace and prints the 95th percentile of the
seconds until the first mail about each. Then the process is killed while alerts are decided and not sent, and the mail
server stays away for an hour: nothing may be lost and nobody told twice. Exit 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from clocks import FakeClock  # type: ignore[import-not-found]  # noqa: E402 - the path above makes it findable
from homes import made_home  # type: ignore[import-not-found]  # noqa: E402 - as above
from sqlalchemy import func, select  # noqa: E402 - as above

from casework.notify import SmtpNotifier  # noqa: E402 - as above
from data.config import SmtpSettings  # noqa: E402 - as above
from data.records import Post, RawItem, School  # noqa: E402 - as above
from data.secrets import Secrets  # noqa: E402 - as above
from data.store import posts  # noqa: E402 - as above
from data.store.tables import CasePostRow, OutboxRow, PostRow  # noqa: E402 - as above
from data.words import OutboxStatus, Platform, Severity  # noqa: E402 - as above
from pipelines.attend import attend  # noqa: E402 - as above
from pipelines.deliver import deliver  # noqa: E402 - as above
from pipelines.demo_servers import SmtpSink  # noqa: E402 - as above
from pipelines.examine import examine_posts  # noqa: E402 - as above
from pipelines.home import Home, wall_clock  # noqa: E402 - as above
from pipelines.registers import load_school  # noqa: E402 - as above

LIMIT_S = 60.0
PACE_S = 0.5
PLACES = ("library", "river", "market", "church", "station", "bakery", "harbour", "museum", "orchard", "quarry")
WHEN = ("on Monday", "on Tuesday morning", "before lunch", "after the bell", "on Friday", "tomorrow", "at break")
WHO = ("My cousin", "Our neighbour", "The baker", "Grandad", "A lorry driver", "The choir", "Her uncle", "The plumber")
DID = ("painted", "mended", "borrowed", "sold", "lost", "cleaned", "photographed", "carried", "washed", "found")
WHAT = (
    "an old bicycle",
    "two ladders",
    "a brass trumpet",
    "the yellow kayak",
    "a crate of oranges",
    "his radio",
    "a tent",
)
WHERE = (
    "behind the chapel",
    "near the canal",
    "by the roundabout",
    "at the allotment",
    "in the supermarket",
    "on the pier",
)


def threat(number: int) -> Post:
    """Return a post that S1 means; the rest of it is idle talk, so that no two are alike enough to be one matter."""
    draw = random.Random(number)
    talk = [" ".join(draw.choice(words) for words in (WHO, DID, WHAT, WHERE)) + "." for _ in range(5)]
    place, when = draw.choice(PLACES), draw.choice(WHEN)
    words = f"I am bringing a knife to Larkmere Primary {when}, past the {place}, and I will stab somebody there."
    return Post(str(number), Platform.X, " ".join([*talk[:2], words, *talk[2:]]), title="Larkmere Primary parents")


def store(home: Home, post: Post) -> None:
    """Store a post as a collection does."""
    with home.store.writing() as session:
        mapped = posts.Mapped(post, RawItem("manual", {"id": post.id}), 1)
        posts.store_posts(session, home.school_id, "manual", [mapped], now=home.clock())


def threats(number: int) -> list[Post]:
    """Return `number` posts that the detectors take for S1."""
    school = School("Larkmere Primary School & Nursery", aliases=("Larkmere Primary",), town="Larkmere")
    examined = examine_posts(posts=[threat(n) for n in range(2 * number)], school=school)
    return [entry.post for entry in examined if entry.severity is Severity.S1][:number]


def steady(folder: Path, number: int) -> dict[str, object]:
    """Measure `number` posts against a running scheduler."""
    arrived: dict[str, float] = {}
    chosen = threats(number)

    class Timed(SmtpSink):
        def keep(self, content: bytes) -> None:
            super().keep(content)
            arrived.setdefault(str(self.messages[-1]["Subject"]), time.time())

    with Timed(folder / "mail") as sink:
        smtp = {"host": "127.0.0.1", "port": sink.port, "starttls": False, "sender": "goodname@example.org"}
        with made_home(folder, wall_clock, tables={"alerts": {"smtp": smtp}}) as home:
            environment = {
                **os.environ,
                "GOODNAME_KEY_FILE": str(folder / "keys" / "school.key"),
                "PYTHONPATH": str(ROOT),
            }
            command = [sys.executable, "-m", "pipelines.cli", "run", "--no-dashboard", "--home", str(home.folder)]
            process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
            try:
                assert process.stdout is not None
                process.stdout.readline()
                stored: dict[str, float] = {}
                for post in chosen:
                    store(home, post)
                    stored[post.id] = time.time()
                    time.sleep(PACE_S)
                until = time.time() + 2 * LIMIT_S
                waits: list[float] = []
                while time.time() < until and len(waits) < number:
                    time.sleep(1)
                    waits = _waits(home, stored, arrived)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
        keys = Counter(str(message["Message-ID"]) for message in sink.messages)
        told = len({str(message["Subject"]) for message in sink.messages})
    waits.sort()
    return {
        "posts": number,
        "reached": len(waits),
        "cases_told": told,
        "median_s": round(waits[len(waits) // 2], 1) if waits else None,
        "p95_s": round(waits[int(len(waits) * 0.95) - 1], 1) if waits else None,
        "slowest_s": round(waits[-1], 1) if waits else None,
        "mails": sum(keys.values()),
        "sent_twice": sum(count - 1 for count in keys.values()),
    }


def _waits(home: Home, stored: dict[str, float], arrived: dict[str, float]) -> list[float]:
    """Return, for each post whose case was told of, the seconds from storing it to the first mail about its case."""
    with home.store.reading() as session:
        rows = session.execute(
            select(PostRow.native_id, OutboxRow.subject)
            .join(CasePostRow, CasePostRow.post_id == PostRow.id)
            .join(OutboxRow, OutboxRow.case_id == CasePostRow.case_id)
            .distinct()
        ).all()
    first = {post: min(arrived.get(subject, float("inf")) for p, subject in rows if p == post) for post, _ in rows}
    return [at - stored[post] for post, at in first.items() if at != float("inf") and post in stored]


def accidents(folder: Path) -> dict[str, object]:
    """Kill between decision and sending, keep the mail server away for an hour, then count what arrived."""
    clock = FakeClock(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
    with made_home(folder, clock) as home:
        for post in threats(20):
            store(home, post)
    # A process of its own decides and is killed before it sends; another claims and is killed while it sends.
    script = f"""
import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
import os, signal
from pathlib import Path
from datetime import UTC, datetime
from homes import made_home
from pipelines.attend import attend
from pipelines.registers import load_school
from data.store import outbox
now = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)
with made_home(Path({str(folder)!r}), lambda: now) as home:
    attend(home=home, school=load_school(home=home, purpose="benchmark"))
    with home.store.writing() as session:
        outbox.claim(session, home.school_id, limit=10, now=now)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    with SmtpSink(folder / "gone") as sink:
        port = sink.port
    notifier = SmtpNotifier(
        SmtpSettings(host="127.0.0.1", port=port, starttls=False, sender="g@example.org"), Secrets({})
    )
    with made_home(folder, clock) as home:
        attend(home=home, school=load_school(home=home, purpose="benchmark"))
        with home.store.reading() as session:
            decided = session.scalar(select(func.count()).select_from(OutboxRow)) or 0
        for _ in range(60):
            clock.move(minutes=1)
            deliver(home=home, notifier=notifier)
        clock.move(hours=1)
        with SmtpSink(folder / "back") as sink:
            back = SmtpNotifier(
                SmtpSettings(host="127.0.0.1", port=sink.port, starttls=False, sender="g@example.org"), Secrets({})
            )
            for _ in range(3):
                deliver(home=home, notifier=back)
                clock.move(minutes=5)
            keys = Counter(str(message["Message-ID"]) for message in sink.messages)
        with home.store.reading() as session:
            left = session.scalar(
                select(func.count()).select_from(OutboxRow).where(OutboxRow.status != OutboxStatus.SENT.value)
            )
    return {
        "killed": killed.returncode == -signal.SIGKILL,
        "decided": decided,
        "arrived": len(keys),
        "not_sent": left,
        "sent_twice": sum(count - 1 for count in keys.values()),
    }


def main() -> int:
    """Run both parts and print their figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=200)
    number = parser.parse_args().posts
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        steadily, after = steady(Path(one), number), accidents(Path(two))
    print(json.dumps({"steady": steadily, "accidents": after}, indent=1))
    p95 = steadily["p95_s"]
    good = steadily["reached"] == number and isinstance(p95, float) and p95 <= LIMIT_S and not steadily["sent_twice"]
    kept = (
        after["killed"] and after["decided"] == after["arrived"] and not after["not_sent"] and not after["sent_twice"]
    )
    return int(not (good and kept))


if __name__ == "__main__":
    sys.exit(main())
