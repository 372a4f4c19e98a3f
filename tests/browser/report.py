#!/usr/bin/env python3
"""Opens reports in headless Chromium and uses them as a reviewer does: filters, marks by keyboard and by touch,
downloads the marks and scores them. Run by tests/browser/run.sh.

    tests/browser/run.sh                        the tests
    tests/browser/run.sh --screenshots docs     the pictures of the documentation, written again
"""

import html
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
JINGWEN = os.path.abspath(os.environ.get("JINGWEN", ROOT / "target/debug/jingwen"))
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
# Everything that must act nowhere, in a text, a title, an id and a source.
HOSTILE = "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>\u202egnihton\u202c \x1b[31m \x9b1m \u2066"


def jingwen(*args, cwd=ROOT):
    done = subprocess.run([JINGWEN, *map(str, args)], cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"jingwen {args}: {done.returncode}\n{done.stderr}")
    return done.stdout


def samples(folder):
    """A report on the sample articles."""
    page = folder / "report.html"
    jingwen("clean", "-q", "corpus/samples", "--output-format", "jsonl", "--report", page)
    return page


def hostile(folder):
    """A report on an article that tries what it can."""
    text = (
        f"The council approved the new bridge on Monday after a long debate. {HOSTILE}\n"
        f"Advertisement\n免責聲明：投資有風險，本文並非投資建議，{HOSTILE}以上內容不應被視為任何金融產品的購買或出售要約、建議或邀請。\n"
        "Work on the bridge will start in May, the mayor told reporters, and last for three years."
    )
    article = {"id": f"</script>{HOSTILE}", "title": HOSTILE, "source": f"a.example{HOSTILE}", "text": text}
    (folder / "hostile.jsonl").write_text(json.dumps(article) + "\n")
    records = jingwen("scan", "--format", "jsonl", "--with-text", "--source-field", "source", folder / "hostile.jsonl")
    (folder / "spans.jsonl").write_text(records)
    page = folder / "hostile.html"
    jingwen("report", folder / "spans.jsonl", "-o", page)
    return page


class Browser:
    """One Chromium for all tests."""

    def __init__(self):
        self.playwright = sync_playwright().start()
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.chromium = self.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=args)

    def open(self, path, viewport, scheme="light"):
        touch = viewport["width"] < 500
        context = self.chromium.new_context(
            viewport=viewport, color_scheme=scheme, is_mobile=touch, has_touch=touch, accept_downloads=True
        )
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda message: page.trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: page.trouble.append(f"error: {error}"))
        page.on("request", lambda request: page.trouble.append(request.url) if foreign(request.url) else None)
        page.goto(path.as_uri())
        page.wait_for_selector(".card", state="attached")
        return page

    def close(self):
        self.chromium.close()
        self.playwright.stop()


