"""Web archives that warcio wrote, and what jingwen makes of them. JINGWEN names the program."""
import gzip
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

JINGWEN = os.environ["JINGWEN"]
FIRST = "The council approved the new bridge on Monday after a long debate."
LAST = "Work on the bridge will start in May, the mayor told reporters."
CHINESE = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。"


def page(*paragraphs, head=""):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<html><head><title>Bridge approved</title>{head}</head><body><article>{body}</article></body></html>"


def chunked(data, size):
    parts = [data[at:at + size] for at in range(0, len(data), size)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


class Archive:
    """An archive in memory, and the URLs of the documents that are to come of it."""

    def __init__(self, packed):
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=packed)
        self.writer.write_record(self.writer.create_warcinfo_record("a.warc", {"software": "warcio"}))
        self.urls = []

    def response(self, payload, status="200 OK", media="text/html; charset=utf-8", headers=(), found=True):
        url = f"http://news.example.com/{len(self.urls)}/{self.file.tell()}"
        http = StatusAndHeaders(status, [("Content-Type", media), *headers], protocol="HTTP/1.1")
        record = self.writer.create_warc_record(url, "response", payload=io.BytesIO(payload), http_headers=http)
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "news.example.com")], is_http_request=True)
        request = self.writer.create_warc_record(url, "request", http_headers=request)
        self.writer.write_request_response_pair(request, record)
        if found:
            self.urls.append(url)

    def conversion(self, text):
        url = f"http://news.example.com/{len(self.urls)}/text"
        payload = io.BytesIO(text.encode())
        record = self.writer.create_warc_record(url, "conversion", payload=payload, warc_content_type="text/plain")
        self.writer.write_record(record)
        self.urls.append(url)


def filled(packed):
    archive = Archive(packed)
    english = page(FIRST, "Advertisement", LAST).encode()
    archive.response(english)
    archive.response(chunked(english, 50), headers=[("Transfer-Encoding", "chunked")])
    archive.response(gzip.compress(english), headers=[("Content-Encoding", "gzip")])
    packed_chunks = chunked(gzip.compress(english), 50)
    archive.response(packed_chunks, headers=[("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")])
    archive.response(page(CHINESE, CHINESE).encode("gb18030"), media="text/html; charset=gb2312")
    archive.response(page(CHINESE, head="<meta charset=gbk>").encode("gbk"), media="text/html")
    archive.response(english, status="404 Not Found", found=False)
    archive.response(b"\x89PNG", media="image/png", found=False)
    archive.conversion(f"{FIRST}\nAdvertisement\n{LAST}\n")
    return archive


def clean(data, name, code=0):
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory, name)
        path.write_bytes(data)
        done = subprocess.run([JINGWEN, "clean", path], capture_output=True, check=False)
        said = done.stderr.decode()
        assert done.returncode == code, said
        return [json.loads(line) for line in done.stdout.splitlines()], said


class Archives(unittest.TestCase):
    def test_every_document_of_an_archive_comes_out_clean(self):
        for packed, name in [(True, "a.warc.gz"), (False, "a.warc")]:
            with self.subTest(name=name):
                archive = filled(packed)
                objects, said = clean(archive.file.getvalue(), name)
                self.assertEqual([o["url"] for o in objects], archive.urls)
                for o in objects:
                    expected = CHINESE if CHINESE in o["text"] else LAST
                    self.assertIn(expected, o["text"])
                    self.assertNotIn("Advertisement", o["text"])
                    self.assertTrue(o["id"].startswith("<urn:uuid:"), o["id"])
                self.assertEqual(sum(CHINESE in o["text"] for o in objects), 2)
                self.assertIn("11 of 18 records left out", said)

    def test_behind_a_damaged_member_the_rest_is_read(self):
        archive = filled(True)
        data = bytearray(archive.file.getvalue())
        starts = [at for at in range(len(data)) if data[at:at + 3] == b"\x1f\x8b\x08"]
        # The member of the first response: the info comes first.
        at = (starts[1] + starts[2]) // 2
        data[at:at + 8] = b"\xff" * 8
        objects, said = clean(bytes(data), "a.warc.gz", code=2)
        self.assertEqual([o["url"] for o in objects], archive.urls[1:])
        self.assertIn("a.warc.gz:2: the record is damaged", said)


if __name__ == "__main__":
    # warcio leaves its temporary files to the collector.
    unittest.main(warnings="ignore")
