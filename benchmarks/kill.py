"""Kills a collection of 5,000 posts 50 times at random moments and counts what is stored in the end.

Run: python benchmarks/kill.py [--posts 5000] [--kills 50] [--seed 1]
The collector, the store and the process are real; the source is numbered posts in pages of 100.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VICTIM = Path(__file__).parents[1] / "tests" / "kill_victim.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=5000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(VICTIM), folder, str(options.posts), "100"]
        kills, started = 0, time.monotonic()
        while kills < options.kills:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.12))
            process.send_signal(signal.SIGKILL)
            process.stdout.close()
            if process.wait() == 0:
                break  # it had finished before the signal came
            kills += 1
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        counted = subprocess.run([*command, "--count"], check=True, capture_output=True, text=True).stdout.split()
    stored, different = map(int, counted)
    print(f"killed {kills} times in {time.monotonic() - started:.0f} s")
    print(f"posts stored {stored}, different {different}, expected {options.posts}")
    if (stored, different) != (options.posts, options.posts):
        sys.exit("posts were lost or came twice")
    print("none lost, none twice")


if __name__ == "__main__":
    main()
