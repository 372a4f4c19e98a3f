"""The targets, and whether a run reached them."""
from __future__ import annotations

import dataclasses
import math
from typing import Callable, List, Optional, Tuple

from groups import Record
from rows import Row
from scale import FEW, LANGUAGES

JUDGES = ["rules", "model"]
NAMES = {"en": "English", "zh": "Chinese", "mixed": "mixed"}


@dataclasses.dataclass(frozen=True)
class Target:
    """What is wanted, and the figures of the rules alone and of all with the model. Where only one of them is
    meant, the other is None."""

    what: str
    wanted: str
    bound: Optional[float]
    values: List[Optional[float]]
    unit: str = "×"
    most: bool = False  # the bound is the most that may be, not the least

    def cells(self) -> List[str]:
        """The row of the table."""
        found = [self.what, self.wanted]
        for value in self.values:
            found += [shown(value, self.unit), self.verdict(value)]
        return found

    def verdict(self, value: Optional[float]) -> str:
        if value is None or self.bound is None:
            return "–"
        return "yes" if (value <= self.bound if self.most else value >= self.bound) else "no"


def at_least(what: str, bound: float, values: List[Optional[float]], unit: str = "×") -> Target:
    return Target(what, f"≥ {bound:g}{unit}", bound, values, unit)


def at_most(what: str, bound: float, values: List[Optional[float]], unit: str = "×") -> Target:
    return Target(what, f"≤ {bound:g}{unit}", bound, values, unit, most=True)


def shown(value: Optional[float], unit: str) -> str:
    if value is None:
        return "–"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f}{unit}"


def ratio(one: Optional[Row], other: Optional[Row]) -> Optional[float]:
    return one.rate / other.rate if one and other else None


def slope(points: List[Tuple[float, float]]) -> Optional[float]:
    """Of the line through the logarithms of two points or more, by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(logs) < 2:
        return None
    mean_x, mean_y = (sum(each) / len(logs) for each in zip(*logs))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


class Targets:
    def __init__(self, records: List[Record]) -> None:
        self.records = records

    def row(self, group: str, name: str, **wanted: object) -> Optional[Row]:
        for record in self.records:
            if record.group == group and record.row.name == name:
                if all(getattr(record, key) == value for key, value in wanted.items()):
                    return record.row
        return None

    def library(self, name: str, lang: str, patterns: str) -> Optional[Row]:
        return self.row("library", name, lang=lang, share=8, patterns=patterns)

    def all(self) -> List[Target]:
        return (self.scans() + self.peers() + self.growth() + self.every_line() + [self.length()] + self.program()
                + self.threads() + self.memory() + [self.start()])

    def each(self, value: Callable[[str], Optional[float]]) -> List[Optional[float]]:
        return [value(judge) for judge in JUDGES]

    def scans(self) -> List[Target]:
        found = []
        for lang, bound in [("en", 5), ("zh", 4)]:
            scan = self.library("scan", lang, "5,000")
            values = self.each(lambda judge: ratio(self.library(judge, lang, "5,000"), scan))
            found.append(at_least(f"the library against the bare scan, 5,000 patterns, {NAMES[lang]}", bound, values))
        return found

    def peers(self) -> List[Target]:
        found = []
        for lang, bound in [("en", 300), ("zh", 150)]:
            what = f"… against a Python alternation, 5,000 patterns, {NAMES[lang]}"
            peer = self.row("engines", "re", lang=lang, patterns="5,000")
            found.append(at_least(what, bound, self.beside(peer, lang, "5,000")))
        peer = self.row("filters", "c4", lang="en")
        what = "… against datatrove's C4 filter, built-in rules, English"
        return [*found, at_least(what, 1000, self.beside(peer, "en", "built-in"))]

    def beside(self, peer: Optional[Row], lang: str, patterns: str) -> List[Optional[float]]:
        return self.each(lambda judge: ratio(self.row("beside peers", judge, lang=lang, patterns=patterns), peer))

    def growth(self) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            def grown(judge: str) -> Optional[float]:
                return ratio(self.library(judge, lang, f"{FEW}"), self.library(judge, lang, "50,000"))

            found.append(at_most(f"time with 50,000 patterns against {FEW}, {NAMES[lang]}", 2.5, self.each(grown)))
        return found

    def every_line(self) -> List[Target]:
        found = []
        for lang in ["en", "zh"]:
            scan = self.row("every line", "scan", lang=lang)
            values = self.each(lambda judge: ratio(scan, self.row("every line", judge, lang=lang)))
            found.append(at_most(f"every line a pattern, time against the bare scan, {NAMES[lang]}", 2, values))
        return found

    def length(self) -> Target:
        begin = self.row("start", "model")
        start = begin.median if begin else 0

        def steep(judge: str) -> Optional[float]:
            rows = [r.row for r in self.records if r.group == "length" and r.row.name == judge]
            return slope([(row.bytes, row.median - start) for row in rows])

        sizes = [r.row.bytes / 1e6 for r in self.records if r.group == "length"] or [0]
        what = f"slope of time over length (log–log, behind the start), {min(sizes):.0f} to {max(sizes):.0f} MB"
        return at_most(what, 1.05, self.each(steep), "")

    def program(self) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            rows = [self.jsonl(judge, lang, 1) for judge in JUDGES]
            what = f"JSONL to JSONL on one thread, built-in rules, {NAMES[lang]}"
            found.append(at_least(what, 250, [row and row.rate for row in rows], " MB/s"))
        return found

    def jsonl(self, judge: str, lang: str, threads: int) -> Optional[Row]:
        return self.row("program", judge, lang=lang, share=8, form="jsonl", threads=threads)

    def threads(self) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            bare = ratio(self.row("machine", "utf8-2", lang=lang), self.row("machine", "utf8", lang=lang))
            values = self.each(lambda judge: ratio(self.jsonl(judge, lang, 2), self.jsonl(judge, lang, 1)))
            what = f"two threads against one, JSONL, {NAMES[lang]}; target: what simdutf8 alone has"
            found.append(Target(what, f"≥ {shown(bare, '×')}", bare, values))
        return found

    def memory(self) -> List[Target]:
        found = []
        for record in self.records:
            if record.group == "memory":
                more = (record.row.peak - record.row.longest) / (1 << 20)
                what = f"peak memory over the largest document, JSONL, threads: {record.threads}"
                found.append(at_most(what, 64, [None, more], " MiB"))
        return found

    def start(self) -> Target:
        row = self.row("start", "model")
        return at_most("one line, process start to end, median", 20, [None, row and row.median * 1e3], " ms")
