"""The document: what was measured, as Markdown tables. Every figure in it comes from the records."""
from __future__ import annotations

import dataclasses
import datetime
import os
import pathlib
import platform
import subprocess
import textwrap
from typing import Dict, Iterable, List, Set, Tuple

from groups import Record
from rows import Row
from scale import FEW, LANGUAGES, SETS, Scale
from sources import PEERS, SOURCES
from targets import Targets

LIBRARY = {"scan": "bare aho-corasick scan, folded text", "rules": "library, rules alone", "model": "library"}
PROCESS = {"rules": "`jingwen clean --no-model`", "model": "`jingwen clean`", "grep": "`grep -c -F -f`",
           "rg": "`rg -c -F -f`"}
ENGINES = {"hyperscan": "Hyperscan, folded text", "pyahocorasick": "pyahocorasick, folded text",
           "re": "Python `re`, an alternation"}
FILTERS = {"c4": "datatrove, C4 filter", "justext": "jusText"}
MACHINE = {"memcpy": "memcpy in pieces of 32 KiB", "utf8": "UTF-8 validation, simdutf8",
           "utf8-std": "UTF-8 validation, standard library", "fold": "folding, with rows and offsets",
           "match": "folding, sentences and matching, nothing judged",
           "scan": "bare scan, the literals of the built-in rules", "rules": "library, rules alone", "model": "library"}
JUDGED = {"rules": "rules alone", "model": "with the model"}
CLEANS = {"rules", "model", "re", *FILTERS}


@dataclasses.dataclass(frozen=True)
class About:
    """What a run was of."""

    scale: Scale
    missing: Set[str]
    distinct: Dict[str, int]  # bytes of sentences, by language
    planted: int
    seconds: float
    machine: List[Tuple[str, str]]
    commit: str


