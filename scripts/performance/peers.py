"""Times the Python peers, in their virtual environment: one process, runs in turn, one of every row.

Takes a JSON object on stdin: `rows`, `docs` (JSONL), `phrases`, `folded` (JSONL: texts, an empty one, patterns),
`planted`, `runs`, `budget`. Gives a JSON object a row on stdout, of the form of `examples/measure`.
`peers.py pack IN OUT` and `unpack IN OUT` are for Zstandard.
"""
import json
import re
import shutil
import sys
import time

TRIAL_SECONDS, TRIAL_BYTES = 0.1, 256 << 10


def texts(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(row)["text"] for row in file]


def lines(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


class Data:
    def __init__(self, asked):
        self.docs = texts(asked["docs"])
        self.sizes = [len(text.encode()) for text in self.docs]
        self.phrases = lines(asked["phrases"])
        self.planted = set(lines(asked["planted"]))
        folded = texts(asked["folded"])
        self.folded, self.folded_phrases = folded[: len(self.docs)], folded[len(self.docs) + 1 :]

    def planted_in(self, text):
        return sum(row in self.planted for row in text.splitlines())


# Each row: builds what it needs, and gives a function from the index of a document to what it found there
# and, if it cleans, the body.


def hyperscan(data):
    import hyperscan as engine

    database = engine.Database(mode=engine.HS_MODE_BLOCK)
    patterns = [p.encode() for p in data.folded_phrases]
    database.compile(expressions=patterns, ids=list(range(len(patterns))), elements=len(patterns), flags=0, literal=True)
    docs = [text.encode() for text in data.folded]
    found = [0]

    def matched(*_):
        found[0] += 1

    def work(i):
        found[0] = 0
        database.scan(docs[i], match_event_handler=matched)
        return found[0], None

    return work


def pyahocorasick(data):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for number, phrase in enumerate(data.folded_phrases):
        automaton.add_word(phrase, number)
    automaton.make_automaton()
    return lambda i: (sum(1 for _ in automaton.iter(data.folded[i])), None)


def python_re(data):
    pattern = re.compile("|".join(map(re.escape, data.phrases)))

    def work(i):
        body, found = pattern.subn("", data.docs[i])
        return found, body

    return work


def c4(data):
    from datatrove.data import Document
    from datatrove.pipeline.filters import C4QualityFilter

    rules = C4QualityFilter()

    def work(i):
        doc = Document(text=data.docs[i], id="")
        body = doc.text if rules.filter(doc) is True else ""
        # What it returns does not say which lines went.
        return data.docs[i].count("\n") + 1 - (body.count("\n") + 1 if body else 0), body

    return work


def justext(data):
    import justext as extractor
    from html import escape

    stop_words = extractor.get_stoplist("English")
    pages = ["<html><body>" + "".join(f"<p>{escape(row)}</p>" for row in text.splitlines()) + "</body></html>"
             for text in data.docs]

    def work(i):
        paragraphs = extractor.justext(pages[i], stop_words)
        kept = [p.text for p in paragraphs if not p.is_boilerplate]
        return len(paragraphs) - len(kept), "\n".join(kept)

    return work


ROWS = {"hyperscan": hyperscan, "pyahocorasick": pyahocorasick, "re": python_re, "c4": c4, "justext": justext}


EXACT = {"hyperscan", "pyahocorasick", "re"}


class Row:
    def __init__(self, name, data, budget):
        begun = time.perf_counter()
        self.name, self.data, self.work = name, data, ROWS[name](data)
        self.ready = time.perf_counter() - begun
        # Twice: the first time loads what is loaded when it is first needed.
        self.trial()
        fits = self.trial() * budget
        self.docs = min(len(data.docs), max(1, self.front(fits)))
        self.passes = max(1, min(50, round(fits / sum(data.sizes[: self.docs]))))
        results = [self.work(i) for i in range(self.docs)]
        bodies = [body for _, body in results if body is not None]
        self.found = sum(found for found, _ in results)
        self.out = sum(len(body.encode()) for body in bodies)
        self.planted = sum(data.planted_in(text) for text in data.docs[: self.docs])
        self.left = sum(data.planted_in(body) for body in bodies)
        self.seconds = []
        wanted = self.planted if name in EXACT else 1
        assert self.found >= wanted, f"{name} found {self.found}, {self.planted} lines are planted"

    def trial(self):
        """Bytes a second."""
        begun, seen = time.perf_counter(), 0
        for i, size in enumerate(self.data.sizes):
            self.work(i)
            seen += size
            if seen >= TRIAL_BYTES or time.perf_counter() - begun >= TRIAL_SECONDS:
                break
        return seen / (time.perf_counter() - begun)

    def front(self, size):
        seen = 0
        for i, each in enumerate(self.data.sizes):
            seen += each
            if seen >= size:
                return i + 1
        return len(self.data.sizes)

    def run(self):
        begun = time.perf_counter()
        for _ in range(self.passes):
            found = sum(self.work(i)[0] for i in range(self.docs))
            assert found == self.found, f"{self.name}: runs differ"
        self.seconds.append(time.perf_counter() - begun)

    def line(self):
        return {
            "row": self.name,
            "docs": self.docs,
            "passes": self.passes,
            "bytes": sum(self.data.sizes[: self.docs]) * self.passes,
            "seconds": self.seconds,
            "found": self.found,
            "out": self.out,
            "planted": self.planted,
            "left": self.left,
            "ready": self.ready,
            "note": "",
        }


def measure():
    asked = json.load(sys.stdin)
    data = Data(asked)
    rows = [Row(name, data, asked["budget"]) for name in asked["rows"]]
    for _ in range(asked["runs"]):
        for row in rows:
            row.run()
    for row in rows:
        print(json.dumps(row.line()))


def repack(how, source, target):
    import zstandard

    with open(source, "rb") as one, open(target, "wb") as other:
        if how == "pack":
            zstandard.ZstdCompressor(level=3).copy_stream(one, other)
        else:
            reader = zstandard.ZstdDecompressor().stream_reader(one, read_across_frames=True)
            shutil.copyfileobj(reader, other, 1 << 20)


if __name__ == "__main__":
    if sys.argv[1:2] in (["pack"], ["unpack"]):
        repack(*sys.argv[1:])
    else:
        measure()
