#!/usr/bin/env python3
"""Make a corpus such as ten crawlers leave behind, or one large file, to measure and try a cleaner on.

usage: mixed-corpus.py [--documents N] [--seed S] OUT
       mixed-corpus.py [--seed S] --jsonl BYTES FILE
       mixed-corpus.py [--seed S] --text BYTES FILE
       mixed-corpus.py [--seed S] --warc BYTES FILE

OUT         a new or empty folder: ten hosts, each with its own formats, encodings and folders
--jsonl     one JSON Lines file of at least BYTES, unpacked; packed if FILE ends in .gz or .zst
--text      one UTF-8 text of exactly BYTES, unpacked; packed likewise
--warc      one web archive of at least BYTES, unpacked: a response with a page a document; packed likewise
BYTES       a whole number, or one with K, M or G (powers of 1024)

The texts are those of corpus/gold, shuffled within each language by paragraph and sentence, with
boilerplate and without. The same seed gives the same bytes, as long as Python and zstd are the same.
Needs the program zstd or the Python package zstandard for what is packed with it.
A line a kind on stdout: files, documents, bytes. Exit status: 0 done, 2 any error.
"""
import argparse
import codecs
import datetime
import gzip
import html
import io
import json
import os
import pathlib
import random
import re
import shutil
import struct
import subprocess
import sys
import zlib

GOLD = pathlib.Path(__file__).resolve().parent.parent / "corpus" / "gold"
LANGUAGES = ["en", "zh-Hans", "zh-Hant", "mixed"]
SHORTEST, LONGEST = 200, 20_000
# Medians of the log-normal lengths: Chinese says in half the characters what English does.
MEDIAN = {"en": 1800, "zh-Hans": 900, "zh-Hant": 900, "mixed": 1200}
SIGMA = 0.9
WITH_BOILERPLATE = 0.65
PREBUILT = 3000
CHUNK = 1 << 20

SENTENCE_END = re.compile(
    r"(?<=[。！？])(?![。！？”’」』）)])|(?<=[。！？][”」』）])"
    r"|(?<=[.!?])\s+(?=[A-Z“])|(?<=[.!?][”’)])\s+(?=[A-Z“])"
)


# The texts


def blocks(doc):
    """(start, end, text) of the document's lines, or of its blank-line groups where lines belong together."""
    pattern = r"(?:[^\n]+\n?)+" if doc["layout"].startswith("structural") else r"[^\n]+"
    for found in re.finditer(pattern, doc["text"]):
        text = found.group().strip()
        if text:
            yield found.start(), found.start() + len(found.group().rstrip()), text


