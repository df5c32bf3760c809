"""`goodname run`: the clock and, beside it, the dashboard, one instance a home, until told to stop.

A dashboard that ends by itself is started again; the clock goes on meanwhile.
"""

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
LOOK_S, AGAIN_S = 5.0, 30.0
"""How often the dashboard is looked at, and how long after it ended by itself it is started again."""


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
    command, over = [sys.executable, "-m", "dashboard", "--home", str(folder)], threading.Event()
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - fixed words

    def keep_it_running() -> None:
        nonlocal process
        while not over.wait(LOOK_S):
            # It has said on standard error why it ended; an address that is taken may be free again later.
            if process.poll() is not None and not over.wait(AGAIN_S):
                process = subprocess.Popen(command, env=environment)  # noqa: S603 - fixed words

    watcher = threading.Thread(target=keep_it_running, name="dashboard", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        process.terminate()
        try:
            process.wait(DASHBOARD_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
