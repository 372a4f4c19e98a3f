"""Documents that datatrove wrote come back to it clean, with everything else as it was. JINGWEN names the program."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from datatrove.data import Document, Media
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

JINGWEN = os.path.abspath(os.environ["JINGWEN"])
FIRST = "The council approved the new bridge \U0001f600 on Monday after a long debate."
LAST = "Work on the bridge will start in May, the mayor told reporters."
HANS = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。"
# Says nothing of itself: it goes where a rule for one host says so.
SLOGAN = "Norvale Daily, one cup of news"
RULE = f"""
category = "house_promo"
description = "The slogan of one house."
strength = "decisive"
extent = "line"
sources = ["norvale.example"]

[[pattern]]
key = "slogan"
lang = "en"
text = "{SLOGAN}"
anchor = "whole-line"
"""


def documents():
    # One that datatrove passes over when it is clean.
    yield Document(text="Advertisement\n", id="whole")
    text = f"{FIRST}\nAdvertisement\n{LAST}"
    places = [
        {"url": "https://norvale.example/a?b=1"}, {"host": "norvale.example"}, {"source": "norvale.example"},
        {"url": "https://other.example/"}, {},
    ]
    for n, place in enumerate(places):
        yield Document(text=f"{text}\n{SLOGAN}", id=f"place-{n}", metadata=dict(place))
    metadata = {
        "dump": "D-2024-10", "date": "2024-05-06T10:00:00Z", "language_score": 0.987654321098765, "nested": {"a": [1, None]},
        "long": 12345678901234567, "note": "Advertisement", "title": HANS,
    }
    yield Document(text=f"{HANS}\n{HANS}\n广告\n", id="chinese", metadata=metadata)
    media = [Media(id="m", type=0, url="https://img.example/1.png", media_bytes=b"\x00\xff")]
    yield Document(text=text, id="media", media=media)
    for n in range(1200):
        yield Document(text=text if n % 2 else FIRST, id=f"{n}", metadata={"n": n})


def expected(document):
    text = document.text.replace("Advertisement\n", "").replace("广告\n", "")
    if document.id in ["place-0", "place-1", "place-2"]:
        text = text.replace(f"\n{SLOGAN}", "")
    return text


class Datatrove(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.top = pathlib.Path(directory.name)
        (self.top / "rules.toml").write_text(RULE)

    def written(self, name, **how):
        folder = self.top / name
        with JsonlWriter(str(folder), **how) as writer:
            for document in documents():
                writer.write(document, rank=0)
        return folder

    def clean(self, folder, *options):
        out = self.top / "out"
        shutil.rmtree(out, ignore_errors=True)
        command = [JINGWEN, "clean", folder, "-o", out, "--rules", self.top / "rules.toml", "--quiet", *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def check(self, folder, name):
        out = self.clean(folder)
        self.assertTrue((out / name).exists(), list(out.iterdir()))
        read = list(JsonlReader(str(out), add_file_path=False)())
        before = list(JsonlReader(str(folder), add_file_path=False)())
        self.assertEqual((len(before), len(read)), (1208, 1207))
        for cleaned, was in zip(read, before[1:], strict=True):
            self.assertEqual(cleaned.text, expected(was), was.id)
            self.assertEqual((cleaned.id, cleaned.media, cleaned.metadata), (was.id, was.media, was.metadata))

    def test_gzip_as_it_is_written_by_itself(self):
        self.check(self.written("gzip"), "00000.jsonl.gz")

    def test_a_record_is_metadata_to_the_reader(self):
        out = self.clean(self.written("record"), "--record")
        first, *_ = JsonlReader(str(out))()
        self.assertEqual(first.metadata["jingwen"]["edits"][0]["text"], "Advertisement")
        self.assertEqual(first.metadata["url"], "https://norvale.example/a?b=1")

    def test_zstandard_and_plain(self):
        self.check(self.written("zstd", compression="zstd"), "00000.jsonl.zst")
        self.check(self.written("plain", compression=None), "00000.jsonl")

    def test_metadata_beside_the_text(self):
        self.check(self.written("flat", expand_metadata=True), "00000.jsonl.gz")


if __name__ == "__main__":
    unittest.main()
