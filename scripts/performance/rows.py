"""What a row is, and how one comes about: from the Rust program, from a Python peer, from a process."""
from __future__ import annotations

import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys
from typing import Any, Callable, Dict, Iterable, List, Optional

HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Row:
    """One thing, timed over so many bytes, and what it found there."""

    name: str
    bytes: int
    seconds: List[float]
    found: int = 0
    out: int = 0
    planted: int = 0
    left: int = 0
    ready: float = 0.0  # seconds to compile rules or patterns, where they are not in the time
    note: str = ""
    docs: int = 0
    peak: int = 0  # bytes of memory, of a process

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """MB a second."""
        return self.bytes / 1e6 / self.median


class Failed(Exception):
    """A program that is measured did not do what it should."""


def run(command: List[str], given: Optional[Dict[str, Any]] = None) -> str:
    """What a program says, whose answer is short."""
    stdin = None if given is None else json.dumps(given)
    done = subprocess.run(command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          encoding="utf-8", check=False)
    if done.returncode:
        raise Failed(f"{pathlib.Path(command[0]).name}: {done.stderr.strip()[-1500:]}")
    return done.stdout


def read(said: str) -> Dict[str, Dict[str, Row]]:
    """The rows that a program has written, by the text and their name."""
    found: Dict[str, Dict[str, Row]] = {}
    for line in said.splitlines():
        fields = json.loads(line)
        name, text = fields.pop("row"), fields.pop("text", "")
        found.setdefault(text, {})[name] = Row(name, **fields)
    return found


def timed(command: List[str], stdout: pathlib.Path, runs: int = 1, wanted: int = 0) -> Dict[str, Any]:
    """Seconds of each run, peak memory and status of a command, started by a small process."""
    stderr = stdout.with_name("stderr")
    asked = {"command": command, "runs": runs, "stdout": str(stdout), "stderr": str(stderr)}
    said = json.loads(run([sys.executable, "-S", "-E", str(HERE / "spawn.py")], asked))
    if said["status"] != wanted:
        shown = " ".join(pathlib.Path(word).name for word in command)
        raise Failed(f"{shown}: status {said['status']}\n{stderr.read_text(errors='replace')[-1500:]}")
    return said


@dataclasses.dataclass
class Process:
    """A row whose work is a whole process. `command` is made for a file; `front` gives the first documents of
    the text, of at least so many bytes, in the row's form; `check` fills in what was found, from the file and
    the output, and fails if that is nothing."""

    name: str
    command: Callable[[pathlib.Path], List[str]]
    front: Callable[[int], pathlib.Path]
    check: Callable[[Row, pathlib.Path, pathlib.Path], None]


def unpacked(path: pathlib.Path) -> int:
    """Bytes of a file, of one that is packed those of the file it was made of."""
    return (path.with_suffix("") if path.suffix == ".zst" else path).stat().st_size


def processes(asked: Iterable[Process], output: pathlib.Path, sizes: List[int], runs: int, budget: float) -> Dict[str, Row]:
    """Times processes in turn, each over the most bytes that fit its budget."""
    started = []
    for process in asked:
        path = fitting(process, output, sizes, budget)
        row = Row(process.name, unpacked(path), [])
        process.check(row, path, output)
        started.append((process, path, row))
    for _ in range(runs):
        for process, path, row in started:
            said = timed(process.command(path), output)
            row.seconds.extend(said["seconds"])
            row.peak = max(row.peak, said["peak"])
    return {row.name: row for _, _, row in started}


def fitting(process: Process, output: pathlib.Path, sizes: List[int], budget: float) -> pathlib.Path:
    """The largest text that is done within the budget: each size is tried that may be. Leaves its output."""
    for size, following in zip(sizes, sizes[1:] + [0]):
        path = process.front(size)
        seconds = timed(process.command(path), output)["seconds"][0]
        if following == 0 or seconds * following / size > budget:
            break
    return path
