"""`goodname run`: the clock and, beside it, the dashboard, one instance a home, until told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from data.errors import ConfigError
from pipelines.home import Home
from pipelines.schedule import Clockwork

DASHBOARD_GRACE_S = 10


@contextmanager
def only_instance(folder: Path) -> Iterator[None]:
    """Hold the home's lock, which a killed run leaves free; raise `ConfigError` when another run holds it."""
    lock = FileLock(folder / "goodname.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise ConfigError(f"another `goodname run` works on {folder}; stop it first") from error
    try:
        yield
    finally:
        lock.release()


def run(
    *,
    home: Home,
    dashboard: bool,
    environment: Mapping[str, str] | None = None,
    on_ready: Callable[[Clockwork], None] | None = None,
) -> None:
    """Run until SIGTERM or SIGINT, then stop cleanly. `environment`: the dashboard's, when it is not our own."""
    stop = threading.Event()

    def asked_to_stop(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked_to_stop)
    with only_instance(home.folder), _dashboard(home.folder, environment, wanted=dashboard):
        clockwork = Clockwork(home)
        clockwork.start()
        try:
            if on_ready is not None:
                on_ready(clockwork)
            stop.wait()
        finally:
            clockwork.stop()


@contextmanager
def _dashboard(folder: Path, environment: Mapping[str, str] | None, *, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    process = subprocess.Popen([sys.executable, "-m", "dashboard", "--home", str(folder)], env=environment)  # noqa: S603 - fixed words
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(DASHBOARD_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
