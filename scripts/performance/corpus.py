"""The texts: sentences of free texts and of corpus/gold, mixed by a seed, and boilerplate planted in them.

A text is a list of documents of news length. The same seed gives the same bytes. `Store` writes them in
every form, and the fronts of them that a row has time for.
"""
from __future__ import annotations

import dataclasses
import json
import pathlib
import random
import re
import shutil
from typing import Callable, Dict, Iterator, List

from patterns import BETWEEN

# Medians of the log-normal lengths, in bytes.
MEDIAN = {"en": 1900, "zh": 2400, "mixed": 2200}
SIGMA = 0.8
SHORTEST, LONGEST = 300, 40_000
SHORTEST_SENTENCE = 24
PARAGRAPH = {"en": (1, 4), "zh": (2, 5)}
# Of Chinese documents, those written in Traditional characters.
TRADITIONAL = 0.3
FRONT = "front-"
SENTENCE_END = re.compile(r"(?<=[。！？])(?![。！？”’」』）])|(?<=[。！？][”」』）])|(?<=[.!?])\s+(?=[A-Z“])")


def sentences(text: str) -> List[str]:
    """The sentences of a text, without headings, stage directions and the like."""
    pieces = (piece.strip() for line in text.splitlines() for piece in SENTENCE_END.split(line))
    return [piece for piece in pieces if len(piece.encode()) >= SHORTEST_SENTENCE]


def gold(folder: pathlib.Path) -> Dict[str, List[str]]:
    """The sentences of the gold articles that are marked as nothing but body."""
    found: Dict[str, List[str]] = {"en": [], "zh": []}
    for name, lang in [("en", "en"), ("zh-hans", "zh"), ("zh-hant", "zh")]:
        for line in (folder / f"{name}.jsonl").open(encoding="utf-8"):
            doc = json.loads(line)
            marked = [(s["start"], s["end"]) for s in doc["boilerplate"] + doc["optional"]]
            for row in re.finditer(r"[^\n]+", doc["text"]):
                long = len(row.group()) >= 40
                if long and not any(start < row.end() and row.start() < end for start, end in marked):
                    found[lang].extend(sentences(row.group()))
    return found


class Deck:
    """Deals texts in random order; none comes again before all the others."""

    def __init__(self, cards: List[str], rng: random.Random) -> None:
        self.cards, self.rng, self.left = sorted(set(cards)), rng, 0

    def deal(self) -> str:
        if not self.left:
            self.rng.shuffle(self.cards)
            self.left = len(self.cards)
        self.left -= 1
        return self.cards[self.left]


class Writer:
    """Makes documents of one language and one share of boilerplate."""

    def __init__(self, lang: str, share: float, pool: Dict[str, List[str]], lines: Dict[str, List[str]],
                 traditional: Callable[[str], str], seed: int) -> None:
        self.lang, self.share, self.traditional = lang, share, traditional
        # The texts of one language differ only in what is planted.
        self.rng = random.Random(f"{seed} {lang}")
        self.planting = random.Random(f"{seed} {lang} {share}")
        self.sentences = {each: Deck(pool[each], self.rng) for each in pool}
        self.lines = {each: Deck(lines[each], self.planting) for each in lines}
        self.owed = 0.0

    def paragraph(self, lang: str) -> str:
        count = self.rng.randint(*PARAGRAPH[lang])
        return BETWEEN[lang].join(self.sentences[lang].deal() for _ in range(count))

    def documents(self) -> Iterator[str]:
        while True:
            yield self.document()

    def document(self) -> str:
        kinds = [self.lang] if self.lang != "mixed" else self.rng.choice([["en"], ["zh"], ["en", "zh"]])
        length = self.rng.lognormvariate(0, SIGMA) * MEDIAN[self.lang]
        length = min(max(length, SHORTEST), LONGEST)
        body: List[str] = []
        size = 0
        while size < length:
            body.append(self.paragraph(self.rng.choice(kinds)))
            size += len(body[-1].encode()) + 1
        if kinds == ["zh"] and self.rng.random() < TRADITIONAL:
            body = [self.traditional(paragraph) for paragraph in body]
        return "\n".join(self.planted(body, size, kinds))

    def planted(self, body: List[str], size: int, kinds: List[str]) -> List[str]:
        """The lines of the body with boilerplate above, between and below them."""
        self.owed += size * self.share / (1 - self.share)
        head: List[str] = []
        tail: List[str] = []
        while self.owed > 0 and self.share:
            line = self.lines[self.planting.choice(kinds)].deal()
            self.owed -= len(line.encode()) + 1
            place = self.planting.random()
            if place < 0.2:
                head.append(line)
            elif place < 0.7:
                tail.append(line)
            else:
                body.insert(self.planting.randint(1, len(body)), line)
        return body[:1] + head + body[1:] + tail


@dataclasses.dataclass
class Store:
    """Files of texts under one folder, made when they are asked for."""

    folder: pathlib.Path
    pack: Callable[[pathlib.Path, pathlib.Path], None]

    def made(self, name: str, documents: Iterator[str], size: int) -> pathlib.Path:
        """The JSONL file of a text of at least so many bytes."""
        path = self.folder / f"{name}.jsonl"
        if not path.exists():
            partial, written = path.with_suffix(".partial"), 0
            with partial.open("w", encoding="utf-8", newline="\n") as out:
                for number, text in enumerate(documents):
                    out.write(line(number, text))
                    written += len(text.encode())
                    if written >= size:
                        break
            partial.rename(path)
        return path

    def front(self, path: pathlib.Path, size: int) -> pathlib.Path:
        """The first documents of a JSONL file, of at least so many bytes; more than it has are repeated."""
        total = path.stat().st_size
        if size == total:
            return path
        front = path.with_name(f"{FRONT}{path.stem}-{size >> 10}K.jsonl")
        if not front.exists():
            partial = front.with_suffix(".partial")
            with partial.open("wb") as out:
                for _ in range(size // total):
                    with path.open("rb") as all_of_it:
                        shutil.copyfileobj(all_of_it, out, 1 << 20)
                with path.open("rb") as some_of_it:
                    while out.tell() < size:
                        out.write(some_of_it.readline())
            partial.rename(front)
        return front

    def clear(self) -> None:
        """Removes the fronts, which take more room than time."""
        for path in self.folder.glob(f"{FRONT}*"):
            path.unlink()

    def form(self, path: pathlib.Path, form: str) -> pathlib.Path:
        """The same documents as one text, or packed."""
        if form == "jsonl":
            return path
        made = path.with_suffix(".txt" if form == "text" else ".jsonl.zst")
        if not made.exists():
            partial = made.with_suffix(".partial")
            if form == "text":
                with partial.open("w", encoding="utf-8", newline="\n") as out:
                    out.writelines(f"{text}\n\n" for text in texts(path))
            else:
                self.pack(path, partial)
            partial.rename(made)
        return made


def line(number: int, text: str) -> str:
    return json.dumps({"id": number, "text": text}, ensure_ascii=False, separators=(",", ":")) + "\n"


def texts(path: pathlib.Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for row in file:
            yield json.loads(row)["text"]
