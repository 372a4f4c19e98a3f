#!/usr/bin/env python3
"""The figures on learning in docs/quality.md.

usage: learning.py pages [--jingwen PROGRAM] [--leave-out NAME,NAME] [--least N] WEAK.jsonl[.gz]
       learning.py corpus [--jingwen PROGRAM] CORPUS.jsonl

pages   recall and precision with and without learning on annotated pages of hosts: objects with `id`
        (collection-extractor-page), `publisher`, `text` and `boilerplate`, a list of {start, end}. One
        object a page is used, and only hosts with so many pages (--least). Only figures are printed.
corpus  what was learned of the articles that site-corpus.py wrote, how much of what was planted goes, how
        much of the rest, and what that takes.

Markdown on stdout. Exit status: 0 done, 2 a run failed.
"""
import argparse
import collections
import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time


def run(command):
    """Seconds and peak memory of a run in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{said.decode(errors='replace').strip()[-2000:]}")
    return time.monotonic() - start, usage.ru_maxrss / 1024


def spans(path):
    """Removed spans by document id, each with its rule."""
    found = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            gone = [(s["start"], s["end"], s["rule"]) for s in record.get("spans", []) if s.get("removed", True)]
            found[record["id"]] = gone
    return found


def mask(length, ranges):
    marks = bytearray(length)
    for start, end in ranges:
        marks[start:end] = b"\1" * (end - start)
    return marks


def scored(documents, removed):
    right = wrong = left = 0
    losing = 0
    for document in documents:
        text = document["text"]
        truth = mask(len(text), [(s["start"], s["end"]) for s in document["boilerplate"]])
        free = mask(len(text), [(s["start"], s["end"]) for s in document.get("optional", [])])
        gone = mask(len(text), [(s, e) for s, e, _ in removed.get(document["id"], [])])
        lost = 0
        for i, c in enumerate(text):
            if c.isspace():
                continue
            if truth[i]:
                right += gone[i]
                left += 1 - gone[i]
            elif gone[i] and not free[i]:
                lost += 1
        wrong += lost
        losing += lost > 0
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + left) if right + left else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"{precision:.3f} | {recall:.3f} | {f1:.3f} | {losing} of {len(documents)} ({wrong})"


def pages(args):
    opened = gzip.open if args.file.endswith(".gz") else open
    out = set(args.leave_out.split(","))
    chosen = {}
    with opened(args.file, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["publisher"] in out:
                continue
            page = document["publisher"], document["id"].split("-", 2)[-1]
            if page not in chosen or document["id"] < chosen[page]["id"]:
                chosen[page] = document
    count = collections.Counter(publisher for publisher, _ in chosen)
    documents = [d for (publisher, _), d in sorted(chosen.items()) if count[publisher] >= args.least]
    print(f"{len(documents)} pages of {sum(n >= args.least for n in count.values())} hosts.\n")
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "pages.jsonl")
        with open(source, "w", encoding="utf-8") as file:
            for document in documents:
                keep = {key: document[key] for key in ("id", "publisher", "text")}
                file.write(json.dumps(keep, ensure_ascii=False) + "\n")
        print("| | precision | recall | F1 | pages that lost body text |\n|---|---|---|---|---|")
        for name, flags in (("without learning", []), ("with learning", ["--learn"])):
            record = os.path.join(folder, "spans.jsonl")
            run([args.jingwen, "clean", "--source-field", "publisher", *flags, "--spans", record, source])
            removed = spans(record)
            print(f"| {name} | {scored(documents, removed)} |")
            aside = [d for d in documents if hashlib.sha256(d["publisher"].encode()).hexdigest()[0] in "01234"]
            print(f"| {name}, set-aside hosts | {scored(aside, removed)} |")


def corpus(args):
    with tempfile.TemporaryDirectory() as folder:
        rules, record = os.path.join(folder, "site-rules.toml"), os.path.join(folder, "spans.jsonl")
        seconds, memory = run([args.jingwen, "learn", args.file, "-o", rules])
        learned = open(rules, encoding="utf-8").read().count('status = "draft"')
        size = os.path.getsize(args.file) / 1e6
        print(f"Learning from {size:.0f} MB: {learned} rules, {seconds:.0f} s, {memory:.0f} MiB.\n")
        if args.learn_only:
            return
        print("| | planted lines that went whole | ordinary lines touched | background, statutes, openings touched | ordinary lines in copies touched |")
        print("|---|---|---|---|---|")
        for name, flags in (("without learning", []), ("with learning", ["--rules", rules])):
            run([args.jingwen, "clean", *flags, "--spans", record, args.file])
            print(f"| {name} | {counted(args, spans(record), name == 'with learning')} |")


def counted(args, removed, with_rules):
    planted = collections.Counter()
    missed = collections.Counter()
    touched = collections.Counter()
    lines = collections.Counter()
    ours = collections.Counter()
    with open(args.file, encoding="utf-8") as documents:
        for line in documents:
            document = json.loads(line)
            gone = removed.get(document["id"], [])
            marks = [(s, e, "planted", n) for s, e, n in document["planted"]]
            marks += [(s, e, "standing", n) for s, e, n in document["standing"]]
            kinds = {s: (kind, name) for s, _, kind, name in marks}
            at = 0
            for text in document["text"].split("\n"):
                kind, name = kinds.get(at, ("copied" if "copy" in document else "ordinary", ""))
                end = at + len(text)
                overlap = sum(min(end, e) - max(at, s) for s, e, _ in gone if s < end and e > at)
                lines[kind] += 1
                if kind == "planted":
                    planted[overlap * 10 >= len(text) * 9] += 1
                    if overlap * 10 < len(text) * 9:
                        missed[document["lang"], name] += 1
                elif overlap:
                    touched[kind] += 1
                    ours[kind] += any(r.startswith("site-rules/") for s, e, r in gone if s < end and e > at)
                    if args.show and with_rules:
                        print(f"{kind} {name}: {text}", file=sys.stderr)
                at = end + 1
    if args.show and with_rules:
        for (lang, name), n in missed.most_common(40):
            print(f"missed {n} {lang} {name}", file=sys.stderr)
    def share(kind):
        return f"{touched[kind]} of {lines[kind]} ({touched[kind] / max(lines[kind], 1):.4%}), {ours[kind]} by a learned rule"
    return f"{planted[True]} of {lines['planted']} ({planted[True] / max(lines['planted'], 1):.4f}) | {share('ordinary')} | {share('standing')} | {share('copied')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("pages", "corpus"):
        command = commands.add_parser(name)
        command.add_argument("file", metavar="FILE")
        command.add_argument("--jingwen", default="jingwen", metavar="PROGRAM")
        if name == "pages":
            command.add_argument("--leave-out", default="magic_article,cwced_zh", metavar="NAMES")
            command.add_argument("--least", type=int, default=5)
        else:
            command.add_argument("--learn-only", action="store_true")
            command.add_argument("--show", action="store_true", help="lines that went wrong, on standard error")
    args = parser.parse_args()
    {"pages": pages, "corpus": corpus}[args.command](args)


if __name__ == "__main__":
    main()
