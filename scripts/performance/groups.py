"""The rows of a run, group by group. Each group is a list of records, which `document` puts into tables."""
from __future__ import annotations

import dataclasses
import pathlib
import shutil
from typing import Any, Callable, Dict, List, Optional

import corpus
import rows
from bench import ONE_LINE, Bench, Rows
from rows import Process, Row
from scale import FEW, FORMS, LANGUAGES, MANY, MIB, MOST, RUNS, SETS, SHARES
from sources import log


@dataclasses.dataclass
class Record:
    """A row with where it belongs. What does not apply is empty or 0."""

    group: str
    lang: str
    row: Row
    share: int = 8
    patterns: str = "built-in"
    form: str = ""
    threads: int = 1


def records(group: str, lang: str, found: Rows, **more: Any) -> List[Record]:
    return [Record(group, lang, row, **more) for row in found.values()]


def library(bench: Bench) -> List[Record]:
    """The bare scan, the library with rules alone and with the model, on every text and set of patterns."""
    found = []
    for share in SHARES:
        # How the time grows from few patterns to many is asked of one share, and so is most else in haste.
        sets = {f"{FEW}": FEW, **SETS} if share == 8 else SETS if bench.scale.name == "full" else {"5,000": MANY}
        texts = {lang: bench.text(lang, share) for lang in LANGUAGES}
        rust = bench.rust(["scan", "rules", "model"], list(texts.values()), sets)
        for lang, text in texts.items():
            for name in sets:
                found += records("library", lang, rust[text.stem, name], share=share, patterns=name)
    return found


def physical(bench: Bench) -> List[Record]:
    """What the machine can do at all, and what a second thread adds to it."""
    names = ["memcpy", "memcpy-2", "utf8", "utf8-2", "utf8-std", "fold", "match", "scan", "scan-2", "rules",
             "rules-2", "model", "model-2"]
    texts = {lang: bench.text(lang, 8) for lang in LANGUAGES}
    rust = bench.rust(names, list(texts.values()), {"built-in": None}, check=False)
    return [r for lang, text in texts.items() for r in records("machine", lang, rust[text.stem, "built-in"])]


def every_line(bench: Bench) -> List[Record]:
    """Texts whose every line is a pattern."""
    texts = {lang: bench.all_patterns(lang) for lang in ["en", "zh"]}
    rust = bench.rust(["scan", "rules", "model"], list(texts.values()), {"5,000": MANY}, check=False)
    return [r for lang, text in texts.items()
            for r in records("every line", lang, rust[text.stem, "5,000"], share=100, patterns="5,000")]


def forms(bench: Bench) -> List[Record]:
    """The program, from file to file: forms, threads, shares of boilerplate."""
    found = []
    for lang in LANGUAGES:
        # In haste, only the mixed text has more than what the targets need.
        more = lang == "mixed" or bench.scale.name == "full"
        for form in FORMS if more else ["jsonl"]:
            found += threaded(bench, lang, form, [1, 2] if bench.scale.name == "full" or form == "jsonl" else [1])
        for share in [0, 60] if more else []:
            text = bench.text(lang, share)
            done = bench.process(both(bench, text, "jsonl", 1), text.stem)
            found += records("program", lang, done, share=share, form="jsonl")
    return found


def threaded(bench: Bench, lang: str, form: str, numbers: List[int]) -> List[Record]:
    """One text in one form, by the rules and with the model, on these numbers of threads, all in turn."""
    text = bench.text(lang, 8)
    asked = []
    for threads in numbers:
        for process in both(bench, text, form, threads):
            like = f"{process.name}-1" if threads > 1 else ""
            asked.append(dataclasses.replace(process, name=f"{process.name}-{threads}", like=like))
    # What a second thread adds is only seen over some length.
    done = bench.process(asked, f"{text.stem}, {form}", 3 if form == "jsonl" else 1)
    found = []
    for name, row in done.items():
        row.name, threads = name.split("-")
        found.append(Record("program", lang, row, form=form, threads=int(threads)))
    return found


def both(bench: Bench, text: pathlib.Path, form: str, threads: int, *flags: str) -> List[Process]:
    """The program with the model and without."""
    fixed = ["-j", str(threads), *flags]
    return [bench.jingwen_row("model", text, form, *fixed),
            bench.jingwen_row("rules", text, form, "--no-model", *fixed)]


def peers(bench: Bench) -> List[Record]:
    """Other programs and libraries on the same texts, right behind jingwen's library, beside its own process."""
    found = []
    for lang in LANGUAGES:
        text = bench.text(lang, 8)
        # In haste not the most patterns, for which some take seconds to start and half a minute for a page.
        sets = {name: size for name, size in SETS.items() if size != MOST or bench.scale.name == "full"}
        rust = bench.rust(["scan", "rules", "model"], [text], sets)
        for name, size in sets.items():
            found += records("beside peers", lang, rust[text.stem, name], patterns=name)
        found += filters(bench, lang, text)
        for name, size in sets.items():
            if size:
                found += engines(bench, lang, text, name, size)
    return found


