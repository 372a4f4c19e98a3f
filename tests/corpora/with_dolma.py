"""`dolma mix` cuts out what jingwen tells it, and what it leaves is what jingwen leaves. JINGWEN names the program;
mix.yaml is the configuration that docs/batch.md shows."""
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import zstandard

JINGWEN = os.path.abspath(os.environ["JINGWEN"])
HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
DOLMA = pathlib.Path(sys.executable).with_name("dolma")
CONFIG = (HERE / "mix.yaml").read_text()

FIRST = "The council approved the new bridge on Monday after a long debate."
LAST = "Work on the bridge will start in May, the mayor told reporters."
HANS = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。"
HANT = "市政府昨日宣布，新大橋將於五月動工，預計明年年底前建成通車。"
NOTICE = "免責聲明：投資有風險，本文並非投資建議，以上內容不應被視為任何金融產品的購買或出售要約、建議或邀請。"


def written():
    """Documents, each with what of it must be cut out at least."""
    astral = f"{FIRST} \U0001f600\U00020bb7 e\u0301\u0323\n\nAdvertisement\n\n\U0001f468\u200d\U0001f469\u200d\U0001f467 {LAST}"
    rows = [
        ("english", f"{FIRST}\nAdvertisement\n{LAST}", "Advertisement"),
        ("hans", f"{HANS}\n广告\n{HANS}\n责任编辑：张三", "责任编辑：张三"),
        ("hant", f"{HANT}\n{HANT}\n{NOTICE}\n", NOTICE),
        ("astral", astral, "Advertisement"),
        ("crlf", f"{FIRST}\r\n\r\nAdvertisement\r\n\r\nAdvertisement\r\n{LAST}\r\n", "Advertisement"),
        ("ends", f"Advertisement\n\n\n{FIRST}\n{LAST}\n\nAdvertisement", "Advertisement"),
        ("inline", f"{FIRST}  Advertisement  \n{LAST}", ""),
        ("empty", "", ""),
        ("whole", "Advertisement\n", "Advertisement"),
        ("escapes", f"\ttab \"quoted\" \\ \u2028 {FIRST}\nAdvertisement\n{LAST}\x7f\x00", "Advertisement"),
        ("kept", f"{FIRST}\n{LAST}", ""),
    ]
    # More boilerplate than body: for review, or a body that is little of the text.
    rows.append(("little", f"Short.\n{NOTICE}\n" + "Advertisement\n" * 9 + NOTICE, ""))
    return rows


def document(name, text, **more):
    return {"id": name, "text": text, "source": "test", "added": "2024-05-06", "metadata": {"n": 1}, **more}


def gold():
    """The articles written for the project, whose text alone is wanted."""
    for path in sorted((ROOT / "corpus/gold").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield document(row["id"], row["text"], metadata={"url": f"https://www.{row['lang'].lower()}.example/1"})


def dumps(documents, **how):
    return "".join(json.dumps(d, **how) + "\n" for d in documents).encode()


def unpacked(path):
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True).read()
    return [json.loads(line) for line in data.decode().split("\n") if line]


