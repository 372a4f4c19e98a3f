"""Measures jingwen against the machine, the bare automaton and its peers, on the same bytes in one run.

usage: python3 scripts/performance [--quick] [--jingwen PROGRAM] [--measure PROGRAM] [-o FILE]
                                   [--only GROUP]... [--work DIR]

Writes docs/performance.md: every row that was measured, with what it found, and for each target whether it
was reached. Without --jingwen and --measure both are built (cargo build --release). The peers are installed
into a virtual environment under the work folder (target/performance), the free texts fetched beside it; the
texts are made of them by a seed, the same every time. --quick measures on a few MB, in a few minutes.

--only measures some of the groups, for work on this script: no document is written, but a line a row on
stdout. Exit status: 0 done, 1 a program did not do what it should, 2 something else went wrong.
"""
from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import time
from typing import Dict, List

import corpus
import document
import groups
import rows
from bench import Bench
from scale import FULL, QUICK, Scale
from sources import PACKING, PEERS, SOURCES, Environment, free_texts, log

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def built(*what: str) -> str:
    """Where cargo has put the program that it built."""
    log(f"cargo build --release {' '.join(what)}")
    command = ["cargo", "build", "--release", "--message-format=json-render-diagnostics", *what]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    found = [json.loads(line).get("executable") for line in said.splitlines()]
    return [path for path in found if path][-1]


def key(scale: Scale) -> str:
    """What the texts depend on."""
    digest = hashlib.sha256(repr((scale.corpus, SOURCES)).encode())
    made_by = [HERE / f"{name}.py" for name in ["bench", "corpus", "patterns", "sources"]]
    for path in made_by + sorted((ROOT / "corpus").glob("gold/*.jsonl")) + sorted((ROOT / "corpus").glob("rules/*/*.toml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepared(args: argparse.Namespace, scale: Scale) -> Bench:
    jingwen = args.jingwen or built("--bin", "jingwen")
    measure = args.measure or built("--example", "measure")
    work = pathlib.Path(args.work).resolve()
    environment = Environment(work / "venv")
    environment.install("zstandard", [PACKING], "zstandard")
    for peer in PEERS:
        environment.install(peer.name, peer.packages, peer.module)
    free = free_texts(environment, work / "packages")
    own = corpus.gold(ROOT / "corpus" / "gold")
    for old in set(work.glob("texts-*")) - {work / f"texts-{key(each)}" for each in [FULL, QUICK]}:
        shutil.rmtree(old)
    texts = work / f"texts-{key(scale)}"
    texts.mkdir(parents=True, exist_ok=True)
    log("choosing patterns")
    pool = {lang: sorted(set(free[lang] + own[lang])) for lang in free}
    return Bench(str(pathlib.Path(jingwen).resolve()), str(pathlib.Path(measure).resolve()), environment, pool,
                 ROOT, texts, scale)


def distinct(pool: Dict[str, List[str]]) -> Dict[str, int]:
    """Bytes of all sentences, each counted once."""
    return {lang: sum(len(sentence.encode()) for sentence in sentences) for lang, sentences in pool.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--jingwen", metavar="PROGRAM")
    parser.add_argument("--measure", metavar="PROGRAM")
    parser.add_argument("-o", "--output", metavar="FILE", default=str(ROOT / "docs" / "performance.md"))
    parser.add_argument("--only", metavar="GROUP", action="append", choices=sorted(groups.GROUPS))
    parser.add_argument("--work", metavar="DIR", default=str(ROOT / "target" / "performance"))
    args = parser.parse_args()
    scale = QUICK if args.quick else FULL
    try:
        bench = prepared(args, scale)
        begun = time.monotonic()
        found = groups.measured(bench, args.only)
    except rows.Failed as failed:
        log(f"failed: {failed}")
        return 1
    if args.only:
        for record in found:
            print(json.dumps({**dataclasses.asdict(record), "MB/s": round(record.row.rate, 2)}))
        return 0
    about = document.About(scale, bench.environment.missing, distinct(bench.pool), len(bench.planted),
                           time.monotonic() - begun, document.machine(), document.commit(ROOT))
    pathlib.Path(args.output).write_bytes(document.page(found, about).encode())
    log(f"{args.output} is written, after {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, subprocess.CalledProcessError) as error:
        log(f"failed: {error}")
        sys.exit(2)
