"""Runs a command some times and says how long each run took and the most memory it held.

A small process of its own: the peak that the system gives for a child is never below the memory of the
process that started it. Takes a JSON object on stdin (`command`, `runs`, `stdout`), gives one on stdout.
"""
import json
import os
import sys
import time


def once(command, stdout, stderr):
    """Seconds, peak resident bytes and exit status of one run."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, stderr, flags, 0o644),
    ]
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], command, dict(os.environ, LC_ALL="C"), file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    # Linux counts kilobytes, macOS bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit, os.WEXITSTATUS(status) if os.WIFEXITED(status) else 255


def main():
    asked = json.load(sys.stdin)
    runs = [once(asked["command"], asked["stdout"], asked["stderr"]) for _ in range(asked["runs"])]
    seconds, peaks, statuses = zip(*runs)
    json.dump({"seconds": seconds, "peak": max(peaks), "status": max(statuses)}, sys.stdout)


if __name__ == "__main__":
    main()
