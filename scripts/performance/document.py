"""The document: what was measured, as Markdown tables. Every figure in it comes from the records."""
from __future__ import annotations

import dataclasses
import datetime
import os
import pathlib
import platform
import subprocess
from typing import Dict, Iterable, List, Optional, Set, Tuple

from groups import Record
from scale import LANGUAGES, SETS, Scale
from sources import PEERS, SOURCES
from targets import Targets

PROCESS = {"model": "`jingwen clean`", "rules": "`jingwen clean --no-model`", "grep -F -f": "`grep -F -f`",
           "rg -F -f": "ripgrep, `rg -F -f`"}
PYTHON = {"hyperscan": "Hyperscan, on folded text", "pyahocorasick": "pyahocorasick, on folded text",
          "re": "Python `re`, an alternation", "c4": "datatrove, C4 filter", "justext": "jusText"}
MACHINE = {"memcpy": "memcpy in pieces of 32 KiB", "utf8": "UTF-8 validation, simdutf8", "utf8-std": "the same, std",
           "fold": "folding, as the library does it today", "scan": "bare scan, the built-in rules' literals",
           "rules": "library, rules alone", "model": "library"}


@dataclasses.dataclass(frozen=True)
class About:
    """What a run was of."""

    scale: Scale
    missing: Set[str]
    distinct: int
    planted: int
    seconds: float
    machine: List[Tuple[str, str]]
    commit: str


def machine() -> List[Tuple[str, str]]:
    """The machine, without its name."""
    model, memory = platform.machine(), 0
    for line in lines_of("/proc/cpuinfo"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    for line in lines_of("/proc/meminfo"):
        if line.startswith("MemTotal"):
            memory = int(line.split()[1]) * 1024
    rust = subprocess.run(["rustc", "--version"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return [("processor", f"{model}, {platform.machine()}"), ("cores", str(os.cpu_count())),
            ("memory", f"{memory / 1e9:.0f} GB" if memory else "unknown"), ("system", platform.system()),
            ("Rust", " ".join(rust.split()[:2]) or "unknown"), ("Python", platform.python_version())]


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
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, align, *rows]) + "\n"


def figure(value: Optional[float]) -> str:
    """Three digits that count."""
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def amount(size: float) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1e7 else f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} KB"


