#!/usr/bin/env python3
"""Cleans inputs made to be slow or large, at a quarter, a half and the whole of their size.

usage: attacks.py [--jingwen PROGRAM] [--megabytes N] [--only NAME]... DIR

Texts of N MB (default 256) of one character, brackets, halves of patterns and the like, each one document;
deep HTML, a JSON string of escapes, 100,000 rules, patterns that are prefixes of each other. Fails where the
whole takes over 2.6 times the CPU time that the half takes, where memory is over its bound (eight times the
document and 64 MiB; of articles, pages and rules as the table says), or where a document over the limit does not
pass as it is.
Rules are loaded, checked by their examples, and clean a text of 1 MB.

A Markdown table on stdout. Exit status: 0 done, 1 a bound was broken, 2 a run failed.
"""
import argparse
import filecmp
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHUNK = 1 << 20
PROGRAM = 16 << 20
LIMIT = 64 << 20
# Up to 1 MiB a text is judged as a whole.
ARTICLE = (1 << 20) - (1 << 17)
# The whole may take so many times what the half takes; shorter runs say nothing of it.
FACTOR, SHORTEST = 2.6, 0.4


def measured(command, out, codes=(0,)):
    """Seconds of CPU time and peak resident bytes of a command."""
    with open(out, "wb") as stdout:
        process = subprocess.Popen([str(part) for part in command], stdout=stdout, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in codes:
        sys.stderr.write(f"{' '.join(map(str, command))}\n{said.decode(errors='replace')[-2000:]}\n")
        sys.exit(2)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def literals():
    """The texts of the built-in patterns."""
    for path in sorted((ROOT / "corpus/rules").rglob("*.toml")):
        for pattern in tomllib.loads(path.read_text(encoding="utf-8")).get("pattern", []):
            for atom in pattern.get("seq", [pattern.get("text", [])]):
                yield from [atom] if isinstance(atom, str) else atom


def written(path, size, unit):
    """A file of so many bytes, but for a character that is cut: the unit again and again."""
    block = unit * max(1, CHUNK // len(unit))
    with open(path, "wb") as file:
        for _ in range(size // len(block)):
            file.write(block)
        file.write(block[: size % len(block)].decode(errors="ignore").encode())


def texts():
    known = list(dict.fromkeys(literals()))
    halves = "".join(text[: max(1, len(text) // 2)] for text in known)
    glued = "".join(text[:-1] for text in known if len(text) > 4)
    return {
        "one letter, `a`": "a",
        "one character, `免`": "免",
        "opening brackets": "（「[(【《“",
        "halves of patterns, glued": halves,
        "patterns but for the last character, glued": glued,
        "a letter and combining marks": "e" + "\u0301" * 4095,
        "combining marks only": "\u0301",
        "a pattern a line": "".join(text + "\n" for text in known),
        "languages in turn, by the word": "word 字 слово 語 ",
        "languages in turn, by the line": "The board met on Monday.\n委员会周一开会。\n委員會週一開會，討論費用。\n",
        "blank lines": "\n",
        "white space": " ",
    }


def articles():
    """What has much to find in one line, or in many."""
    known = list(dict.fromkeys(literals()))
    return {
        "one article: a pattern a line": "".join(text + "\n" for text in known),
        "one article: a pattern a sentence, in one line": "".join(text + "。" for text in known),
        "one article: labels in brackets, in one line": "（责任编辑：",
        "one article: labels, in one line": "责任编辑：",
        "one article: a quotation of each pattern": "".join(f"“{text}”，" for text in known),
        "one article: one button a line": "分享\n",
        "one article: headings and notices": "免责声明：\n本文不构成投资建议。\nDisclaimer:\nAll rights reserved.\n",
        "one article: cells": "a\tb\tc\n",
    }


def html(path, depth):
    with open(path, "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html><title>a</title><body>")
        for at in range(depth):
            file.write("<div>" if at % 2 else "<p><b>")
        file.write("The council approved the new bridge on Monday after a long debate.")


def escapes(path, size):
    unit = "\\u514d\\n\\\\\\\"\\/\\ud83d\\ude00\\t"
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"id":"a","text":"')
        for _ in range(0, size, len(unit) * 1000):
            file.write(unit * 1000)
        file.write('"}\n')


def rule_file(path, patterns):
    """A family, each pattern with an example in which it goes; in one more the first is let go."""
    with open(path, "w", encoding="utf-8") as file:
        file.write('category = "other"\nlang = "en"\norigin = ["made"]\nstrength = "decisive"\nextent = "sentence"\n')
        for number, (key, text) in enumerate(patterns):
            file.write(f'[[pattern]]\nkey = "{key}"\ntext = "{text}"\n')
            if number == 0:
                file.write('[[pattern.except]]\ntext = "as the play says"\nwhy = "a quotation"\n')
        for key, text in patterns:
            file.write(f'[[example]]\nlang = "en"\ntext = "The board met on Monday, as usual. The {text}."\n'
                       f'removed = ["The {text}."]\nhits = ["{key}"]\n')
        key, text = patterns[0]
        file.write(f'[[example]]\nlang = "en"\ntext = "The {text}, as the play says, and it was."\nremoved = []\n'
                   f'hits = ["{key}"]\n')


def words(number):
    """Two words of letters that no other number has."""
    letters = "".join("bcdfghklmnpqrstv"[number >> shift & 15] + "aeiou"[number % 5] for shift in (16, 12, 8, 4, 0))
    return f"lantern {letters} harbour"


def many_rules(dir, count):
    """Families of 1,000 patterns."""
    for start in range(0, count, 1000):
        patterns = [(f"k{n}", words(n)) for n in range(start, min(count, start + 1000))]
        rule_file(dir / f"family-{start}.toml", patterns)
    return "".join(f"The board met on Monday and said so. The {words(n)}.\n" for n in range(0, count, max(1, count // 9000)))


def one_family(dir, count):
    """All patterns in one file."""
    rule_file(dir / "family.toml", [(f"k{n}", words(n)) for n in range(count)])
    return "".join(f"The board met on Monday and said so. The {words(n)}.\n" for n in range(0, count, max(1, count // 9000)))


def prefixes(letter):
    """Patterns of one letter, again and again, each a prefix of the next."""
    def make(dir, count):
        shortest = 12 // len(letter.encode())
        lang = "en" if letter.isascii() else "zh"
        with open(dir / "prefixes.toml", "w", encoding="utf-8") as file:
            file.write(f'category = "other"\nlang = "{lang}"\norigin = ["made"]\nstrength = "strong"\nextent = "sentence"\n')
            for n in range(count):
                file.write(f'[[pattern]]\nkey = "k{n}"\ntext = "{letter * (shortest + n)}"\n')
        return (letter * 300 + "。\n") * (ARTICLE // (300 * len(letter.encode()) + 4))
    return make


class Table:
    def __init__(self, args):
        self.program, self.dir, self.only = args.jingwen, pathlib.Path(args.dir), args.only
        self.broken = []
        print("| input | size | a quarter | a half | the whole | whole to half | peak memory | bound |\n"
              "|---|---|---|---|---|---|---|---|", flush=True)

    def wanted(self, name):
        return not self.only or any(part in name for part in self.only)

    def row(self, name, size, times, peak, bound):
        ratio = times[-1] / max(times[-2], 1e-9)
        linear = ratio <= FACTOR or times[-1] < SHORTEST
        if not linear:
            self.broken.append(f"{name}: the whole takes {ratio:.1f} times what the half takes")
        if peak > bound:
            self.broken.append(f"{name}: {peak / 1e6:.0f} MB of memory, over {bound / 1e6:.0f} MB")
        quarter, half, whole = (f"{seconds:.2f} s" for seconds in times)
        print(f"| {name} | {size} | {quarter} | {half} | {whole} | {ratio:.2f} | {peak / 1e6:.0f} MB | {bound / 1e6:.0f} MB |",
              flush=True)

    def clean(self, path, *flags, codes=(0,)):
        command = [self.program, "clean", "--quiet", "--progress", "none", "--no-config", *flags, path]
        return measured(command, self.dir / "out", codes)

    def files(self, name, sizes, make, label, bound, *flags):
        """Cleans what `make` writes at each size; `bound` gives the bound for the bytes of a file."""
        if not self.wanted(name):
            return
        times = []
        for size in sizes:
            path = self.dir / make(size)
            seconds, peak = self.clean(path, *flags)
            times.append(seconds)
            length = path.stat().st_size
            path.unlink()
        self.row(name, label(size, length), times, peak, bound(length))

    def rules(self, name, counts, make, bound, codes=(0,), found=4):
        """Loads rules, has them checked, and cleans with them; a byte of the text may take `found` bytes."""
        for what in ("checked", "cleaned with"):
            if not self.wanted(f"{name}, {what}"):
                continue
            times = []
            for count in counts:
                dir = self.dir / "rules"
                shutil.rmtree(dir, ignore_errors=True)
                dir.mkdir()
                text = self.dir / "text.txt"
                text.write_text(make(dir, count), encoding="utf-8")
                if what == "checked":
                    command = [self.program, "rules", "check", "--no-builtin", "--rules", dir]
                    seconds, peak = measured(command, self.dir / "out", codes)
                else:
                    seconds, peak = self.clean(text, "--rules", dir)
                times.append(seconds)
            length = sum(path.stat().st_size for path in dir.iterdir())
            size = f"{count:,} ({length / 1e6:.0f} MB)"
            self.row(f"{name}, {what}", size, times, peak, bound * length + found * text.stat().st_size + PROGRAM)
            shutil.rmtree(dir)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", metavar="DIR")
    parser.add_argument("--jingwen", default="jingwen", metavar="PROGRAM")
    parser.add_argument("--megabytes", type=int, default=256, metavar="N")
    parser.add_argument("--only", action="append", metavar="NAME", help="rows with this in their name")
    args = parser.parse_args()
    os.makedirs(args.dir, exist_ok=True)
    table = Table(args)
    whole = args.megabytes << 20
    parts = [whole // 4, whole // 2, whole]

    def text(unit):
        def make(size):
            written(table.dir / "text.txt", size, unit.encode())
            return "text.txt"
        return make

    def named(write, name):
        def make(size):
            write(table.dir / name, size)
            return name
        return make

    megabytes = lambda _, length: f"{length / 1e6:.0f} MB"
    for name, unit in texts().items():
        table.files(name, parts, text(unit), megabytes, lambda length: 8 * length + (64 << 20), "--max-document", "16G")
    article = [1 << 18, 1 << 19, ARTICLE]
    for name, unit in articles().items():
        table.files(name, article, text(unit), lambda _, length: f"{length / 1e6:.1f} MB", lambda length: 192 << 20)
    name = "over the limit: passes as it is"
    if table.wanted(name):
        times, path = [], table.dir / "large.txt"
        for size in [5 * LIMIT // 4, 5 * LIMIT // 2, 5 * LIMIT]:
            written(path, size, b"a")
            seconds, peak = table.clean(path, codes=(2,))
            times.append(seconds)
            if not filecmp.cmp(path, table.dir / "out", shallow=False):
                table.broken.append(f"{name}: it changed")
        path.unlink()
        table.row(name, f"{size / 1e6:.0f} MB", times, peak, 4 * LIMIT + PROGRAM)
    # A tree is made of a page: bounded by its size all the same.
    deep = [25_000, 50_000, 100_000]
    table.files("HTML, elements inside each other", deep, named(html, "deep.html"),
                lambda depth, _: f"{depth:,} deep", lambda length: 128 * length + PROGRAM)
    table.files("a JSON string of escapes", [10 << 18, 10 << 19, 10 << 20], named(escapes, "escapes.jsonl"), megabytes,
                lambda length: 6 * length + PROGRAM)
    table.rules("100,000 rules", [25_000, 50_000, 100_000], many_rules, 12)
    table.rules("20,000 rules in one file", [5_000, 10_000, 20_000], one_family, 32)
    # Of a line of n letters, 300 here, patterns of every length are found n (1 + 1/2 + … + 1/n) times.
    for letter in ("a", "免"):
        name = f"patterns of `{letter}`, prefixes of each other"
        table.rules(name, [500, 1000, 2000], prefixes(letter), 12, (0, 2), found=640)
    for what in table.broken:
        print(f"broken: {what}", file=sys.stderr)
    sys.exit(1 if table.broken else 0)


if __name__ == "__main__":
    main()