def filters(bench: Bench, lang: str, text: pathlib.Path) -> List[Record]:
    """Filters with rules of their own."""
    has = {"c4": "datatrove", "justext": "jusText"}
    names = [row for row, peer in has.items() if peer not in bench.environment.missing]
    if lang == "zh" and "justext" in names:
        names.remove("justext")
    return records("filters", lang, bench.python(names, text, MANY), patterns="") if names else []


def engines(bench: Bench, lang: str, text: pathlib.Path, name: str, size: int) -> List[Record]:
    """Python libraries and programs with the same patterns."""
    missing = bench.environment.missing
    has = {"re": "", "hyperscan": "Hyperscan", "pyahocorasick": "pyahocorasick"}
    names = [row for row, peer in has.items() if peer not in missing]
    found = records("engines", lang, bench.python(names, text, size), patterns=name)
    asked = both(bench, text, "text", 1, "--no-builtin", "--phrases", str(bench.phrases(size)))
    if shutil.which("grep"):
        asked.append(bench.grep_row("grep", "grep", text, size))
    if "ripgrep" not in missing:
        asked.append(bench.grep_row("rg", str(bench.environment.bin / "rg"), text, size))
    done = bench.process(asked, f"{text.stem}, {size} patterns")
    return found + records("processes", lang, done, patterns=name, form="text")


def lengths(bench: Bench) -> List[Record]:
    """Single documents, each four times as long as the one before, as long as there is time."""
    found = []
    for name, flags in [("model", []), ("rules", ["--no-model"])]:
        size, seconds = MIB, 0.0
        while size <= bench.scale.longest and seconds * 4 <= bench.scale.length_budget * 2.5:
            jsonl = bench.store.front(bench.text("mixed", 8), size)
            path = bench.store.form(jsonl, "text")
            command = [bench.jingwen, "clean", "--no-config", "--quiet", "--max-document", "1G", *flags, str(path)]
            log(f"  one document of {size >> 20} MiB, {name}")
            row = Row(name, path.stat().st_size, rows.timed(command, bench.output)["seconds"])
            seconds = row.seconds[0]
            runs = int(min(RUNS - 1, bench.scale.length_budget / seconds - 1))
            if runs > 0:
                row.seconds += rows.timed(command, bench.output, runs)["seconds"]
            row.out = bench.output.stat().st_size
            row.planted = bench.planted_in(path, "text")
            row.left = bench.planted_in(bench.output, "text")
            row.found = row.planted - row.left
            bench.assert_found(row)
            found.append(Record("length", "mixed", row, form="text"))
            size *= 4
    bench.store.clear()
    return found


def memory(bench: Bench) -> List[Record]:
    """A file streamed with one long document among its many."""
    text = bench.store.front(bench.text("mixed", 8), bench.scale.stream)
    long = bench.store.front(bench.text("mixed", 8), 4 * MIB if bench.scale.name == "full" else MIB)
    path = text.with_name(f"{corpus.FRONT}{text.stem}-and-one-long.jsonl")
    longest = "\n\n".join(corpus.texts(long))
    if not path.exists():
        with path.open("w", encoding="utf-8", newline="\n") as out:
            for number, each in enumerate(corpus.texts(text)):
                out.write(corpus.line(number, each))
                if number == 100:
                    out.write(corpus.line(-1, longest))
    found = []
    for threads in [1, 2]:
        log(f"  memory, {path.stat().st_size >> 20} MiB of JSONL, {threads} threads")
        command = [bench.jingwen, "clean", "--no-config", "--quiet", "-j", str(threads), str(path)]
        said = rows.timed(command, bench.output)
        row = Row("model", path.stat().st_size, said["seconds"], out=bench.output.stat().st_size,
                  peak=said["peak"], longest=len(longest.encode()))
        bench.assert_found(row)
        found.append(Record("memory", "mixed", row, form="jsonl", threads=threads))
    bench.store.clear()
    return found


def start(bench: Bench) -> List[Record]:
    """One line with a hit, from the start of the process to its end."""
    path = bench.listed("one-line.txt", [ONE_LINE.rstrip()])
    command = [bench.jingwen, "clean", "--no-config", "--quiet", str(path)]
    said = rows.timed(command, bench.output, bench.scale.starts)
    row = Row("model", len(ONE_LINE), said["seconds"], out=bench.output.stat().st_size, peak=said["peak"])
    row.found = len(ONE_LINE) - row.out
    if not 0 < row.out < len(ONE_LINE):
        raise rows.Failed(f"the one line came out with {row.out} bytes")
    return [Record("start", "en", row, share=0)]


GROUPS: Dict[str, Callable[[Bench], List[Record]]] = {
    "start": start, "machine": physical, "library": library, "every line": every_line, "peers": peers,
    "program": forms, "length": lengths, "memory": memory,
}


def measured(bench: Bench, only: Optional[List[str]] = None) -> List[Record]:
    found = []
    for name, group in GROUPS.items():
        if not only or name in only:
            log(name)
            found += group(bench)
    return found
