#!/usr/bin/env python3
"""From web pages to bodies: jingwen alone, trafilatura alone, and trafilatura with jingwen behind it.

usage: pages.py --jingwen PROGRAM PAGES

PAGES holds COLLECTION/ID.html, a page in UTF-8, beside COLLECTION/ID.txt, the body that it should give;
a .tar.gz of that is unpacked under target/. Prints a table in Markdown: for every collection and language
the mean token F1 of each method, and the time that it took for all. A token is a word of letters and
digits, or one Han character; those of a page count as a bag. trafilatura is installed into target/pages,
in a virtual environment of its own. Exit status: 0 done, 2 a run failed.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import time
import venv

TRAFILATURA = ["trafilatura==2.3.1", "lxml_html_clean"]
TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
HAN = re.compile(r"[\u3400-\u9fff]")
EXTRACT = """
import json, pathlib, sys, trafilatura
for name in map(str.strip, sys.stdin):
    page = pathlib.Path(name).read_text(encoding="utf-8")
    print(json.dumps({"id": name, "text": trafilatura.extract(page) or ""}, ensure_ascii=False))
"""


def f1(found, wanted):
    found, wanted = (collections.Counter(TOKEN.findall(text.lower())) for text in (found, wanted))
    same = sum((found & wanted).values())
    return 2 * same / (sum(found.values()) + sum(wanted.values())) if same else float(not found and not wanted)


def run(command, text):
    started = time.perf_counter()
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    bodies = {}
    for line in done.stdout.splitlines():
        record = json.loads(line)
        bodies[record["id"]] = record["text"]
    return bodies, time.perf_counter() - started, done.stdout


def unpacked(path):
    if path.is_dir():
        return path
    target = pathlib.Path("target/pages-data")
    if not target.exists():
        with tarfile.open(path) as archive:
            archive.extractall(target, filter="data")
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=pathlib.Path, metavar="PAGES")
    parser.add_argument("--jingwen", default="jingwen", metavar="PROGRAM")
    args = parser.parse_args()

    environment = pathlib.Path("target/pages")
    python = environment / "bin/python"
    if not python.exists():
        venv.create(environment, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *TRAFILATURA], check=True)

    pages = sorted(unpacked(args.pages).glob("*/*.html"))
    if not pages:
        sys.exit(f"{args.pages}: no COLLECTION/ID.html in it")
    names = "".join(f"{page}\n" for page in pages)
    jsonl = ["--output-format", "jsonl", "--quiet"]
    alone, seconds, _ = run([args.jingwen, "clean", "--files-from", "-", *jsonl], names)
    raw, raw_seconds, _ = run([args.jingwen, "clean", "--files-from", "-", *jsonl, "--no-builtin", "--no-model"], names)
    other, other_seconds, records = run([python, "-c", EXTRACT], names)
    both, more_seconds, _ = run([args.jingwen, "clean", "--input-format", "jsonl", "--quiet"], records)
    methods = [
        ("jingwen's extraction alone", raw, raw_seconds),
        ("**jingwen clean**", alone, seconds),
        ("trafilatura", other, other_seconds),
        ("trafilatura, then jingwen", both, other_seconds + more_seconds),
    ]
    groups = collections.defaultdict(list)
    wanted = {}
    for page in pages:
        text = wanted[str(page)] = page.with_suffix(".txt").read_text(encoding="utf-8")
        lang = "zh" if len(HAN.findall(text)) * 10 > len(text) else "en"
        groups[f"{page.parent.name} {lang}"].append(str(page))
    heads = [f"{name} ({len(ids)})" for name, ids in sorted(groups.items())]
    print("| | " + " | ".join(heads) + " | time |\n|---" + "|---" * (len(heads) + 1) + "|")
    for name, bodies, took in methods:
        means = []
        for _, ids in sorted(groups.items()):
            scores = [f1(bodies.get(page, ""), wanted[page]) for page in ids]
            means.append(f"{sum(scores) / len(scores):.3f}")
        print(f"| {name} | " + " | ".join(means) + f" | {took:.1f} s |")


if __name__ == "__main__":
    main()
