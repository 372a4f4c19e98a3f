"""jingwen beside filters of other Python packages, in one process, on the texts of corpus/gold.

    pip install ./python datatrove spacy justext trafilatura lxml_html_clean
    python python/bench/filters.py

Each filter is built once, and then gets every text. datatrove's C4 filter drops lines, and whole documents;
jusText and trafilatura judge the lines as paragraphs of a page. What a filter leaves is compared with the
text token by token (a word, or one Han character): how much of the marked boilerplate is gone, and how much of
the body. What a reader may want or not, such as bylines, counts as neither. Times are of the fastest of
three passes, on one thread; how pages are made of texts is not counted.
"""

import difflib
import json
import re
import time
from html import escape
from importlib.metadata import version
from pathlib import Path

from jingwen import Cleaner

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
PASSES = 3
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")


def jingwen():
    cleaner = Cleaner()
    return lambda text, _: cleaner.clean(text).body


def jingwen_batch():
    import pyarrow

    cleaner = Cleaner()
    return lambda texts: pyarrow.array(cleaner.clean_batch(pyarrow.array(texts), threads=1)).field("body").to_pylist()


def c4():
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter()

    def left(text, _):
        document = Document(text=text, id="")
        return document.text if rules.filter(document) is True else ""

    return left


def justext():
    import justext as package

    stop_words = package.get_stoplist("English")

    def left(_, page):
        return "\n".join(p.text for p in package.justext(page, stop_words) if not p.is_boilerplate)

    return left


def trafilatura():
    import trafilatura as package

    return lambda _, page: package.extract(page) or ""


#: Name, package, what makes it, and the languages that it is made for.
FILTERS = [
    ("jingwen, `clean`", "jingwen", jingwen, ("en", "zh-hans", "zh-hant", "mixed")),
    ("datatrove, C4 filter", "datatrove", c4, ("en", "zh-hans", "zh-hant", "mixed")),
    ("jusText", "justext", justext, ("en",)),
    ("trafilatura", "trafilatura", trafilatura, ("en", "zh-hans", "zh-hant", "mixed")),
]


def documents(language):
    lines = (GOLD / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def page_of(text):
    rows = "".join(f"<p>{escape(row)}</p>" for row in text.splitlines())
    return f"<html><body><article>{rows}</article></body></html>"


def kinds(document):
    """Of every token of the text: boilerplate, optional or body."""
    marks = [(s["start"], s["end"], kind) for kind in ("boilerplate", "optional") for s in document[kind]]
    found = []
    for token in TOKEN.finditer(document["text"]):
        inside = [kind for start, end, kind in marks if start <= token.start() < end]
        found.append(inside[0] if inside else "body")
    return found


def gone(document, left):
    """Which of the tokens of a text are not in what is left of it."""
    before = TOKEN.findall(document["text"])
    matcher = difflib.SequenceMatcher(None, before, TOKEN.findall(left), autojunk=False)
    kept = [False] * len(before)
    for at, _, length in matcher.get_matching_blocks():
        kept[at : at + length] = [True] * length
    return [not k for k in kept]


def row(name, every, answers, seconds, size):
    removed, total, dropped = {}, {}, 0
    for document, left in zip(every, answers, strict=True):
        of = kinds(document)
        lost = gone(document, left)
        dropped += bool(of) and all(lost)
        for kind, is_gone in zip(of, lost):
            total[kind] = total.get(kind, 0) + 1
            removed[kind] = removed.get(kind, 0) + is_gone
    share = {kind: removed[kind] / total[kind] for kind in total}
    return (f"| {name} | {seconds * 1000:,.0f} ms | {size / seconds / 1e6:.2f} | "
            f"{share.get('boilerplate', 0):.1%} | {share['body']:.2%} | {dropped} of {len(every)} |")


def main():
    print("| texts | filter | time | MB/s | boilerplate removed | body lost | nothing left |")
    print("|---|---|---|---|---|---|---|")
    for language in ("en", "zh-hans", "zh-hant", "mixed"):
        every = documents(language)
        texts = [document["text"] for document in every]
        pages = [page_of(text) for text in texts]
        size = sum(len(text.encode()) for text in texts)
        ways = [(name, make()) for name, _, make, languages in FILTERS if language in languages]
        runs = [(name, lambda left=left: [left(*both) for both in zip(texts, pages)]) for name, left in ways]
        batch = jingwen_batch()
        runs.insert(1, ("jingwen, `clean_batch`", lambda: batch(texts)))
        best = {}
        for _ in range(PASSES):
            for name, run in runs:
                begun = time.perf_counter()
                answers = run()
                seconds = time.perf_counter() - begun
                if name not in best or seconds < best[name][0]:
                    best[name] = (seconds, answers)
        for name, (seconds, answers) in best.items():
            print(f"| {language} {row(name, every, answers, seconds, size)}")
    versions = ", ".join(f"{package} {version(package)}" for _, package, _, _ in FILTERS[1:])
    print(f"\nPeers: {versions}. jusText has no stop words for Chinese.")


if __name__ == "__main__":
    main()