def machine() -> List[Tuple[str, str]]:
    """The machine, without its name."""
    model, memory = "", 0
    for line in lines_of("/proc/cpuinfo"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip() + ", "
            break
    for line in lines_of("/proc/meminfo"):
        if line.startswith("MemTotal"):
            memory = int(line.split()[1]) * 1024
    rust = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return [("processor", model + platform.machine()), ("cores", str(os.cpu_count())),
            ("memory", f"{memory / 1e9:.0f} GB" if memory else "unknown"), ("system", platform.system()),
            ("Rust", " ".join(rust.split()[1:2]) or "unknown"), ("Python", platform.python_version())]


def lines_of(path: str) -> List[str]:
    try:
        return pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def commit(root: pathlib.Path) -> str:
    def git(*args: str) -> str:
        return subprocess.run(["git", *args], cwd=root, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "corpus", "Cargo.toml")
    return git("rev-parse", "--short=10", "HEAD") + (", with changes" if changed else "")


def table(head: List[str], rows: Iterable[List[str]]) -> str:
    align = ["---"] + ["--:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, align, *rows]) + "\n"


def said(*parts: str) -> str:
    """A paragraph."""
    return textwrap.fill(" ".join(filter(None, parts)), 110, break_long_words=False, break_on_hyphens=False) + "\n"


def figure(value: float) -> str:
    """A figure with the digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def amount(size: float) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} KB"


def threads(number: int) -> str:
    return "1 thread" if number == 1 else f"{number} threads"


def lines_left(row: Row) -> str:
    return f"{row.left:,} of {row.planted:,}"


class Page:
    def __init__(self, records: List[Record], about: About) -> None:
        self.records, self.about = records, about

    def of(self, group: str, **wanted: object) -> List[Record]:
        return [r for r in self.records if r.group == group and all(getattr(r, k) == v for k, v in wanted.items())]

    def named(self, group: str, **wanted: object) -> Dict[str, Row]:
        return {r.row.name: r.row for r in self.of(group, **wanted)}

    def whole(self) -> str:
        parts = [self.head(), self.targets(), self.library(), self.every_line(), self.machine(), self.program(),
                 self.peers(), self.lengths(), self.memory(), self.texts(), self.gaps()]
        return "\n".join(parts)

    def head(self) -> str:
        quick = self.about.scale.name == "quick"
        command = "python3 scripts/performance" + (" --quick" if quick else "")
        rows = [[name, value] for name, value in self.about.machine]
        rows += [["date", datetime.date.today().isoformat()], ["commit", self.about.commit],
                 ["took", f"{self.about.seconds / 60:.0f} min"]]
        text = said(
            f"Written by `{command}`; no figure is entered by hand.", "A quick run: few bytes, rough figures." if quick else "",
            "Rows that stand beside each other were measured in turn on the same texts, five runs of each; the median",
            "counts. MB are millions of bytes of the input, unpacked. Every row takes as many bytes from the front of its",
            "text as fit its time, and says what it found there: one that misses what it should find ends the run.",
            "`make bench` also runs the benchmarks of single steps (`benches/`).")
        return f"# Performance\n\n{text}\n" + table(["what", "of this run"], rows)

    def targets(self) -> str:
        rows = [target.cells() for target in Targets(self.records).all()]
        return "## Targets\n\n" + table(["what", "target", "rules alone", "reached", "with the model", "reached"], rows)

    def library(self) -> str:
        rows = []
        for lang, language in LANGUAGES.items():
            for share in sorted({r.share for r in self.of("library", lang=lang)}):
                for name in [f"{FEW}", *SETS]:
                    found = self.named("library", lang=lang, share=share, patterns=name)
                    if found:
                        rows.append([f"{language}, {share} %, {name}", *self.against_scan(found)])
        notes = [f"- {r.patterns} patterns, {LANGUAGES[r.lang]}: {r.row.note}\n"
                 for r in self.of("library", share=8) if r.row.note]
        text = said(
            "The bare scan finds the same folded patterns in texts that were folded before the clock starts, by the",
            "fastest of the aho-corasick crate's kinds that takes at most 256 MB, and does nothing else. The library",
            "cleans: text in, body out, with folding, languages, sentences and judging. MB/s on one thread; in brackets,",
            "how many times the scan; then the planted lines that were left in the bodies. Of the built-in rules many only",
            "count beside others, so that some planted lines rightly stay; and many of their literals are short, so that",
            "the scan finds many more of them than lines.")
        head = ["text, boilerplate, patterns", "bare scan", *JUDGED.values(), "left by the rules", "by the model"]
        return (f"## The library against the bare scan\n\n{text}\n" + table(head, rows)
                + "\nThe kinds, on the texts with 8 %, on a sample:\n\n" + "".join(notes))

    def against_scan(self, found: Dict[str, Row]) -> List[str]:
        scan, judged = found["scan"].rate, [found[name] for name in JUDGED]
        speeds = [f"{figure(row.rate)} ({figure(row.rate / scan)}×)" for row in judged]
        return [figure(scan), *speeds, *map(lines_left, judged)]

    def every_line(self) -> str:
        rows = []
        for lang, language in LANGUAGES.items():
            found = self.named("every line", lang=lang)
            if found:
                rows.append([language, *self.against_scan(found)[:3], *(f"{found[name].found:,}" for name in JUDGED)])
        head = ["text", "bare scan", *JUDGED.values(), "spans that went, rules", "model"]
        return "### Every line a pattern\n\nOne of the 5,000 patterns on every line, at random.\n\n" + table(head, rows)

    def machine(self) -> str:
        rows = []
        for name, what in MACHINE.items():
            cells = [what]
            for lang in LANGUAGES:
                found = self.named("machine", lang=lang)
                both = [figure(found[n].rate) for n in [name, f"{name}-2"] if n in found]
                cells.append(" → ".join(both) or "–")
            rows.append(cells)
        text = said("MB/s in memory on one thread → on two; built-in rules, 8 % boilerplate.")
        return f"## The machine\n\n{text}\n" + table(["what", *LANGUAGES.values()], rows)

    def program(self) -> str:
        rows = []
        for lang, language in LANGUAGES.items():
            ordered = sorted(self.of("program", lang=lang), key=lambda r: (r.form != "jsonl", r.form, r.share, r.threads))
            for rules, model in zip(*[[r for r in ordered if r.row.name == name] for name in JUDGED]):
                rows.append([f"{language}, {model.share} %, {model.form}, {threads(model.threads)}",
                             amount(rules.row.bytes), figure(rules.row.rate), amount(model.row.bytes),
                             figure(model.row.rate), lines_left(model.row), f"{model.row.peak / (1 << 20):.0f} MiB"])
        text = said("`jingwen clean` with the built-in rules, the start of the process included. Text is one file with the",
                    "articles one below the other. JSONL that comes packed goes out packed.")
        head = ["text, boilerplate, form", "bytes", "rules alone, MB/s", "bytes", "with the model, MB/s", "lines left",
                "peak memory"]
        return f"## The program, from file to file\n\n{text}\n" + table(head, rows)

    def peers(self) -> str:
        text = said(
            "The same patterns in the same texts with 8 % boilerplate, on one thread. No planted line is spelled otherwise",
            "than its pattern, so that tools that compare bytes find all of them; jingwen would find other case, width,",
            "spacing and Traditional characters as well. grep and ripgrep count the lines that hold a pattern, comparing",
            "bytes. Hyperscan and pyahocorasick call Python back for every match. The filters have rules of their own, and",
            "*found* are the lines or paragraphs they drop; *came out* is the part of the text that is kept. *Start* is what it takes before the first byte: compiling, and",
            "for processes all of a run over 1 KB. MB/s are behind the start, and left out where a run takes hardly longer.")
        parts = [f"## Peers\n\n{text}"]
        for lang, language in LANGUAGES.items():
            rows = []
            for name in list(SETS)[1:]:
                for group, titles in [("beside peers", LIBRARY), ("engines", ENGINES), ("processes", PROCESS)]:
                    found = self.named(group, lang=lang, share=8, patterns=name)
                    rows += [self.peer(titles[n], name, found[n]) for n in titles if n in found]
            found = self.named("beside peers", lang=lang, patterns="built-in")
            rows += [self.peer(LIBRARY[n], "built-in", found[n]) for n in JUDGED if n in found]
            found = self.named("filters", lang=lang)
            rows += [self.peer(FILTERS[n], "its own", found[n]) for n in FILTERS if n in found]
            head = ["what", "patterns", "start", "bytes", "MB/s", "found", "planted", "left", "came out"]
            parts.append(f"### {language[0].upper()}{language[1:]}\n\n" + table(head, rows))
        return "\n".join(parts)

    def peer(self, what: str, name: str, row: Row) -> List[str]:
        left = [f"{row.left:,}", f"{row.came_out:.0%}"] if row.name in CLEANS else ["–", "–"]
        return [what, name, f"{row.ready * 1e3:,.0f} ms", amount(row.bytes),
                figure(row.running) if row.running else "–", f"{row.found:,}", f"{row.planted:,}", *left]

    def lengths(self) -> str:
        rows = [[amount(r.row.bytes), JUDGED[r.row.name], f"{r.row.median:.2f} s", figure(r.row.rate),
                 str(len(r.row.seconds)), lines_left(r.row)] for r in self.of("length")]
        text = said("One document, text to text. Long ones have fewer than five runs where the time does not allow them.")
        return f"## Length\n\n{text}\n" + table(["text", "judged by", "time", "MB/s", "runs", "lines left"], rows)

    def memory(self) -> str:
        rows = [[f"{amount(r.row.bytes)}, {threads(r.threads)}", amount(r.row.longest),
                 f"{r.row.peak / (1 << 20):.0f} MiB"] for r in self.of("memory")]
        parts = ["## Memory and start\n\n", said("Peak resident memory (`ru_maxrss`) of a process that streams JSONL."), "\n",
                 table(["file", "its largest document", "peak memory"], rows)]
        for row in self.named("start").values():
            parts += ["\n", said(
                f"One line with a hit, from the start of the process to its end: median {row.median * 1e3:.1f} ms, shortest",
                f"{min(row.seconds) * 1e3:.1f} ms, longest {max(row.seconds) * 1e3:.1f} ms, of {len(row.seconds)} runs;",
                f"{row.peak / (1 << 20):.0f} MiB.")]
        return "".join(parts)

    def texts(self) -> str:
        listed = "".join(
            f"- {LANGUAGES[s.lang]}, {amount(self.about.distinct[s.lang])}: {s.what}, from the package "
            f"`{s.package.replace('==', ' ')}` ({s.licence})\n" for s in SOURCES)
        text = said(
            f"{amount(sum(self.about.distinct.values()))} of sentences, each counted once. Of them a seed makes paragraphs and",
            "documents of news length, and no sentence comes again before all others have: the same seed, the same bytes.",
            f"Each text has {amount(self.about.scale.corpus)}, twice over where a row is faster still. Three in ten Chinese",
            "documents are put into Traditional characters; of the mixed documents a third is English, a third Chinese, a",
            "third both. The packages are fetched and unpacked when they are needed, and never committed.")
        lines = said(
            f"The planted lines are {self.about.planted} stock phrases from the examples of `corpus/rules`, half of them",
            "English, above, between and below the paragraphs. Each set of patterns holds them all. Its others are put",
            "together from pieces of the same examples, half of them English, with two neighbours somewhere that no text",
            "has: they look alike, and are never found.")
        return f"## What it is measured on\n\n{text}\n{listed}- both: the articles of `corpus/gold`, where nothing is marked\n\n{lines}"

    def gaps(self) -> str:
        gaps = [f"- {name} could not be installed, so its rows are missing.\n" for name in sorted(self.about.missing)]
        if not any(r.row.name == "grep" for r in self.records):
            gaps.append("- There is no grep, so its rows are missing.\n")
        if self.about.scale.name == "quick":
            gaps.append("- A quick run leaves out most combinations of text, form and patterns.\n")
        gaps.append("- jusText has no stop words for Chinese, so there is no such row.\n")
        gaps.append("- The library does not offer its matcher alone, so there is no row of matching without judging.\n")
        versions = ", ".join(package.replace("==", " ") for peer in PEERS for package in peer.packages)
        return f"## Gaps\n\n{''.join(gaps)}\n" + said(f"Peers: {versions}.")


def page(records: List[Record], about: About) -> str:
    return Page(records, about).whole()
