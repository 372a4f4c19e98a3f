#!/usr/bin/env python3
"""Turn marked-up articles into gold JSONL, and back.

usage: annotate.py MARKED.txt > GOLD.jsonl
       annotate.py --to-text GOLD.jsonl > MARKED.txt

A marked file holds articles one after the other, each with a head of `key: value` lines, a blank
line and the text as a reader of scraped news would get it:

    === en-recipe-lemon-tart
    lang: en
    kind: clean
    layout: structural: recipe

    Lemon tart
    Two lemons ...
    ⟦copyright|© 2025 Example Media. All rights reserved.⟧
    ⟦?byline_contact|By a staff writer⟧

`⟦category|...⟧` is boilerplate, `⟦?category|...⟧` is scored neither way. Marks do not nest and may
run over several lines. The text ends before the next `===` line; blank lines at its end are dropped.
Offsets in the JSONL are code points, half open. Any mistake is named with its file and line, and
nothing is written. Exit status: 0 done, 2 any error.
"""
import argparse
import json
import re
import sys

LANGS = {"en", "zh-Hans", "zh-Hant", "mixed"}
KINDS = {"composed", "clean", "trap", "no-body"}
MARK = re.compile(r"⟦(\??)([a-z_]+)\|")


def strip(marked, where):
    """(text without marks, boilerplate, optional) of one marked text."""
    out, spans, optional, at, length = [], [], [], 0, 0
    while True:
        open_ = marked.find("⟦", at)
        if open_ < 0:
            out.append(marked[at:])
            break
        mark = MARK.match(marked, open_)
        line = where + marked.count("\n", 0, open_)
        if not mark:
            raise ValueError(f"line {line}: ⟦ is not followed by a category and |")
        close = marked.find("⟧", open_)
        if close < 0:
            raise ValueError(f"line {line}: ⟦ is never closed")
        inside = marked[mark.end():close]
        if "⟦" in inside:
            raise ValueError(f"line {line}: marks do not nest")
        before = marked[at:open_]
        out += [before, inside]
        start = length + len(before)
        length = start + len(inside)
        span = {"start": start, "end": length, "category": mark[2]}
        (optional if mark[1] else spans).append(span)
        at = close + 1
    text = "".join(out)
    if "⟧" in text:
        raise ValueError(f"line {where}: a ⟧ closes nothing")
    return text, spans, optional


def article(head, body, where):
    fields = {}
    for n, line in enumerate(head[1:], 1):
        key, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"line {where + n}: a head line is `key: value`")
        fields[key.strip()] = value.strip()
    for key, known in (("lang", LANGS), ("kind", KINDS), ("layout", None)):
        if key not in fields or known and fields[key] not in known:
            raise ValueError(f"line {where}: `{key}` is missing or not one of {sorted(known or [])}")
    text, spans, optional = strip("\n".join(body).rstrip("\n"), where + len(head) + 1)
    if not text.strip():
        raise ValueError(f"line {where}: an article without text")
    if fields["kind"] == "clean" and spans:
        raise ValueError(f"line {where}: a clean article has boilerplate marked")
    return {
        "id": head[0][4:].strip(), "lang": fields["lang"], "kind": fields["kind"],
        "layout": fields["layout"], "publisher": fields.get("publisher", fields["layout"]),
        "text": text, "boilerplate": spans, "optional": optional,
    }


def read_marked(path):
    with open(path, encoding="utf-8", newline="\n") as f:
        lines = f.read().split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("=== ")] + [len(lines)]
    docs, seen = [], set()
    for start, end in zip(starts, starts[1:]):
        block = lines[start:end]
        try:
            blank = block.index("")
        except ValueError:
            raise ValueError(f"line {start + 1}: no blank line after the head") from None
        doc = article(block[:blank], block[blank + 1:], start + 1)
        if doc["id"] in seen:
            raise ValueError(f"line {start + 1}: the id {doc['id']} stands twice")
        seen.add(doc["id"])
        docs.append(doc)
    if not docs:
        raise ValueError("no `=== id` line")
    return docs


def to_text(doc):
    marks = [(s["start"], s["end"], "⟦" + s["category"]) for s in doc["boilerplate"]]
    marks += [(s["start"], s["end"], "⟦?" + s["category"]) for s in doc["optional"]]
    text, out, at = doc["text"], [], 0
    for start, end, mark in sorted(marks):
        out += [text[at:start], mark, "|", text[start:end], "⟧"]
        at = end
    out.append(text[at:])
    head = [f"=== {doc['id']}"] + [f"{k}: {doc[k]}" for k in ("lang", "kind", "layout")]
    if doc["publisher"] != doc["layout"]:
        head.append(f"publisher: {doc['publisher']}")
    return "\n".join(head) + "\n\n" + "".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Marked-up articles to gold JSONL, and back.")
    parser.add_argument("file")
    parser.add_argument("--to-text", action="store_true", help="gold JSONL to marked-up text")
    args = parser.parse_args()
    try:
        if args.to_text:
            with open(args.file, encoding="utf-8") as f:
                out = "\n".join(to_text(json.loads(line)) for line in f if line.strip())
        else:
            out = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in read_marked(args.file))
    except (OSError, ValueError, KeyError) as e:
        print(f"annotate.py: {args.file}: {e}", file=sys.stderr)
        return 2
    sys.stdout.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
