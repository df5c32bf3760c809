"""How much memory a long stream takes: `python benchmarks/stream.py [--posts 100000] [--longest 80]`.

Posts about the invented schools, each with words of its own, go through `goodname examine`
as a stream; the memory of that process is looked at on the way. It must not grow with the number of posts: between the
first tenth of the stream and its end it may grow by 5% at the most. With --longest only posts of at most so many
characters are taken, which are read more quickly, so that a million fit into an hour or so.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from classifiers.training.corpus import POSTS

SCHOOL = "tumblewick"
SEED = 1
GROWTH = 1.05


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--longest", type=int, default=100_000)
    asked = parser.parse_args()
    command = [sys.executable, "-m", "pipelines.cli", "examine", "-", "--school", str(POSTS / SCHOOL)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stream = process.stdin
        threading.Thread(target=_write, args=(stream, asked.posts, asked.longest), daemon=True).start()
        marks = {max(1, asked.posts * part // 100) for part in (1, 2, 5, 10, 20, 40, 60, 80, 100)}
        begun, seen = time.perf_counter(), {}
        for number, _ in enumerate(process.stdout, start=1):
            if number in marks:
                seen[number] = _memory_mb(process.pid)
                print(
                    f"{number:>9} posts  {seen[number]:6.0f} MB  {number / (time.perf_counter() - begun):5.0f} posts/s",
                    flush=True,
                )
    first = min(value for number, value in seen.items() if number >= asked.posts // 10)
    last = seen[asked.posts]
    print(f"from a tenth of the posts to all: {last / first - 1:+.1%} (at most {GROWTH - 1:.0%})")
    return 0 if last <= first * GROWTH else 1


def _write(stream: object, posts: int, longest: int) -> None:
    with stream as file:  # type: ignore[attr-defined]  # a pipe
        for line in _lines(posts, longest):
            file.write(line)


def _lines(posts: int, longest: int) -> Iterator[bytes]:
    rows = [json.loads(line) for line in (POSTS / SCHOOL / "posts.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if len(row["text"]) <= longest]
    chance = random.Random(SEED)
    for at in range(posts):
        row, other = chance.choice(rows), chance.choice(rows)
        text = (
            f"{row['text']} {' '.join(chance.sample(other['text'].split(), min(6, len(other['text'].split()))))} {at}"
        )
        content = {"id": str(at), "platform": row["platform"], "text": text, "title": row.get("title")}
        yield (json.dumps(content) + "\n").encode()


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
