"""The targets, and whether a run reached them."""
from __future__ import annotations

import dataclasses
import math
from typing import List, Optional, Tuple

from groups import Record
from rows import Row
from scale import FEW, LANGUAGES

JUDGES = {"rules": "rules alone", "model": "with the model"}
NAMES = {"en": "English", "zh": "Chinese", "mixed": "mixed"}


@dataclasses.dataclass(frozen=True)
class Target:
    what: str
    wanted: str
    shown: str
    reached: Optional[bool]

    @property
    def verdict(self) -> str:
        return "–" if self.reached is None else "yes" if self.reached else "no"


def at_least(what: str, bound: float, value: Optional[float], unit: str = "×") -> Target:
    return Target(what, f"≥ {bound:g}{unit}", shown(value, unit), value is not None and value >= bound)


def at_most(what: str, bound: float, value: Optional[float], unit: str = "×") -> Target:
    return Target(what, f"≤ {bound:g}{unit}", shown(value, unit), value is not None and value <= bound)


def shown(value: Optional[float], unit: str) -> str:
    if value is None:
        return "not measured"
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
        found: List[Target] = []
        for judge, by in JUDGES.items():
            found += self.ratios(judge, by)
        for judge, by in JUDGES.items():
            found += self.growth(judge, by)
        for judge, by in JUDGES.items():
            found += self.program(judge, by)
        return found + self.threads() + self.memory() + self.start()

    def ratios(self, judge: str, by: str) -> List[Target]:
        found = []
        for lang, bound in [("en", 5), ("zh", 4)]:
            value = ratio(self.library(judge, lang, "5,000"), self.library("scan", lang, "5,000"))
            found.append(at_least(f"bare scan, 5,000 patterns, {NAMES[lang]}, {by}", bound, value))
        for lang, bound in [("en", 300), ("zh", 150)]:
            peer = self.row("peers: Python", "re", lang=lang, patterns="5,000")
            value = ratio(self.library(judge, lang, "5,000"), peer)
            found.append(at_least(f"Python alternation, 5,000 patterns, {NAMES[lang]}, {by}", bound, value))
        value = ratio(self.library(judge, "en", "built-in"), self.row("peers: filters", "c4", lang="en"))
        found.append(at_least(f"datatrove's C4 filter, built-in rules, English, {by}", 1000, value))
        return found

    def growth(self, judge: str, by: str) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            value = ratio(self.library(judge, lang, f"{FEW}"), self.library(judge, lang, "50,000"))
            found.append(at_most(f"time with 50,000 patterns against {FEW}, {NAMES[lang]}, {by}", 2.5, value))
        for lang in ["en", "zh"]:
            wanted = {"lang": lang}
            value = ratio(self.row("every line", "scan", **wanted), self.row("every line", judge, **wanted))
            found.append(at_most(f"every line a pattern, time against the bare scan, {NAMES[lang]}, {by}", 2, value))
        rows = [r.row for r in self.records if r.group == "length" and r.row.name == judge]
        begin = self.row("start", "model")
        points = [(row.bytes, row.median - (begin.median if begin else 0)) for row in rows]
        reach = f"{min(p[0] for p in points) / 1e6:.0f} to {max(p[0] for p in points) / 1e6:.0f} MB" if points else ""
        found.append(at_most(f"slope of time over length, log–log, {reach}, behind the start, {by}", 1.05, slope(points), ""))
        return found

    def program(self, judge: str, by: str) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            row = self.row("program", judge, lang=lang, share=8, form="jsonl", threads=1)
            found.append(at_least(f"JSONL to JSONL on one thread, {NAMES[lang]}, {by}", 250, row and row.rate, " MB/s"))
        return found

    def threads(self) -> List[Target]:
        found = []
        for lang in LANGUAGES:
            bare = ratio(self.row("machine", "utf8-2", lang=lang), self.row("machine", "utf8", lang=lang))
            for judge, by in JUDGES.items():
                one, two = (self.row("program", judge, lang=lang, share=8, form="jsonl", threads=n) for n in [1, 2])
                value = ratio(two, one)
                what = f"a second thread, JSONL, {NAMES[lang]}, {by}, beside simdutf8 alone"
                found.append(Target(what, shown(bare, "×"), shown(value, "×"), value and bare and value >= bare))
        return found

    def memory(self) -> List[Target]:
        found = []
        for record in self.records:
            if record.group == "memory":
                more = (record.row.peak - int(record.row.note)) / (1 << 20)
                what = f"peak memory over the largest document, JSONL, threads: {record.threads}"
                found.append(at_most(what, 64, more, " MiB"))
        return found

    def start(self) -> List[Target]:
        row = self.row("start", "model")
        return [at_most("one line, process start to end, median", 20, row and row.median * 1e3, " ms")]
