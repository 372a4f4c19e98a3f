"""Patterns: boilerplate lines from the examples of the rules, and lines that look like them.

The planted ones stand in the texts; the others are put together from pieces of the same examples, in such a
way that somewhere two words (two characters, in Chinese) stand side by side that never do in any text.
"""
from __future__ import annotations

import json
import pathlib
import random
import re
from typing import Callable, Dict, Iterable, Iterator, List, Set, Tuple

PLANTED = 400  # half of them English
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[a-z][a-z'-]*|[\u3400-\u9fff]")
BETWEEN = {"en": " ", "zh": ""}
# Pieces of a made-up pattern, and its length: words, or characters.
PIECE = {"en": (2, 4), "zh": (3, 6)}
LENGTH = {"en": (5, 11), "zh": (9, 22)}


def removed(rule_file: str) -> Iterator[str]:
    """Every string that an example of the rule file says must go."""
    for example in rule_file.split("[[example]]")[1:]:
        found = re.search(r"^removed = \[", example, re.MULTILINE)
        at = found.end() if found else len(example)
        while True:
            gap = re.compile(r"[\s,]*").match(example, at).end()
            string = STRING.match(example, gap)
            if not string:
                break
            yield json.loads(string.group())
            at = string.end()


def language(text: str) -> str:
    return "zh" if HAN.search(text) else "en"


def one_line(text: str) -> bool:
    """Whether a phrase can stand alone on a line and as a line of a file of phrases."""
    return "\n" not in text and text == text.strip() and not text.startswith("#") and "&" not in text


def usable(text: str) -> bool:
    """Whether a phrase is long enough for every engine to take it as it is, and no paragraph."""
    return one_line(text) and 18 <= len(text.encode()) <= 240 and len(words(text)) >= 3


def words(text: str) -> List[str]:
    return WORD.findall(text.lower())


def without_overlap(phrases: Iterable[str]) -> List[str]:
    """The phrases of which none stands in another, longest first."""
    kept: List[str] = []
    seen = ""
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        key = " ".join(words(phrase))
        if key not in seen:
            kept.append(phrase)
            seen += key + "\n"
    return kept


def examples(rules: pathlib.Path) -> List[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(rules.glob("*/*.toml")))
    return sorted({phrase for text in texts for phrase in removed(text) if one_line(phrase)})


def planted(phrases: List[str], seed: int) -> Dict[str, List[str]]:
    """The lines that are planted, by language."""
    chosen = {}
    for lang in BETWEEN:
        fit = sorted(without_overlap(p for p in phrases if language(p) == lang and usable(p)))
        random.Random(f"{seed} planted {lang}").shuffle(fit)
        chosen[lang] = fit[: PLANTED // 2]
    return chosen


def pairs(texts: Iterable[str], plain: Callable[[str], str]) -> Set[Tuple[str, str]]:
    """All pairs of neighbours in the texts."""
    found: Set[Tuple[str, str]] = set()
    for text in texts:
        one = words(plain(text))
        found.update(zip(one, one[1:]))
    return found


def made_up(phrases: List[str], lang: str, known: Set[Tuple[str, str]], count: int, seed: int) -> List[str]:
    """Patterns that look like the phrases and stand in no text whose pairs are known."""
    rng = random.Random(f"{seed} made up {lang}")
    pool = [w for w in (words(p) for p in phrases if language(p) == lang) if len(w) >= PIECE[lang][1]]
    made: Dict[str, None] = {}
    while len(made) < count:
        wanted, line, novel = rng.randint(*LENGTH[lang]), [], False
        while len(line) < wanted:
            source, size = rng.choice(pool), rng.randint(*PIECE[lang])
            # Boilerplate begins alike more often than it goes on alike.
            at = 0 if not line and rng.random() < 0.5 else rng.randrange(len(source) - size + 1)
            if line:
                novel |= (line[-1], source[at]) not in known
            line.extend(source[at : at + size])
        if novel:
            made[BETWEEN[lang].join(line)] = None
    return list(made)


def simplifier(table: pathlib.Path) -> Callable[[str], str]:
    """Traditional characters to Simplified ones, as the program folds them."""
    rows = (line.rstrip("\n").split("\t") for line in table.open(encoding="utf-8"))
    to = {ord(row[0]): row[1] for row in rows if len(row) >= 2 and len(row[0]) == 1 and row[0] != "#"}
    return lambda text: text.translate(to)


def sets(lines: Dict[str, List[str]], made: Dict[str, List[str]], sizes: List[int], seed: int) -> Dict[int, List[str]]:
    """For each size, all planted lines and as many made-up ones as are missing, in random order."""
    both = [p for pair in zip(made["en"], made["zh"]) for p in pair]
    first = lines["en"] + lines["zh"]
    found = {}
    for size in sizes:
        found[size] = first + both[: size - len(first)]
        random.Random(f"{seed} order {size}").shuffle(found[size])
    return found