class Dolma(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.top = pathlib.Path(directory.name)
        self.documents = self.top / "news/documents"
        texts = [document(name, text) for name, text, _ in written()]
        many = [document(f"{name}-{n}", text) for n in range(100) for name, text, _ in written()]
        other = [
            document(7, texts[0]["text"]), document(2.5, texts[1]["text"]), document(None, texts[2]["text"]),
            {key: value for key, value in texts[3].items() if key != "id"},
            document("x", texts[4]["text"], attributes={"mine": [[0, 1, 1.0]]}),
        ]
        files = {
            "a.jsonl": dumps(texts, ensure_ascii=False),
            "deep/er/many.jsonl.gz": gzip.compress(dumps(many)),
            "deep/zstd.jsonl.zst": zstandard.compress(dumps(texts)) + zstandard.compress(dumps(gold())),
            "called.json.gz": gzip.compress(dumps(texts)),
            "ids.jsonl.gz": gzip.compress(dumps(other)),
        }
        for name, data in files.items():
            path = self.documents / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        self.names = sorted(files)

    def run_in_top(self, *command, code=0):
        done = subprocess.run(command, cwd=self.top, capture_output=True, text=True, check=False)
        if code is not None:
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def dolma(self, config, code=0):
        (self.top / "mix.yaml").write_text(config)
        shutil.rmtree(self.top / "news/mixed", ignore_errors=True)
        return self.run_in_top(DOLMA, "-c", "mix.yaml", "mix", code=code)

    def mix(self, config=CONFIG):
        said = self.dolma(config)
        for trouble in ["ERROR", "WARN", "panicked"]:
            self.assertNotIn(f" {trouble} ", said)
        mixed = self.top / "news/mixed/documents"
        found = {str(path.relative_to(mixed)): unpacked(path) for path in mixed.rglob("*.json*")}
        self.assertEqual(sorted(found), self.names)
        return found

    def bodies(self, *options):
        out = self.top / "bodies"
        shutil.rmtree(out, ignore_errors=True)
        self.run_in_top(JINGWEN, "clean", "news/documents", "-o", out, *options)
        return {name: unpacked(out / name) for name in self.names}

    def attributes(self, *options, code=0):
        shutil.rmtree(self.top / "news/attributes", ignore_errors=True)
        return self.run_in_top(JINGWEN, "clean", "news/documents", "--dolma", "news/attributes/jingwen", *options, code=code)

    def check(self, mixed, bodies):
        changed = 0
        for name in self.names:
            read = unpacked(self.documents / name)
            self.assertEqual(len(mixed[name]), len(read), name)
            for was, cut, body in zip(read, mixed[name], bodies[name]):
                self.assertEqual(cut["text"], body["text"], f"{name} {was.get('id')}")
                self.assertEqual(cut.get("id"), was.get("id"))
                changed += cut["text"] != was["text"]
        return changed

    def test_what_dolma_leaves_is_the_body(self):
        said = self.attributes()
        self.assertIn("4 of 5 lines, first line 1: no `id` that is a string", said)
        mixed = self.mix()
        changed = self.check(mixed, self.bodies())
        self.assertGreater(changed, 1000)
        for (name, text, gone), cut in zip(written(), mixed["a.jsonl"], strict=True):
            if gone:
                self.assertNotIn(gone, cut["text"], name)
            self.assertIn("jingwen__removed", cut["attributes"])
        self.assertEqual(mixed["ids.jsonl.gz"][4]["attributes"]["mine"], [[0, 1, 1.0]])

    def test_other_options_and_levels_hold_as_well(self):
        options = ["--keep-whitespace", "--level", "thorough", "--remove", "statutory_warning"]
        self.attributes(*options)
        self.assertGreater(self.check(self.mix(), self.bodies(*options)), 1000)

    def test_the_categories_together_are_all_of_it_and_can_be_chosen(self):
        self.attributes()
        whole = self.mix()
        rows = [row for name in self.names for row in unpacked(self.top / "news/attributes/jingwen" / name)]
        categories = {key for row in rows for key in row["attributes"]} - {"jingwen__removed"}
        self.assertGreater(len(categories), 15)
        begin, end = CONFIG.index("      - span:"), CONFIG.index("    output:")
        head, span, tail = CONFIG[:begin], CONFIG[begin:end], CONFIG[end:]
        self.assertIn("jingwen__removed", span)
        spans = "".join(span.replace("jingwen__removed", category) for category in sorted(categories))
        self.assertEqual(self.mix(head + spans + tail), whole)
        one = span.replace("jingwen__removed", "jingwen__advertisement").replace("0\n", "0.9\n")
        some = self.mix(head + one + tail)
        self.assertEqual(some["a.jsonl"][0]["text"], f"{FIRST}\n{LAST}")
        self.assertIn(NOTICE, some["a.jsonl"][2]["text"])
        left = self.mix(CONFIG.replace("output:\n", "output:\n      min_text_length: 1\n"))
        gone = {row["id"] for row in whole["a.jsonl"]} - {row["id"] for row in left["a.jsonl"]}
        self.assertGreaterEqual(gone, {"empty", "whole"})

    def test_what_the_documentation_says_of_dolma(self):
        shutil.rmtree(self.documents)
        self.documents.mkdir()
        path = self.documents / "a.jsonl"
        self.names = ["a.jsonl"]
        path.write_bytes(dumps([document("overlap", "0123456789"), document("none", "0123456789")]))
        # Attributes that are not there: everything stays, and nothing is said.
        self.assertEqual([row["text"] for row in self.mix()["a.jsonl"]], ["0123456789"] * 2)
        # Why spans are disjoint and never empty.
        rows = [{"id": "overlap", "attributes": {"jingwen__removed": [[0, 4, 1.0], [2, 6, 1.0]]}},
                {"id": "none", "attributes": {"jingwen__removed": [[3, 3, 1.0]]}}]
        attributes = self.top / "news/attributes/jingwen/a.jsonl"
        attributes.parent.mkdir(parents=True)
        attributes.write_bytes(dumps(rows))
        self.assertEqual([row["text"] for row in self.mix()["a.jsonl"]], ["456789", "012456789"])
        for line in ["{broken\n", "\n"]:
            path.write_text(line)
            self.attributes(code=2 if line.strip() else 0)
            said = self.dolma(CONFIG, code=None)
            self.assertIn("Error processing", said)


if __name__ == "__main__":
    unittest.main()
