"""The dashboard beside the clock: started again when it ends by itself, and stopped with `goodname run`."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipelines import run as module


class Process:
    """A process that has ended, or one that goes on."""

    def __init__(self, *, ended: bool) -> None:
        self.ended, self.stopped = ended, False

    def poll(self) -> int | None:
        return 1 if self.ended else None

    def terminate(self) -> None:
        self.stopped = True

    def wait(self, timeout: float | None = None) -> int:
        return 0


@pytest.mark.parametrize(
    ("ends", "starts"), [pytest.param(2, 3, id="it ended twice"), pytest.param(0, 1, id="it runs")]
)
def test_a_dashboard_that_ends_by_itself_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: int, starts: int
) -> None:
    started: list[Process] = []

    def start(*_: object, **__: object) -> Process:
        started.append(Process(ended=len(started) < ends))
        return started[-1]

    monkeypatch.setattr(module.subprocess, "Popen", start)
    monkeypatch.setattr(module, "LOOK_S", 0.01)
    monkeypatch.setattr(module, "AGAIN_S", 0.01)
    with module._dashboard(tmp_path, None, wanted=True):
        deadline = time.monotonic() + 10
        while len(started) < starts and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
    assert len(started) == starts
    assert started[-1].stopped