def pools(documents):
    """What the documents of one language are made of, by its place in them."""
    found = {part: [] for part in ["title", "byline", "block", "sentence", "inline", "head", "middle", "tail"]}
    for doc in documents:
        length = len(doc["text"])
        spans = [(s["start"], s["end"]) for s in doc["boilerplate"]]
        aside = spans + [(s["start"], s["end"]) for s in doc["optional"]]
        for start, end in spans:
            text = doc["text"][start:end].strip()
            before, after = doc["text"][:start].rsplit("\n", 1)[-1], doc["text"][end:].split("\n", 1)[0]
            if text and not before.strip() and not after.strip():
                found["head" if end < length // 4 else "tail" if start > length * 3 // 4 else "middle"].append(text)
        titled = False
        for start, end, text in blocks(doc):
            if any(s < end and start < e for s, e in aside):
                inside = any(s <= start and end <= e for s, e in aside)
                boilerplate = any(s < end and start < e for s, e in spans)
                if boilerplate and not inside:
                    found["inline"].append(text)
                elif inside and not boilerplate and end < length // 4 and "\n" not in text:
                    found["byline"].append(text)
                continue
            if not titled:
                titled = True
                if len(text) <= 120 and "\n" not in text:
                    found["title"].append(text)
                    continue
            found["block"].append(text)
            sentences = [s for s in SENTENCE_END.split(text) if s.strip()]
            if "\n" not in text and len(sentences) > 1:
                found["sentence"].extend(s.strip() for s in sentences)
    # One of each, in a settled order; the rest would only make some phrases more frequent.
    return {part: sorted(set(texts)) for part, texts in found.items()}


def gold():
    by_language = {lang: [] for lang in LANGUAGES}
    for path in sorted(GOLD.glob("*.jsonl")):
        with open(path, encoding="utf-8") as f:
            for line in f:
                if line.strip():
                    doc = json.loads(line)
                    by_language[doc["lang"]].append(doc)
    if not all(by_language.values()):
        raise ValueError(f"{GOLD}: no gold articles of {', '.join(lang for lang in LANGUAGES if not by_language[lang])}")
    return {lang: pools(documents) for lang, documents in by_language.items()}


class Deck:
    """Deals texts in random order; no text comes again before all the others."""

    def __init__(self, cards, rng):
        self.cards, self.rng, self.left = list(cards), rng, 0

    def __bool__(self):
        return bool(self.cards)

    def deal(self):
        if not self.left:
            self.rng.shuffle(self.cards)
            self.left = len(self.cards)
        self.left -= 1
        return self.cards[self.left]


class Writer:
    """Writes documents by the seed it was given."""

    def __init__(self, texts, seed):
        self.rng = random.Random(seed)
        self.decks = {lang: {part: Deck(cards, self.rng) for part, cards in parts.items()} for lang, parts in texts.items()}

    def length(self, lang):
        while True:
            drawn = int(MEDIAN[lang] * self.rng.lognormvariate(0, SIGMA))
            if SHORTEST <= drawn <= LONGEST:
                return drawn

    def paragraph(self, lang, room):
        decks, rng = self.decks[lang], self.rng
        if rng.random() < 0.4:
            block = decks["block"].deal()
            if len(block) <= room:
                return block
        sentences = [decks["sentence"].deal() for _ in range(rng.randint(1, 5))]
        return ("" if lang.startswith("zh") else " ").join(sentences)

    def document(self, lang):
        """(title, text)"""
        decks, rng = self.decks[lang], self.rng
        target = self.length(lang)
        dirty = rng.random() < WITH_BOILERPLATE
        gap = "\n\n" if rng.random() < 0.6 else "\n"

        def some(part, most, room):
            dealt = [decks[part].deal() for _ in range(rng.randint(0, most))] if decks[part] else []
            return [text for text in dealt if len(text) <= room]

        title = decks["title"].deal()
        head = (some("head", 2, target // 4) if dirty else []) + [title] + some("byline", 1, 120)
        tail = some("tail", 4, target // 3) if dirty else []
        body = []
        # One line end closes the text, and there is a gap less than there are pieces.
        length = sum(len(text) + len(gap) for text in head + tail) - len(gap) + 1
        while length < target:
            text = self.paragraph(lang, target - length)
            if dirty and body:
                chance = rng.random()
                part = "middle" if chance < 0.12 else "inline" if chance < 0.22 else None
                if part and decks[part]:
                    dealt = decks[part].deal()
                    text = dealt if len(dealt) <= target - length else text
            body.append(text)
            length += len(text) + len(gap)
        while length > LONGEST and len(body) > 1:
            length -= len(body.pop()) + len(gap)
        return title, gap.join(head + body + tail) + "\n"

    def record(self, lang, host, number):
        title, text = self.document(lang)
        return {"id": f"{host}-{number:06}", "url": f"https://{host}/{lang.lower()}/{number}", "title": title, "text": text}


# Packing


def need_zstd():
    """The program's path, or None with the package at hand; ValueError if there is neither."""
    program = shutil.which("zstd")
    if not program:
        try:
            import zstandard  # noqa: F401
        except ImportError:
            raise ValueError("needs zstd: install the program zstd or the Python package zstandard") from None
    return program


def zstd_frame(data):
    program = need_zstd()
    if program:
        # One thread: with several the bytes depend on how many.
        return subprocess.run([program, "-q", "-c", "--single-thread"], input=data, stdout=subprocess.PIPE, check=True).stdout
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


def gzip_member(data):
    out = io.BytesIO()
    # No name and no time, so that the same data give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as f:
        f.write(data)
    return out.getvalue()


class FastGzip:
    """One gzip member from pieces that come again and again: each is packed once, and kept."""

    def __init__(self, file):
        self.file, self.packed, self.crc, self.size = file, {}, 0, 0
        file.write(b"\x1f\x8b\x08\x00" + bytes(4) + b"\x00\xff")

    def pack(self, piece):
        if len(piece) < 128:  # the ids, which do not come again, are stored as they are
            return b"\x00" + struct.pack("<HH", len(piece), len(piece) ^ 0xFFFF) + piece
        if piece not in self.packed:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            # A full flush ends on a byte and refers to nothing before it, so that pieces can follow in any order.
            self.packed[piece] = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
        return self.packed[piece]

    def write(self, pieces):
        for piece in pieces:
            self.crc = zlib.crc32(piece, self.crc)
            self.size += len(piece)
        self.file.write(b"".join(map(self.pack, pieces)))

    def close(self):
        self.file.write(b"\x03\x00" + struct.pack("<II", self.crc, self.size & 0xFFFFFFFF))


class Joined:
    def __init__(self, sink):
        self.sink = sink

    def write(self, pieces):
        self.sink.write(b"".join(pieces))

    def close(self):
        self.sink.close()


class Output:
    """A file written piece by piece, in chunks, packed by its name."""

    def __init__(self, path):
        self.written, self.pieces, self.pending, self.packer = 0, [], 0, None
        program = need_zstd() if path.endswith(".zst") else None
        self.file = open(path, "wb")
        if path.endswith(".gz"):
            self.sink = FastGzip(self.file)
        elif program:
            self.packer = subprocess.Popen([program, "-q", "-c", "--single-thread"], stdin=subprocess.PIPE, stdout=self.file)
            self.sink = Joined(self.packer.stdin)
        elif path.endswith(".zst"):
            import zstandard

            self.sink = Joined(zstandard.ZstdCompressor().stream_writer(self.file, closefd=False))
        else:
            self.sink = Joined(self.file)

    def write(self, *pieces):
        self.pieces.extend(pieces)
        size = sum(map(len, pieces))
        self.written += size
        self.pending += size
        if self.pending >= CHUNK:
            self.sink.write(self.pieces)
            self.pieces, self.pending = [], 0

    def close(self):
        self.sink.write(self.pieces)
        self.sink.close()
        if self.packer and self.packer.wait() != 0:
            raise OSError(f"zstd failed with {self.packer.returncode}")
        self.file.close()


# One large file


def prebuilt(seed):
    writer = Writer(gold(), seed)
    for number in range(PREBUILT):
        yield writer.document(LANGUAGES[number % len(LANGUAGES)])


def forever(cards, seed):
    deck = Deck(cards, random.Random(f"{seed}/order"))
    while True:
        yield deck.deal()


def large_jsonl(size, path, seed):
    rests = [json.dumps({"title": title, "text": text}, ensure_ascii=False)[1:].encode("utf-8") + b"\n" for title, text in prebuilt(f"{seed}/jsonl")]
    out = Output(path)
    for number, rest in enumerate(forever(rests, seed), 1):
        out.write(b'{"id": "news-08.example-%09d", "url": "https://news-08.example/%d", ' % (number, number), rest)
        if out.written >= size:
            break
    out.close()
    return number, out.written


def large_text(size, path, seed):
    texts = [text.encode("utf-8") + b"\n" for _, text in prebuilt(f"{seed}/text")]
    out = Output(path)
    for text in forever(texts, seed):
        room = size - out.written
        if len(text) >= room:
            # Cut between characters; full stops fill what a cut character leaves.
            cut = text[: max(room - 1, 0)].decode("utf-8", "ignore").encode("utf-8").rstrip(b"\n")
            out.write(cut.ljust(room - 1, b".") + b"\n" if room else b"")
            break
        out.write(text)
    out.close()
    return 1, out.written


def large_warc(size, path, seed):
    blocks = []
    for title, text in prebuilt(f"{seed}/warc"):
        paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
        page = f"<html><head><title>{html.escape(title)}</title></head><body><article>\n{paragraphs}</article></body></html>\n"
        blocks.append(("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page).encode("utf-8"))
    out = Output(path)
    for number, block in enumerate(forever(blocks, seed), 1):
        head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:example:%d>\r\nWARC-Target-URI: https://news-08.example/%d\r\n"
        out.write((head % (number, number) + f"Content-Length: {len(block)}\r\n\r\n").encode(), block + b"\r\n\r\n")
        if out.written >= size:
            break
    out.close()
    return number, out.written


# A tree of ten hosts


class Tree:
    def __init__(self, root):
        self.root, self.kinds = root, {}

    def put(self, kind, path, data, documents=0):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        files, docs, size = self.kinds.get(kind, (0, 0, 0))
        self.kinds[kind] = (files + 1, docs + documents, size + len(data))


# The box stands in for what an encoding cannot spell.
codecs.register_error("box", lambda error: ("□" * (error.end - error.start), error.end))
# Big5-HKSCS as browsers read it: Python's `big5hkscs` spells some signs, ／ among them, as nobody else does,
# so Microsoft's Big5 goes first.
codecs.register_error("hkscs", lambda error: (error.object[error.start : error.end].encode("big5hkscs", "box"), error.end))


def big5_hkscs(text):
    return text.replace("•", "‧").encode("cp950", "hkscs")


def plain(encoding, ending="\n", bom=b"", pack=None):
    def encode(title, text):
        text = text.replace("\n", ending)
        data = bom + (big5_hkscs(text) if encoding == "big5-hkscs" else text.encode(encoding, "box"))
        return pack(data) if pack else data

    return encode


def markdown(ending="\n"):
    def encode(title, text):
        lines = [f"# {line}" if line == title else line for line in text.split("\n")]
        return ending.join(lines).encode("utf-8")

    return encode


def by_day(rng, number):
    return (datetime.date(2025, 1, 1) + datetime.timedelta(days=rng.randrange(365))).strftime("%Y/%m/%d/") + f"{number:06}"


def by_section(rng, number):
    return f"{rng.choice(['local', 'finance', 'sport', 'culture', '財經', '社会'])}/{number % 10}/story-{number:06}"


def by_month(rng, number):
    return f"archive/2024-{rng.randint(1, 12):02}/{number:06}"


def flat(rng, number):
    return f"{number:06}"


# Per host: share of the documents, languages, folders, and the (kind, suffix, encoder) it takes in turn.
SINGLES = {
    "news-01.example": (12, ["en"], by_day, [
        ("txt utf-8", ".txt", plain("utf-8")),
        ("txt utf-8", ".txt", plain("utf-8")),
        ("txt utf-8 crlf", ".txt", plain("utf-8", "\r\n")),
    ]),
    "news-02.example": (8, ["zh-Hans"], flat, [
        ("txt utf-8 bom crlf", ".txt", plain("utf-8", "\r\n", codecs.BOM_UTF8)),
        ("txt utf-8 bom", ".txt", plain("utf-8", "\n", codecs.BOM_UTF8)),
    ]),
    "news-03.example": (12, ["zh-Hans"], by_section, [
        ("txt gb18030", ".txt", plain("gb18030")),
        ("txt gbk", ".txt", plain("gbk")),
        ("txt gbk crlf", ".txt", plain("gbk", "\r\n")),
    ]),
    "news-04.example": (10, ["zh-Hant"], by_day, [
        ("txt big5-hkscs", ".txt", plain("big5-hkscs")),
        ("txt big5-hkscs", ".txt", plain("big5-hkscs")),
        ("txt big5-hkscs crlf", ".txt", plain("big5-hkscs", "\r\n")),
    ]),
    "news-05.example": (8, LANGUAGES, by_month, [
        ("txt utf-16le bom", ".txt", plain("utf-16-le", "\n", codecs.BOM_UTF16_LE)),
        ("txt utf-16le bom crlf", ".txt", plain("utf-16-le", "\r\n", codecs.BOM_UTF16_LE)),
        ("txt utf-16be bom", ".txt", plain("utf-16-be", "\n", codecs.BOM_UTF16_BE)),
    ]),
    "news-06.example": (6, LANGUAGES, by_section, [
        ("md utf-8", ".md", markdown()),
        ("md utf-8", ".md", markdown()),
        ("md utf-8 crlf", ".md", markdown("\r\n")),
    ]),
    "news-07.example": (10, LANGUAGES, by_day, [
        ("txt.gz", ".txt.gz", plain("utf-8", pack=gzip_member)),
        ("txt.zst", ".txt.zst", plain("utf-8", pack=zstd_frame)),
    ]),
}


def lines_of(records, ending="\n"):
    return "".join(json.dumps(record, ensure_ascii=False) + ending for record in records).encode("utf-8")


def in_parts(pack, size):
    return lambda records: b"".join(pack(lines_of(records[at : at + size])) for at in range(0, len(records), size))


def array(**style):
    return lambda records: json.dumps(records, **style).encode("utf-8")


# Per host: share of the documents, documents a file, and the (kind, suffix, encoder) it takes in turn.
BATCHES = {
    "news-08.example": (14, 400, [
        ("jsonl", ".jsonl", lines_of),
        ("jsonl", ".jsonl", lines_of),
        ("jsonl crlf", ".jsonl", lambda records: lines_of(records, "\r\n")),
    ]),
    "news-09.example": (12, 500, [
        ("ndjson.gz", ".ndjson.gz", in_parts(gzip_member, 50)),
        ("jsonl.zst", ".jsonl.zst", in_parts(zstd_frame, 100)),
    ]),
    "news-10.example": (8, 100, [
        ("json compact", ".json", array(ensure_ascii=False, separators=(",", ":"))),
        ("json pretty", ".json", array(ensure_ascii=False, indent=2)),
        ("json.gz", ".json.gz", lambda records: gzip_member(array(separators=(",", ":"))(records))),
    ]),
}


def html_page(title, text):
    body = "\n".join(f"<p>{line}</p>" for line in text.split("\n") if line)
    return f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n{body}\n</body></html>\n'.encode("utf-8")


def write_singles(tree, host, count, writer):
    _, languages, folders, variants = SINGLES[host]
    for number in range(count):
        kind, suffix, encode = variants[number % len(variants)]
        path = folders(writer.rng, number)
        title, text = writer.document(writer.rng.choice(languages))
        tree.put(kind, f"{host}/{path}{suffix}", encode(title, text), 1)
        if number % 200 == 7:
            picture = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + writer.rng.getrandbits(8 * 2000).to_bytes(2000, "big") + b"\xff\xd9"
            tree.put("other jpg", f"{host}/{path}.jpg", picture)
            tree.put("html", f"{host}/{path}.html", html_page(title, text), 1)
        if number % 150 == 3 and suffix in (".txt", ".md"):
            tree.put("empty", f"{host}/{path}-empty{suffix}", b"")


def write_batches(tree, host, count, writer):
    _, batch, variants = BATCHES[host]
    # A small corpus still has every kind.
    batch = max(1, min(batch, -(-count // len(variants))))
    for index, start in enumerate(range(0, count, batch)):
        kind, suffix, encode = variants[index % len(variants)]
        records = [writer.record(writer.rng.choice(LANGUAGES), host, number) for number in range(start, min(count, start + batch))]
        tree.put(kind, f"{host}/dump-{index // 10:02}/part-{index:04}{suffix}", encode(records), len(records))
    if ".jsonl" in [suffix for _, suffix, _ in variants]:
        tree.put("empty", f"{host}/dump-00/part-empty.jsonl", b"")


def write_tree(documents, root, seed):
    need_zstd()
    root = pathlib.Path(root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise ValueError(f"{root}: there already; name a new or empty folder")
    texts = gold()
    tree = Tree(root)
    shares, done = 0, 0
    for host in [*SINGLES, *BATCHES]:
        shares += (SINGLES.get(host) or BATCHES.get(host))[0]
        count = documents * shares // 100 - done
        done += count
        # A seed for each host, so that a change of one leaves the others as they are.
        write = write_singles if host in SINGLES else write_batches
        write(tree, host, count, Writer(texts, f"{seed}/{host}"))
    return tree.kinds


def report(kind, files, documents, size):
    print(f"{kind}: {files:,} files, {documents:,} documents, {size:,} bytes")


def whole_size(word):
    found = re.fullmatch(r"(\d+)([KMG]?)", word)
    if not found:
        raise ValueError(f"`{word}`: BYTES is a whole number, or one with K, M or G")
    return int(found[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[found[2]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", metavar="OUT")
    parser.add_argument("--documents", type=int, default=50_000, metavar="N")
    parser.add_argument("--seed", default="1", metavar="S")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--jsonl", nargs=2, metavar=("BYTES", "FILE"))
    one.add_argument("--text", nargs=2, metavar=("BYTES", "FILE"))
    one.add_argument("--warc", nargs=2, metavar=("BYTES", "FILE"))
    args = parser.parse_args()
    large = args.jsonl or args.text or args.warc
    if bool(large) == bool(args.out):
        parser.error("name OUT, or a file with --jsonl, --text or --warc")
    if args.documents < 1:
        parser.error("--documents: at least 1")

    if large:
        kind = "jsonl" if args.jsonl else "text" if args.text else "warc"
        write = {"jsonl": large_jsonl, "text": large_text, "warc": large_warc}[kind]
        documents, size = write(whole_size(large[0]), large[1], args.seed)
        report(kind, 1, documents, size)
        return
    kinds = write_tree(args.documents, args.out, args.seed)
    for kind, row in kinds.items():
        report(kind, *row)
    report("all", *(sum(column) for column in zip(*kinds.values())))


if __name__ == "__main__":
    try:
        main()
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"mixed-corpus.py: {error}", file=sys.stderr)
        sys.exit(2)
