#!/usr/bin/env python3
"""Split a gold JSONL file into an open and a set-aside part, by publisher.

usage: split.py GOLD.jsonl [--open FILE] [--aside FILE]

A publisher is set aside when the SHA-256 of its name (the `publisher` string, UTF-8) starts
with a hex digit from 0 to 4; all its documents go to the same part. Rules are written and the
model is fitted on the open part; the set-aside part is only ever scored.

Without --open and --aside: one line a document on stdout, part, id and publisher separated by
tabs. With them: the documents' lines are written unchanged, in order. Counts go to stderr.
Exit status: 0 done, 2 any error (a mistake in the gold file writes nothing).
"""
import argparse
import hashlib
import json
import os
import sys

ASIDE = "01234"


def part(publisher):
    """`aside` or `open`."""
    digest = hashlib.sha256(publisher.encode("utf-8")).hexdigest()
    return "aside" if digest[0] in ASIDE else "open"


def documents(path):
    """(raw line, document) of every non-blank line; ValueError names the line that is broken."""
    with open(path, "rb") as f:
        for number, raw in enumerate(f, 1):
            if not raw.strip():
                continue
            try:
                doc = json.loads(raw)
            except ValueError as e:
                raise ValueError(f"{path}:{number}: not JSON: {e}") from None
            if not isinstance(doc, dict):
                raise ValueError(f"{path}:{number}: not a JSON object")
            for field in ("id", "publisher"):
                if not isinstance(doc.get(field), str) or not doc[field]:
                    raise ValueError(f"{path}:{number}: no `{field}`, or it is not a non-empty string")
            yield raw if raw.endswith(b"\n") else raw + b"\n", doc


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", metavar="GOLD.jsonl")
    parser.add_argument("--open", metavar="FILE", help="write the open part here")
    parser.add_argument("--aside", metavar="FILE", help="write the set-aside part here")
    args = parser.parse_args()

    lines = {"open": [], "aside": []}
    publishers = {"open": set(), "aside": set()}
    listing = []
    for raw, doc in documents(args.gold):
        where = part(doc["publisher"])
        lines[where].append(raw)
        publishers[where].add(doc["publisher"])
        listing.append(f"{where}\t{doc['id']}\t{doc['publisher']}")
    targets = {"open": args.open, "aside": args.aside}
    for where, path in targets.items():
        if path:
            with open(path, "wb") as f:
                f.writelines(lines[where])
    if not any(targets.values()):
        sys.stdout.reconfigure(encoding="utf-8")
        for line in listing:
            print(line)
    for where in lines:
        print(f"{where}: {len(lines[where])} documents of {len(publishers[where])} publishers", file=sys.stderr)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        print(f"split.py: {error}", file=sys.stderr)
        sys.exit(2)
