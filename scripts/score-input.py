#!/usr/bin/env python3
"""Turn `jingwen scan --format jsonl` output into a scorer's input lines.

usage: jingwen scan --format jsonl GOLD.jsonl | score-input.py > PRED.jsonl
       score-input.py [FINDINGS.jsonl]

One line a document: {"id": ..., "removed": [[start, end], ...]}. Offsets are Unicode code points
of the document's text, half open, in order. Spans with "removed": false (found and kept, because
of their category) are left out. Records whose type is not "document" are skipped.
Exit status: 0 done, 2 any error.
"""
import argparse
import json
import os
import sys


def prediction(record, where):
    """The scorer's line for one document record; ValueError says what is wrong with it."""
    if "id" not in record:
        raise ValueError(f"{where}: the record has no `id`")
    unit = record.get("offset_unit", "char")
    if unit != "char":
        raise ValueError(f"{where}: offsets are in `{unit}`; run scan with --offsets char")
    spans = record.get("spans")
    if not isinstance(spans, list):
        raise ValueError(f"{where}: `spans` is missing or not a list")
    removed = []
    for span in spans:
        start, end = (span.get("start"), span.get("end")) if isinstance(span, dict) else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start <= end:
            raise ValueError(f"{where}: a span needs whole numbers 0 <= start <= end, found {span!r}")
        if span.get("removed") is not False:
            removed.append([start, end])
    return {"id": record["id"], "removed": sorted(removed)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("findings", nargs="?", default="-", metavar="FINDINGS.jsonl", help="default: stdin")
    args = parser.parse_args()

    name = "<stdin>" if args.findings == "-" else args.findings
    source = sys.stdin.buffer if args.findings == "-" else open(args.findings, "rb")
    sys.stdout.reconfigure(encoding="utf-8")
    seen = {}
    with source:
        for number, raw in enumerate(source, 1):
            if not raw.strip():
                continue
            where = f"{name}:{number}"
            try:
                record = json.loads(raw)
            except ValueError as e:
                raise ValueError(f"{where}: not JSON: {e}") from None
            if not isinstance(record, dict):
                raise ValueError(f"{where}: not a JSON object")
            if record.get("type", "document") != "document":
                continue
            line = prediction(record, where)
            key = json.dumps(line["id"])
            if key in seen:
                raise ValueError(f"{where}: id {key} stands on line {seen[key]} already")
            seen[key] = number
            print(json.dumps(line, ensure_ascii=False))
    if not seen:
        raise ValueError(f"{name}: no document record; is this the output of `jingwen scan --format jsonl`?")


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError) as error:
        print(f"score-input.py: {error}", file=sys.stderr)
        sys.exit(2)