def foreign(url):
    return not url.startswith(("file:", "blob:", "data:"))


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = Path(cls.folder.name)
        cls.samples, cls.hostile = samples(cls.path), hostile(cls.path)
        cls.browser = Browser()

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def open(self, path=None, viewport=WIDE, scheme="light"):
        page = self.browser.open(path or self.samples, viewport, scheme)
        self.addCleanup(page.context.close)
        self.addCleanup(lambda: self.assertEqual(page.trouble, []))
        return page

    def accessible(self, page):
        found = Axe().run(page).response["violations"]
        told = [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found]
        self.assertEqual(told, [])

    def test_filters_and_search(self):
        page = self.open()
        shown = page.locator(".card:visible")
        everything = shown.count()
        self.assertGreater(everything, 10)
        page.select_option("#f-category", "copyright")
        some = shown.count()
        self.assertTrue(0 < some < everything)
        for card in shown.all():
            self.assertGreater(card.locator(".gone.c-copyright").count(), 0)
        self.assertIn(f"{some} of {everything} documents", page.inner_text("#status"))
        page.fill("#f-text", "no such words anywhere")
        self.assertEqual(shown.count(), 0)
        self.assertIn("Nothing", page.inner_text("#status"))
        page.click("text=Clear filters")
        page.wait_for_function(f"document.querySelectorAll('.card:not([hidden])').length === {everything}")
        # A row of a plot chooses, too.
        page.click("#by-category .pick >> text=risk_warning")
        page.wait_for_function("document.getElementById('f-category').value === 'risk_warning'")
        self.assertTrue(0 < shown.count() < everything)

    def test_marks_by_keyboard_are_downloaded_and_scored(self):
        page = self.open()
        page.focus("#download") if page.is_enabled("#download") else page.focus("#f-mark")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.classList.contains('gone')"):
                break
        first = page.evaluate("document.activeElement.querySelector('del').textContent")
        why = page.inner_text("#why")
        self.assertIn("rule", why)
        self.assertRegex(why, r"\+\d+")
        page.keyboard.press("r")
        page.keyboard.press("n")
        second = page.evaluate("document.activeElement.querySelector('del').textContent")
        # By the buttons: Enter goes to them, Escape back.
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        self.assertTrue(page.evaluate("document.activeElement.classList.contains('gone')"))
        self.assertEqual(page.inner_text("#marks"), "1 right, 1 wrong")
        page.select_option("#f-mark", "wrong")
        self.assertIn("1 of", page.inner_text("#status"))
        page.focus("#download")
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        marks = self.path / "marks.jsonl"
        waiting.value.save_as(marks)
        lines = [json.loads(line) for line in marks.read_text().splitlines()]
        self.assertEqual([line["mark"] for line in lines], ["right", "wrong"])
        self.assertEqual([line["span"] for line in lines], [first, second])
        for line in lines:
            self.assertEqual(line["text"][line["start"] : line["end"]], line["span"])
        rows = [json.loads(row) for row in jingwen("sample", "--score", marks, "--format", "jsonl").splitlines()]
        total = next(row for row in rows if row["of"] == "all")
        self.assertEqual((total["right"], total["marked"], total["precision"]), (1, 2, 0.5))
        self.assertEqual({row["name"] for row in rows if row["of"] == "rule"}, {line["rule"] for line in lines})

    def test_marks_made_in_the_page_are_those_of_sample(self):
        page = self.open()
        page.locator(".gone").first.focus()
        page.keyboard.press("w")
        with page.expect_download() as waiting:
            page.click("#download")
        made = json.loads(Path(waiting.value.path()).read_text())
        drawn = jingwen("sample", "-q", "--per-rule", "1000", "corpus/samples")
        key = lambda mark: (mark["sha256"], mark["start"], mark["end"])
        same = [mark for mark in map(json.loads, drawn.splitlines()) if key(mark) == key(made)]
        self.assertEqual(same, [{**made, "mark": None}])

    def test_both_themes_by_system_and_by_switch(self):
        light, dark = self.open(scheme="light"), self.open(scheme="dark")
        self.assertNotEqual(background(light), background(dark))
        expected = background(dark)
        light.check("input[value=dark]", force=True)
        self.assertEqual(background(light), expected)
        for page in (light, dark):
            page.locator(".gone").nth(2).focus()
            page.keyboard.press("w")
            page.locator("summary").first.click()
            self.accessible(page)
        light.check("input[value=light]", force=True)
        light.keyboard.press("Tab")
        self.accessible(light)

    def test_phone(self):
        for scheme in ("light", "dark"):
            page = self.open(viewport=PHONE, scheme=scheme)
            self.assertEqual(page.evaluate("document.documentElement.scrollWidth"), 360)
            page.locator(".gone del").first.scroll_into_view_if_needed()
            page.locator(".gone").first.dispatch_event("click")
            sheet = page.locator("#why")
            self.assertTrue(sheet.is_visible())
            for name in ("Right", "Wrong", "Previous", "Next", "Close"):
                box = sheet.get_by_role("button", name=name).bounding_box()
                self.assertTrue(0 <= box["x"] and box["x"] + box["width"] <= 360, name)
                self.assertTrue(0 <= box["y"] and box["y"] + box["height"] <= 740, name)
            sheet.get_by_role("button", name="Wrong").tap()
            self.assertEqual(page.inner_text("#marks"), "0 right, 1 wrong")
            self.accessible(page)
            sheet.get_by_role("button", name="Close").tap()
            self.assertTrue(sheet.is_hidden())

    def test_nothing_of_a_text_acts(self):
        page = self.open(self.hostile)
        self.assertIsNone(page.evaluate("window.hacked ?? null"))
        self.assertEqual(page.locator(".card img, .card script, table img").count(), 0)
        # What acts is shown, and in the page as a file there is nothing of it.
        signs = page.locator(".card .sign").all_inner_texts()
        for sign in ("U+202E", "U+202C", "ESC", "U+009B", "U+2066"):
            self.assertIn(sign, signs)
        acts = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
        self.assertIsNone(acts.search(self.hostile.read_text()))
        self.assertIsNone(acts.search(page.inner_text("body")))
        self.accessible(page)
        # The marks hold the text as it was.
        page.locator(".gone").nth(1).focus()
        page.keyboard.press("r")
        with page.expect_download() as waiting:
            page.click("#download")
        mark = json.loads(Path(waiting.value.path()).read_text())
        self.assertIn(HOSTILE, mark["text"])
        self.assertEqual(mark["id"], f"</script>{HOSTILE}")
        marks = self.path / "hostile-marks.jsonl"
        waiting.value.save_as(marks)
        self.assertIn("1.000", jingwen("sample", "--score", marks))


