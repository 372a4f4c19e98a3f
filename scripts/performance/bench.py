"""What is measured: every group of rows, on texts that `Bench` makes when they are asked for."""
from __future__ import annotations

import dataclasses
import functools
import json
import pathlib
import random
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

import corpus
import patterns
import rows
from rows import Process, Row
from scale import FEW, KIB, MANY, MOST, RUNS, Scale
from sources import Environment, log

SEED = 1
ONE_LINE = "The council approved the new bridge on Monday. All rights reserved.\n"
HERE = pathlib.Path(__file__).resolve().parent
Rows = Dict[str, Row]


@dataclasses.dataclass
class Bench:
    """The programs, the texts and the patterns of one run."""

    jingwen: str
    measure: str
    environment: Environment
    pool: Dict[str, List[str]]
    root: pathlib.Path
    work: pathlib.Path
    scale: Scale

    def __post_init__(self) -> None:
        self.store = corpus.Store(self.work, functools.partial(self.repack, "pack"))
        self.output = self.work / "output"
        self.lines = patterns.planted(patterns.examples(self.root / "corpus" / "rules"), SEED)
        self.planted = {line for lines in self.lines.values() for line in lines}
        self.planted_file = self.listed("planted.txt", sorted(self.planted))
        self.pool = self.without_planted(self.pool)

    # The texts

    def repack(self, how: str, source: pathlib.Path, target: pathlib.Path) -> None:
        python = str(self.environment.bin / "python")
        rows.run([python, str(HERE / "peers.py"), how, str(source), str(target)])

    def listed(self, name: str, lines: List[str]) -> pathlib.Path:
        path = self.work / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode())
        return path

    def without_planted(self, pool: Dict[str, List[str]]) -> Dict[str, List[str]]:
        """The sentences in which no planted line stands."""
        kept = {}
        for lang, texts in pool.items():
            lower = [text.lower() for text in texts]
            together = "\n".join(lower)
            found = [line for line in map(str.lower, self.planted) if line in together]
            kept[lang] = [text for text, low in zip(texts, lower) if not any(line in low for line in found)]
        return kept

    @functools.cached_property
    def simplified(self) -> Callable[[str], str]:
        return patterns.simplifier(self.root / "corpus" / "tables" / "t2s.tsv")

    @functools.cached_property
    def traditional(self) -> Callable[[str], str]:
        table: Dict[int, str] = {}
        for line in (self.root / "corpus" / "tables" / "t2s.tsv").open(encoding="utf-8"):
            row = line.rstrip("\n").split("\t")
            if len(row) >= 2 and len(row[0]) == 1 and row[0] != "#":
                table.setdefault(ord(row[1]), row[0])
        return lambda text: text.translate(table)

    def text(self, lang: str, share: int) -> pathlib.Path:
        writer = corpus.Writer(lang, share / 100, self.pool, self.lines, self.traditional, SEED)
        return self.store.made(f"{lang}-{share:02}", writer.documents(), self.scale.corpus)

    def all_patterns(self, lang: str) -> pathlib.Path:
        """A text whose every line is one of the patterns of the middle set."""
        def documents() -> Iterator[str]:
            rng = random.Random(f"{SEED} every line {lang}")
            lines = [p for p in self.sets[MANY] if patterns.language(p) == lang]
            while True:
                yield "\n".join(rng.choices(lines, k=rng.randint(10, 60)))

        return self.store.made(f"{lang}-every-line", documents(), min(self.scale.corpus, 4 << 20))

    # The patterns

    @functools.cached_property
    def sets(self) -> Dict[int, List[str]]:
        phrases = patterns.examples(self.root / "corpus" / "rules")
        made = {}
        for lang, texts in self.pool.items():
            known = patterns.pairs(texts + phrases, self.simplified)
            made[lang] = patterns.made_up([self.simplified(p) for p in phrases], lang, known, MOST // 2, SEED)
        return patterns.sets(self.lines, made, [FEW, MANY, MOST], SEED)

    def phrases(self, size: Optional[int]) -> Optional[pathlib.Path]:
        return size and self.listed(f"patterns-{size}.txt", self.sets[size])

    # Rows

    def rust(self, names: List[str], texts: List[pathlib.Path], sets: Dict[str, Optional[int]],
             check: bool = True) -> Dict[Tuple[str, str], Rows]:
        """Rows of the Rust program, by the name of the text and of the set of patterns."""
        command = [self.measure, "--planted", str(self.planted_file), "--runs", str(RUNS)]
        command += ["--budget", str(self.scale.budget)]
        known = {"": "built-in"}
        for name, size in sets.items():
            phrases = self.phrases(size)
            command += ["--phrases", str(phrases)] if phrases else ["--builtin"]
            known[phrases.stem if phrases else ""] = name
        for text in texts:
            command += ["--docs", str(text)]
        log(f"  library: {' '.join(t.stem for t in texts)}; patterns {', '.join(sets)}; {' '.join(names)}")
        found = {(text, known[stem]): row for (text, stem), row in rows.read(rows.run([*command, *names])).items()}
        for (_, name), one in found.items() if check else []:
            for row in one.values():
                self.assert_found(row)
            if sets[name]:
                self.assert_all(one["scan"])
        return found

    def python(self, names: List[str], text: pathlib.Path, size: int) -> Rows:
        """Rows of the Python peers over a text."""
        front = self.store.front(text, min(text.stat().st_size, 2 << 20))
        phrases = self.phrases(size)
        folded = self.work / "folded.jsonl"
        rows.run([self.measure, "--phrases", str(phrases), "--folded", str(folded), "--docs", str(front)])
        asked: Dict[str, Any] = {"rows": names, "docs": str(front), "phrases": str(phrases), "folded": str(folded)}
        asked.update(planted=str(self.planted_file), runs=RUNS, budget=self.scale.peer_budget)
        log(f"  Python, {text.stem}, {size} patterns: {' '.join(names)}")
        return rows.read(rows.run([str(self.environment.bin / "python"), str(HERE / "peers.py")], asked))["", ""]

    def process(self, asked: List[Process], what: str, longer: float = 1) -> Rows:
        log(f"  processes, {what}: {' '.join(p.name for p in asked)}")
        sizes = [256 * KIB << step for step in range(12)]
        sizes = [KIB] + [size for size in sizes if size <= 2 * self.scale.corpus]
        found = rows.processes(asked, self.output, sizes, RUNS, self.scale.budget * longer)
        self.store.clear()
        return found

    def jingwen_row(self, name: str, text: pathlib.Path, form: str, *flags: str) -> Process:
        """A row of `jingwen clean`, to stdout, or to a folder where the output is packed."""
        folder = self.work / "cleaned"
        to = ["-o", str(folder), "--overwrite"] if form == "jsonl.zst" else []

        def command(path: pathlib.Path) -> List[str]:
            return [self.jingwen, "clean", "--no-config", "--quiet", "--progress", "none", *flags, *to, str(path)]

        def check(row: Row, path: pathlib.Path, output: pathlib.Path) -> None:
            if form == "jsonl.zst":
                self.repack("unpack", folder / path.name, output)
            before = self.planted_in(path.with_suffix("") if form == "jsonl.zst" else path, form)
            row.planted, row.left, row.out = before, self.planted_in(output, form), output.stat().st_size
            row.found = row.planted - row.left
            self.assert_found(row)

        return Process(name, command, lambda size: self.store.form(self.store.front(text, size), form), check)

    def assert_found(self, row: Row) -> None:
        """Fails where a row that cleans found next to nothing."""
        if not row.out or row.left > row.planted / 2:
            raise rows.Failed(f"{row.name}: {row.left} of {row.planted} planted lines were left, {row.out} bytes came out")

    def assert_all(self, row: Row) -> None:
        """Fails where a tool that knows all planted lines does not find them, and hardly anything else."""
        if not row.planted <= row.found <= row.planted * 1.02 + 20:
            raise rows.Failed(f"{row.name}: found {row.found}, {row.planted} lines are planted")

    def planted_in(self, path: pathlib.Path, form: str) -> int:
        with path.open(encoding="utf-8") as file:
            texts = (line.rstrip("\n") if form == "text" else json.loads(line)["text"] for line in file)
            return sum(line in self.planted for text in texts for line in text.split("\n"))

    def grep_row(self, name: str, program: str, text: pathlib.Path, size: int) -> Process:
        """A row of a program that counts the lines in which a phrase stands."""
        phrases = self.phrases(size)

        def check(row: Row, path: pathlib.Path, output: pathlib.Path) -> None:
            row.planted, row.found = self.planted_in(path, "text"), int(output.read_text())
            self.assert_all(row)

        return Process(name, lambda path: [program, "-c", "-F", "-f", str(phrases), str(path)],
                       lambda size: self.store.form(self.store.front(text, size), "text"), check)
