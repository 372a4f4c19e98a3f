"""What a row is, and how one comes about: from the Rust program, from a Python peer, from a process."""
from __future__ import annotations

import dataclasses
import json
import pathlib
import statistics
import subprocess
import sys
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

HERE = pathlib.Path(__file__).resolve().parent
SMALL = 0.2


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
    ready: float = 0.0  # seconds to compile rules or patterns; of a process, its whole start
    starts: List[float] = dataclasses.field(default_factory=list)  # of a process, beside the seconds
    note: str = ""
    docs: int = 0
    passes: int = 1  # how often the documents were taken in one run, of which the bytes are all
    peak: int = 0  # bytes of memory, of a process
    longest: int = 0  # bytes of the longest document, where it matters

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def rate(self) -> float:
        """MB a second."""
        return self.bytes / 1e6 / self.median

    @property
    def came_out(self) -> float:
        """The part of the text that came out."""
        return self.out / (self.bytes / self.passes)

    @property
    def running(self) -> Optional[float]:
        """MB a second, the start of a process left out; None where that is too small beside the start to tell."""
        behind = [whole - start for whole, start in zip(self.seconds, self.starts)] or self.seconds
        seconds = statistics.median(behind)
        return self.bytes / 1e6 / seconds if seconds > self.ready * SMALL * bool(self.starts) else None


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


def read(said: str) -> Dict[Tuple[str, str], Dict[str, Row]]:
    """The rows that a program has written, by the text and the set of patterns, then by their name."""
    found: Dict[Tuple[str, str], Dict[str, Row]] = {}
    for line in said.splitlines():
        fields = json.loads(line)
        name, where = fields.pop("row"), (fields.pop("text", ""), fields.pop("set", ""))
        found.setdefault(where, {})[name] = Row(name, **fields)
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
    like: str = ""  # the row before it whose text it takes, in the place of what fits its own budget


def unpacked(path: pathlib.Path) -> int:
    """Bytes of a file, of one that is packed those of the file it was made of."""
    return (path.with_suffix("") if path.suffix == ".zst" else path).stat().st_size


def processes(asked: Iterable[Process], output: pathlib.Path, sizes: List[int], runs: int, budget: float) -> Dict[str, Row]:
    """Times processes in turn, each over the most bytes that fit its budget behind its start, which is what the
    first of the sizes takes."""
    started = []
    paths: Dict[str, pathlib.Path] = {}
    for process in asked:
        least = process.command(process.front(sizes[0]))
        if process.like:
            path = paths[process.like]
            timed(process.command(path), output)
        else:
            path = fitting(process, output, sizes[1:], least, budget)
        paths[process.name] = path
        row = Row(process.name, unpacked(path), [])
        process.check(row, path, output)
        started.append((process, least, path, row))
    for _ in range(runs):
        for process, least, path, row in started:
            row.starts.extend(timed(least, output)["seconds"])
            said = timed(process.command(path), output)
            row.seconds.extend(said["seconds"])
            row.peak = max(row.peak, said["peak"])
    for _, _, _, row in started:
        row.ready = statistics.median(row.starts)
    return {row.name: row for _, _, _, row in started}


def fitting(process: Process, output: pathlib.Path, sizes: List[int], least: List[str], budget: float) -> pathlib.Path:
    """The largest text that is done within the budget, or half a start: each size is tried that may be. Leaves
    its output."""
    start = min(timed(least, output, 2)["seconds"])
    for size, following in zip(sizes, sizes[1:] + [0]):
        path = process.front(size)
        seconds = timed(process.command(path), output)["seconds"][0] - start
        if following == 0 or seconds * following / size > max(budget, start / 2):
            break
    return path