TONES = {"1": "strong", "1;31": "red", "1;33": "yellow", "1;34": "blue"}
TERMINAL = """<!doctype html><meta charset=utf-8><style>
body { margin: 0; background: #15171a; color: #e7e5e1; font: 16px/1.4 "Noto Sans Mono CJK SC", monospace; }
pre { margin: 0; padding: 18px 22px; font: inherit; width: max-content; }
.strong { font-weight: 700 } .red { color: #ff8f85; font-weight: 700 } .yellow { color: #e8c268 } .blue { color: #8fc7f0 }
</style><pre>%s</pre>"""


def terminal():
    """What scan shows on a terminal, as a page."""
    command = "scan --format human --color always corpus/samples/bilingual.txt"
    shown = subprocess.run(
        [JINGWEN, *command.split()], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "COLUMNS": "96"}
    ).stdout
    shown = html.escape("$ jingwen scan corpus/samples/bilingual.txt\n" + shown.rstrip("\n"))
    opened = re.sub("\x1b\\[([1-9;]+)m", lambda found: f'<span class="{TONES[found[1]]}">', shown)
    return TERMINAL % opened.replace("\x1b[0m", "</span>")


def screenshots(to):
    browser = Browser()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        path = samples(folder)
        page = browser.open(path, WIDE)
        page.screenshot(path=to / "report-light.png")
        page.evaluate("document.getElementById('sample').scrollIntoView()")
        page.locator(".gone").nth(3).focus()
        page.keyboard.press("r")
        page.screenshot(path=to / "report-sample.png")
        page = browser.open(path, PHONE, "dark")
        page.locator(".gone").nth(3).focus()
        page.keyboard.press("r")
        page.screenshot(path=to / "report-phone.png")
        (folder / "terminal.html").write_text(terminal())
        page = browser.chromium.new_page(viewport={"width": 900, "height": 600})
        page.goto((folder / "terminal.html").as_uri())
        page.locator("pre").screenshot(path=to / "scan.png")
    browser.close()
    for name in ("report-light", "report-sample", "report-phone", "scan"):
        picture = Image.open(to / f"{name}.png").convert("RGB")
        picture.quantize(128, dither=Image.Dither.NONE).save(to / f"{name}.png", optimize=True)


if __name__ == "__main__":
    if "--screenshots" in sys.argv:
        screenshots(ROOT / sys.argv[sys.argv.index("--screenshots") + 1])
    else:
        unittest.main()
