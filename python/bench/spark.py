"""Spark on this machine beside the command line, on the same documents.

    pip install './python[spark]'
    python python/bench/spark.py --jingwen PROGRAM [--size 1G] DIR

Makes in DIR a JSONL file of at least that size by scripts/mixed-corpus.py, and the same rows as Parquet.
The command line (built with the feature `parquet`) cleans both with two threads, Spark local[2] the Parquet
files, by `python -m jingwen.spark`. Times are of whole processes; memory is the peak of a process, in Spark
that of the largest Python worker and of the JVM. All must give the same bodies, and a Python worker must stay under
WORKER bytes, or the exit status is 1.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import pyarrow
import pyarrow.dataset
import pyarrow.parquet

ROOT = Path(__file__).parents[2]
WORKER = 512 << 20
FILES = 8


def made(folder, size):
    """The documents as one JSONL file, and as a directory of Parquet."""
    lines, tables = folder / "in.jsonl", folder / "in.parquet"
    if not lines.exists():
        command = [sys.executable, ROOT / "scripts" / "mixed-corpus.py", "--jsonl", size, lines]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    if not tables.exists():
        tables.mkdir()
        whole = sum(1 for _ in lines.open("rb"))
        each, rows, number = -(-whole // FILES), [], 0
        with lines.open(encoding="utf-8") as file:
            for n, line in enumerate(file):
                document = json.loads(line)
                host = urllib.parse.urlsplit(document["url"]).hostname
                rows.append({"n": n, "host": host, "title": document.get("title"), "text": document["text"]})
                if len(rows) == each or n == whole - 1:
                    pyarrow.parquet.write_table(
                        pyarrow.Table.from_pylist(rows), tables / f"{number}.parquet", row_group_size=10_000)
                    rows, number = [], number + 1
    return lines, tables


class Peak(threading.Thread):
    """The peak memory of a process and of those it starts, by the name of the program."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, {}, threading.Event()

    def run(self):
        while not self.ended.wait(1):
            below = {self.pid}
            for entry in sorted(filter(str.isdigit, os.listdir("/proc")), key=int):
                try:
                    status = dict(line.split(":", 1) for line in Path(f"/proc/{entry}/status").read_text().splitlines())
                except (OSError, ValueError):
                    continue
                if int(status["PPid"]) in below or int(entry) in below:
                    below.add(int(entry))
                    name, peak = status["Name"].strip(), int(status.get("VmHWM", "0 kB").split()[0]) << 10
                    self.peak[name] = max(self.peak.get(name, 0), peak)


def run(command):
    begun = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watch = Peak(process.pid)
    watch.start()
    said = process.stderr.read()
    if process.wait() != 0:
        sys.exit(f"{command}: {said.decode(errors='replace')[-2000:]}")
    seconds = time.monotonic() - begun
    watch.ended.set()
    watch.join()
    return seconds, watch.peak


def digest(bodies):
    """How many there are, and a hash of those of all bodies in their order."""
    hashed = hashlib.sha256()
    for _, own in (in_order := sorted(bodies)):
        hashed.update(own)
    return len(in_order), hashed.hexdigest()


def hash_of(body):
    return hashlib.sha256(body.encode()).digest()


def parquet_bodies(folder):
    for batch in pyarrow.dataset.dataset(folder, format="parquet").to_batches(columns=["n", "text"]):
        yield from zip(batch["n"].to_pylist(), map(hash_of, batch["text"].to_pylist()))


def jsonl_bodies(file):
    with file.open(encoding="utf-8") as lines:
        for n, line in enumerate(lines):
            yield n, hash_of(json.loads(line)["text"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jingwen", required=True)
    parser.add_argument("--size", default="1G", help="of the JSONL file, as mixed-corpus.py takes it")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    lines, tables = made(folder, given.size)
    with lines.open(encoding="utf-8") as file:
        size = sum(len(json.loads(line)["text"].encode()) for line in file)
    print("| way | seconds | documents/s | MB of text/s | peak memory |")
    print("|---|---|---|---|---|")
    found, worker = {}, 0
    clean = [given.jingwen, "clean", "--quiet", "--threads", "2"]
    ways = [
        ("`jingwen clean`, JSONL", [*clean, "-o", folder / "out.jsonl.d", lines], lambda: jsonl_bodies(folder / "out.jsonl.d" / "in.jsonl")),
        ("`jingwen clean`, Parquet", [*clean, "--source-field", "host", "-o", folder / "out.parquet.d", tables], lambda: parquet_bodies(folder / "out.parquet.d")),
        ("Spark local[2], Parquet", [sys.executable, "-m", "jingwen.spark", "--source", "host", "--title", "title",
                                     tables, folder / "out.spark"], lambda: parquet_bodies(folder / "out.spark")),
    ]
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--master local[2] --conf spark.ui.enabled=false pyspark-shell")
    for name, command, bodies in ways:
        subprocess.run(["rm", "-rf", folder / "out.jsonl.d", folder / "out.parquet.d", folder / "out.spark"], check=True)
        seconds, peak = run(command)
        count, found[name] = digest(bodies())
        if "Spark" in name:
            worker = max((bytes for program, bytes in peak.items() if program.startswith("python")), default=0)
            told = f"a worker {worker >> 20} MB, the JVM {peak.get('java', 0) >> 20} MB"
        else:
            told = f"{max(peak.values()) >> 20} MB"
        print(f"| {name} | {seconds:.1f} | {count / seconds:,.0f} | {size / 1e6 / seconds:.1f} | {told} |", flush=True)
    if len(set(found.values())) != 1:
        sys.exit(f"the bodies differ: {found}")
    if not 0 < worker < WORKER:
        sys.exit(f"a Python worker took {worker} bytes of memory, over {WORKER}")


if __name__ == "__main__":
    main()
