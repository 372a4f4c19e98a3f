"""What docstrings and pages show is what happens."""

import doctest
import re
from pathlib import Path

import jingwen
import pytest

ROOT = Path(__file__).parents[2]


def test_docstrings():
    tests = doctest.DocTestFinder().find(jingwen, "jingwen")
    shown = {test.name: test for test in tests if test.examples}
    methods = [f"jingwen.Cleaner.{m}" for m in ("clean", "scan", "languages", "clean_batch", "clean_many", "learn")]
    assert {"jingwen", "jingwen.Cleaner", "jingwen.Cleaned", *methods} <= shown.keys()
    runner = doctest.DocTestRunner()
    for test in shown.values():
        runner.run(test)
    assert runner.failures == 0 and runner.tries > 20


@pytest.mark.parametrize("page", ["docs/python.md", "python/README.md", "README.md", "README.zh.md"])
def test_pages(page, tmp_path, monkeypatch):
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert blocks
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for block in blocks:
        if block.startswith(">>>"):
            test = doctest.DocTestParser().get_doctest(block, names, page, page, 0)
            runner = doctest.DocTestRunner()
            runner.run(test, clear_globs=False)
            assert runner.failures == 0 and runner.tries > 0
            names = test.globs
        else:
            exec(compile(block, page, "exec"), names)