class Page:
    def __init__(self, records: List[Record], about: About) -> None:
        self.records, self.about = records, about

    def of(self, group: str, **wanted: object) -> List[Record]:
        return [r for r in self.records if r.group == group and all(getattr(r, k) == v for k, v in wanted.items())]

    def named(self, group: str, **wanted: object) -> Dict[str, Record]:
        return {r.row.name: r for r in self.of(group, **wanted)}

    def whole(self) -> str:
        parts = [self.head(), self.targets(), self.library(), self.every_line(), self.machine(), self.program(),
                 self.peers(), self.lengths(), self.texts(), self.gaps()]
        return "\n".join(part for part in parts if part)

    def head(self) -> str:
        quick = self.about.scale.name == "quick"
        command = "python3 scripts/performance" + (" --quick" if quick else "")
        rough = " A quick run: few bytes, rough figures." if quick else ""
        rows = [[name, value] for name, value in self.about.machine]
        rows += [["date", datetime.date.today().isoformat()], ["commit", self.about.commit],
                 ["time it took", f"{self.about.seconds / 60:.0f} min"]]
        return (
            "# Performance\n\n"
            f"Written by `{command}`, which `make bench` runs too; no figure is entered by hand.{rough} All rows of\n"
            "a table were measured in one run on the same texts, in turn: five runs of each, of which the median\n"
            "counts. MB are millions of bytes of the input. Every row takes as many bytes from the front of its text\n"
            "as fit its time, and counts what it finds there: a row that found nothing would end the run.\n\n"
            + table(["what", "of this run"], rows)
        )

    def targets(self) -> str:
        rows = [[t.what, t.wanted, t.shown, t.verdict] for t in Targets(self.records).all()]
        return "## Targets\n\n" + table(["what", "target", "measured", "reached"], rows)

    def library(self) -> str:
        rows = []
        for lang, language in LANGUAGES.items():
            for share in sorted({r.share for r in self.of("library", lang=lang)}):
                for name in ["500", *SETS]:
                    found = self.named("library", lang=lang, share=share, patterns=name)
                    if "scan" in found:
                        rows.append([f"{language}, {share} %, {name}", *self.against_scan(found)])
        scans = {(r.patterns, r.row.note.split(" (")[0]) for r in self.of("library") if r.row.name == "scan"}
        kinds = "; ".join(f"{name}: {' or '.join(sorted(k for n, k in scans if n == name))}" for name in ["500", *SETS])
        notes = [f"- {r.patterns}: {r.row.note}.\n" for r in self.of("library", lang="mixed", share=8) if r.row.note]
        return (
            "## The library against the bare scan\n\n"
            "The bare scan finds the same folded patterns in text that is folded before the clock starts, with the\n"
            "fastest of the aho-corasick crate's kinds that takes at most 256 MB, and does nothing else. The library\n"
            "cleans: text in, body out, folding, languages, sentences and judging included. MB/s on one thread; in\n"
            "brackets, how many times the scan; then the planted lines that were left in the bodies. The built-in\n"
            "rules do not take every line that is planted, since some count only beside others.\n\n"
            + table(["text, boilerplate, patterns", "bare scan", "rules alone", "with the model", "left by the rules",
                     "by the model"], rows)
            + f"The fastest kind by set: {kinds}. On mixed text with 8 %:\n\n" + "".join(notes)
        )

    def against_scan(self, found: Dict[str, Record]) -> List[str]:
        scan = found["scan"].row.rate
        cells = [figure(scan)]
        cells += [f"{figure(found[n].row.rate)} ({figure(found[n].row.rate / scan)}×)" for n in ["rules", "model"]]
        return cells + [f"{found[n].row.left} of {found[n].row.planted}" for n in ["rules", "model"]]

    def every_line(self) -> str:
        rows = []
        for lang in LANGUAGES:
            found = self.named("every line", lang=lang)
            if found:
                went = [f"{found[n].row.found} spans" for n in ["rules", "model"]]
                rows.append([LANGUAGES[lang], *self.against_scan(found)[:3], *went])
        return "### Where every line is a pattern\n\nThe 5,000 patterns, a random one on every line.\n\n" + table(
            ["text", "bare scan", "rules alone", "with the model", "went by the rules", "by the model"], rows)

    def machine(self) -> str:
        rows = []
        for name, what in MACHINE.items():
            cells = [what]
            for lang in LANGUAGES:
                found = self.named("machine", lang=lang)
                one, two = found.get(name), found.get(f"{name}-2")
                more = f" → {figure(two.row.rate)}" if two and one else ""
                cells.append(f"{figure(one.row.rate)}{more}" if one else "–")
            rows.append(cells)
        return ("## The machine\n\nMB/s in memory, on one thread → on two, with the built-in rules, 8 % boilerplate.\n\n"
                + table(["what", *LANGUAGES.values()], rows))

    def program(self) -> str:
        rows = []
        for lang, language in LANGUAGES.items():
            ordered = sorted(self.of("program", lang=lang), key=lambda r: (r.form != "jsonl", r.form, r.share, r.threads))
            for model, rules in zip(*[[r for r in ordered if r.row.name == n] for n in ["model", "rules"]]):
                threads = f"{model.threads} thread" + ("s" if model.threads > 1 else "")
                rows.append([f"{language}, {model.share} %, {model.form}, {threads}", amount(model.row.bytes),
                             figure(rules.row.rate), figure(model.row.rate), f"{model.row.left} of {model.row.planted}",
                             f"{model.row.peak / (1 << 20):.0f} MiB"])
        return (
            "## The program, from file to file\n\n"
            "`jingwen clean` with the built-in rules, process start and compiling included. Text is one file with the\n"
            "articles one below the other; packed JSONL is counted unpacked, and comes out packed.\n\n"
            + table(["text, boilerplate, form", "bytes", "rules alone MB/s", "with the model MB/s", "lines left",
                     "peak memory"], rows)
        )

    def peers(self) -> str:
        parts = [
            "## Peers\n\n"
            "The same patterns on the same texts with 8 % boilerplate, one thread. No planted line is spelled otherwise\n"
            "than its pattern, so that tools that compare bytes find them all; jingwen folds case, width, spaces and\n"
            "Traditional characters beside. grep and ripgrep count the lines that hold a pattern (`-c`, bytes, not\n"
            "locale), their start included as it is for jingwen's process. Hyperscan and pyahocorasick call back into\n"
            "Python for a match. The filters have rules of their own.\n\n"
        ]
        for lang, language in LANGUAGES.items():
            rows = []
            for name in SETS:
                library = self.named("library", lang=lang, share=8, patterns=name)
                if name != "built-in":
                    rows += [self.peer("library, " + ("rules alone" if n == "rules" else "with the model"), name, library[n])
                             for n in ["rules", "model"] if n in library]
                    rows += [self.peer("bare aho-corasick scan", name, library["scan"])] if "scan" in library else []
                for group, titles in [("peers: processes", PROCESS), ("peers: Python", PYTHON)]:
                    rows += [self.peer(titles[n], name, r) for n, r in self.named(group, lang=lang, patterns=name).items()]
            rows += [self.peer(PYTHON[n], "its own", r) for n, r in self.named("peers: filters", lang=lang).items()]
            head = ["what", "patterns", "MB/s", "bytes", "found", "planted", "left", "to compile"]
            parts.append(f"### {language[0].upper()}{language[1:]}\n\n" + table(head, rows))
        return "".join(parts)

    def peer(self, what: str, name: str, record: Record) -> List[str]:
        row = record.row
        cleans = row.name in {"model", "rules", "re", "c4", "justext"}
        return [what, name, figure(row.rate), amount(row.bytes), f"{row.found:,}", f"{row.planted:,}",
                f"{row.left:,}" if cleans else "–", f"{row.ready:.2f} s" if row.ready else "in the time" if row.peak else "–"]

    def lengths(self) -> str:
        rows = [[f"one text of {amount(r.row.bytes)}", "rules alone" if r.row.name == "rules" else "with the model",
                 f"{r.row.median:.2f} s", figure(r.row.rate), str(len(r.row.seconds)), f"{r.row.left} of {r.row.planted}"]
                for r in self.of("length")]
        parts = ["## Length\n\nOne document, text to text. The longest have fewer runs where the time did not allow five.\n\n",
                 table(["what", "judged by", "time", "MB/s", "runs", "lines left"], rows)]
        rows = [[f"{amount(r.row.bytes)} of JSONL, {r.threads} thread{'s' * (r.threads > 1)}",
                 amount(int(r.row.note)), f"{r.row.peak / (1 << 20):.0f} MiB"] for r in self.of("memory")]
        parts.append("## Memory\n\nPeak resident memory (`ru_maxrss`) of the process that streams a file.\n\n")
        parts.append(table(["file", "its largest document", "peak memory"], rows))
        for record in self.of("start"):
            row = record.row
            parts.append(f"## Start\n\nOne line with a hit, process start to end: median {row.median * 1e3:.1f} ms, shortest "
                         f"{min(row.seconds) * 1e3:.1f} ms, longest {max(row.seconds) * 1e3:.1f} ms of {len(row.seconds)}.\n")
        return "\n".join(parts[:2]).replace("\n\n\n", "\n\n") + "".join(parts[2:])

    def texts(self) -> str:
        listed = "".join(f"- {LANGUAGES[s.lang]}: {s.what}, package `{s.package.replace('==', ' ')}` ({s.licence})\n"
                         for s in SOURCES)
        return (
            "## What it is measured on\n\n"
            f"{amount(self.about.distinct)} of distinct sentences, each counted once:\n\n{listed}"
            "- both: the articles of `corpus/gold`, where nothing is marked as boilerplate\n\n"
            "The packages are fetched, unpacked and never committed. A seed deals the sentences into paragraphs and\n"
            "documents of news length; none comes again before all others. Each text has "
            f"{amount(self.about.scale.corpus)}, and is\nrepeated where a row is faster. Three in ten Chinese documents are "
            "put into Traditional characters; of mixed\ndocuments a third is English, a third Chinese, a third both.\n\n"
            f"The planted lines are {self.about.planted} stock phrases from the examples of `corpus/rules`, half of them "
            "English, above, between\nand below the paragraphs. Each pattern set holds them all; the rest is put together "
            "from pieces of the same\nexamples, half English, half Chinese, with two neighbours that no text has: never "
            "found, but looking alike.\n\n"
            "The same seed gives the same bytes.\n"
        )

    def gaps(self) -> str:
        gaps = [f"- {name} could not be installed here, so its rows are missing.\n" for name in sorted(self.about.missing)]
        if not any(r.row.name == "grep -F -f" for r in self.records):
            gaps.append("- There is no grep here, so its rows are missing.\n")
        gaps.append("- jusText has no stop words for Chinese, so it is not run on the Chinese text.\n")
        gaps.append("- The library does not offer its matcher alone, so that there is no row of matching without judging.\n")
        versions = ", ".join(p.replace("==", " ") for peer in PEERS for p in peer.packages)
        return f"## Gaps\n\n{''.join(gaps)}\nPeers: {versions}.\n"


def page(records: List[Record], about: About) -> str:
    return Page(records, about).whole()
