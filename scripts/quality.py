#!/usr/bin/env python3
"""The tables of docs/quality.md: every level beside the methods that it must beat.

usage: quality.py --jingwen PROGRAM [--weights FILE] [--folds DIR] [--model-folds DIR]
                  [--half HALF] GOLD.jsonl...

--folds        weights that were fitted without each article's publisher (`jingwen fit --folds`)
--model-folds  the same fitted without rules (`jingwen fit --no-builtin --folds`): the row "model alone"
--half         held, fitted or all, as in `jingwen eval`

Markdown on stdout. Exit status: 0 done, 2 a run failed.
"""
import argparse
import json
import subprocess
import sys

LANGUAGES = ["en", "zh-Hans", "zh-Hant", "mixed"]


def measured(args, flags):
    command = [args.jingwen, "eval", "--json", "--half", args.half, *flags, *args.gold]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr.strip()}")
    return json.loads(done.stdout)


def rows(args):
    judged = (["--weights", args.weights] if args.weights else []) + (["--folds", args.folds] if args.folds else [])
    yield "nothing removed", ["--method", "nothing"]
    yield "last paragraph", ["--method", "last-paragraph"]
    yield "30 keywords", ["--method", "keywords"]
    yield "rules alone", ["--no-model"]
    if args.model_folds:
        yield "model alone", ["--no-builtin", "--folds", args.model_folds]
    for level in ["conservative", "standard", "thorough"]:
        yield f"**{level}**", [*judged, "--level", level]


def figures(row):
    return f"{row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", metavar="GOLD.jsonl")
    parser.add_argument("--jingwen", default="jingwen", metavar="PROGRAM")
    parser.add_argument("--weights", metavar="FILE")
    parser.add_argument("--folds", metavar="DIR")
    parser.add_argument("--model-folds", metavar="DIR")
    parser.add_argument("--half", default="all")
    args = parser.parse_args()

    results = [(name, measured(args, flags)) for name, flags in rows(args)]
    languages = [lang for lang in LANGUAGES if lang in results[0][1]["by_lang"]]
    print("| | precision | recall | F1 | spans found | documents that lost body text | of them clean or traps |")
    print("|---|---|---|---|---|---|---|")
    for name, result in results:
        row = result["overall"]
        lost = f"{row['docs_with_body_loss']} of {row['docs']} ({row['body_chars_lost']})"
        harmed = result["clean"]["docs_with_body_loss"] + result["trap"]["docs_with_body_loss"]
        print(f"| {name} | {figures(row)} | {row['spans']['recall']:.3f} | {lost} | {harmed} |")
    print()
    print("| precision / recall / F1 (spans found) | " + " | ".join(languages) + " |")
    print("|---" * (len(languages) + 1) + "|")
    for name, result in results:
        cells = []
        for lang in languages:
            row = result["by_lang"][lang]
            cells.append(f"{row['precision']:.3f} / {row['recall']:.3f} / {row['f1']:.3f} ({row['spans']['recall']:.2f})")
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
