"""One text at a time: what comes back, in which units, and what is refused."""

import inspect
import re
import sys
import threading
from pathlib import Path

import jingwen
import pytest
from jingwen import Cleaned, Cleaner, Edit, Finding, JingwenError, LanguageSpan

STORY = "The council of Brackwater approved a new tram line on Monday 🚋, after a debate of nine hours.\n"
MORE = "Work is to begin in May, the mayor told reporters, and the trams should run within four years.\n"
AD = "Advertisement\n"
RULE = """category = "house_promo"
origin = ["written for the test"]

[[pattern]]
key = "pocket"
lang = "en"
text = "Brackwater in your pocket since 1911"
anchor = "whole-line"
extent = "line"
strength = "decisive"
sources = ["*.brackwater.example"]

[[example]]
lang = "en"
source = "www.brackwater.example"
text = "The mayor spoke.\\nBrackwater in your pocket since 1911\\nThe council listened."
removed = ["Brackwater in your pocket since 1911"]
hits = ["pocket"]
"""


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def test_a_text_gives_its_body_and_the_edits_that_restore_it(cleaner):
    text = STORY + AD + MORE
    cleaned = cleaner.clean(text)
    assert isinstance(cleaned, Cleaned)
    assert cleaned.body == STORY + MORE
    assert cleaned.outcome == "cleaned"
    assert all(isinstance(edit, Edit) for edit in cleaned.edits)
    assert [edit.text for edit in cleaned.edits] == ["Advertisement", "\n"]
    # An astral character before it: code points, not bytes or UTF-16 units.
    assert {edit.at for edit in cleaned.edits} == {len(STORY)}
    assert cleaned.edits[0].category == "advertisement" and cleaned.edits[1].category is None
    assert cleaned.restore() == text


def test_edits_restore_a_text_from_what_was_stored(cleaner):
    text = AD + STORY + AD + MORE + "Copyright 2026 Brackwater Post. All rights reserved."
    cleaned = cleaner.clean(text)
    assert len(cleaned.edits) >= 3
    stored = cleaned.body, cleaned.outcome, [tuple(edit) for edit in cleaned.edits]
    again = Cleaned(*stored)
    assert again == cleaned
    assert again.restore() == text
    assert Cleaned(cleaned.body, "review", cleaned.edits) != cleaned


@pytest.mark.parametrize(
    ("body", "outcome", "edits", "message"),
    [
        ("🚋", "cleaned", [(2, "x", "a/b", None)], "edit at 2 lies outside the body"),
        ("🚋🚋", "cleaned", [(1, "x", "a/b", None), (0, "y", "a/b", None)], "edit 1 does not fit"),
        ("", "gone", [], "unknown outcome `gone`"),
        ("", "cleaned", [(0, "x", "a/b", "adverts")], "unknown category `adverts`"),
    ],
)
def test_edits_that_do_not_fit_are_refused(body, outcome, edits, message):
    with pytest.raises(JingwenError, match=re.escape(message)):
        Cleaned(body, outcome, edits).restore()


def test_an_unchanged_text_is_the_same_object(cleaner):
    cleaned = cleaner.clean(STORY)
    assert cleaned.body is STORY and cleaned.outcome == "unchanged" and cleaned.edits == []
    assert cleaned.restore() is STORY


def test_findings_have_their_place_and_reasons(cleaner):
    text = STORY + AD + MORE
    [found] = cleaner.scan(text)
    assert isinstance(found, Finding)
    assert text[found.start : found.end] == "Advertisement"
    assert (found.category, found.lang, found.removed) == ("advertisement", "en", True)
    assert 0 < found.score <= 1
    assert sum(reason.points for reason in found.reasons) >= 100
    [kept] = Cleaner(keep="advertisement").scan(text)
    assert not kept.removed
    assert Cleaner(keep=("advertisement",)).clean(text).body == text


def test_language_spans_tile_the_text_in_code_points(cleaner):
    text = "🚋 The index rose on Friday. 免責聲明：投資有風險。"
    spans = cleaner.languages(text)
    assert all(isinstance(span, LanguageSpan) for span in spans)
    assert [span.lang for span in spans] == ["en", "zh-Hant"]
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert cleaner.languages("") == []


def test_title_and_source_are_heeded(tmp_path):
    rules = tmp_path / "brackwater-slogan.toml"
    rules.write_text(RULE, encoding="utf-8")
    cleaner = Cleaner(rules=rules)
    slogan = "Brackwater in your pocket since 1911\n"
    text = STORY + slogan + MORE
    assert cleaner.clean(text, source="www.brackwater.example").body == STORY + MORE
    assert cleaner.clean(text).body == text
    assert [f.rule for f in cleaner.scan(text, "www.brackwater.example")] == ["brackwater-slogan/pocket"]
    assert cleaner.clean(AD + STORY + MORE).body == STORY + MORE
    assert cleaner.clean(AD + STORY + MORE, title="Advertisement").body == AD + STORY + MORE


def test_settings_do_what_they_say():
    text = STORY + AD + MORE + "Copyright 2026 Brackwater Post. All rights reserved.\n"
    assert {f.category for f in Cleaner().scan(text)} == {"advertisement", "copyright"}
    assert Cleaner(only=["copyright"]).clean(text).body == STORY + AD + MORE
    assert Cleaner(builtin=False, model=False).clean(text).body == text
    assert Cleaner(keep_whitespace=True).clean(STORY + AD + MORE).body == STORY + "\n" + MORE
    help_line = "If you or someone you know is in crisis, call the suicide and crisis lifeline at 988.\n"
    [hotline] = Cleaner().scan(STORY + MORE + help_line)
    assert hotline.category == "psa_hotline" and not hotline.removed
    assert Cleaner(remove="psa_hotline").clean(STORY + MORE + help_line).body == STORY + MORE


def test_every_category_is_one(cleaner):
    assert len(jingwen.CATEGORIES) > 40
    Cleaner(keep=jingwen.CATEGORIES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": "strict"}, "unknown level `strict`: conservative, standard or thorough"),
        ({"keep": "adverts"}, "unknown category `adverts`"),
        ({"only": ["copyright", "adverts"]}, "unknown category `adverts`"),
        ({"rules": "no/such/rules"}, "no/such/rules: error R000: cannot be read"),
        ({"rules": [("bad.toml", "=")]}, "bad.toml:1:1: error R001: not valid TOML"),
        ({"weights": "no/such.toml"}, "no/such.toml: cannot be read"),
        ({"weights": ("w.toml", "x")}, "w.toml:1: "),
        ({"weights": "w.toml", "model": False}, "leave out `weights` or `model=False`"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(arguments, message):
    with pytest.raises(JingwenError, match=re.escape(message)):
        Cleaner(**arguments)
    assert issubclass(JingwenError, ValueError)


def test_all_mistakes_in_rules_come_together():
    with pytest.raises(JingwenError) as caught:
        Cleaner(rules=[("a.toml", "category = 1"), ("b.toml", "=")])
    lines = str(caught.value).splitlines()
    assert any(line.startswith("a.toml:1:") for line in lines)
    assert any(line.startswith("b.toml:1:") for line in lines)


def test_rules_that_could_be_better_are_warned_of():
    bare = RULE.split("[[example]]")[0]
    with pytest.warns(UserWarning, match="brackwater-slogan.toml:1:1: warning R011"):
        Cleaner(rules=[("brackwater-slogan.toml", bare)])


def test_what_is_no_text_is_refused(cleaner):
    with pytest.raises(TypeError):
        cleaner.clean(b"bytes")
    with pytest.raises(TypeError):
        cleaner.scan(None)
    with pytest.raises(TypeError):
        Cleaner("standard")
    with pytest.raises(UnicodeEncodeError, match="position 2"):
        cleaner.clean("a \ud800")
    with pytest.raises(AttributeError):
        cleaner.level = "thorough"


def test_it_shows_its_arguments(tmp_path):
    rules = tmp_path / "brackwater-slogan.toml"
    rules.write_text(RULE, encoding="utf-8")
    assert repr(Cleaner()) == "Cleaner()"
    shown = repr(Cleaner(level="thorough", keep=["copyright"], rules=rules, model=False))
    assert shown == f"Cleaner(level='thorough', keep=['copyright'], rules=['{rules}'], model=False)"


def test_threads_may_share_a_cleaner(cleaner):
    texts = [STORY * (n % 7) + AD + MORE for n in range(120)]
    expected = [cleaner.clean(text) for text in texts]
    found = {}

    def work(own):
        found[own] = [cleaner.clean(text) for text in texts]

    threads = [threading.Thread(target=work, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[own] for own in range(4)] == [expected] * 4


def test_the_interpreter_is_free_while_a_text_is_cleaned(cleaner):
    text = (STORY + AD + MORE) * 2000
    counted = 0
    stop = threading.Event()

    def count():
        nonlocal counted
        while not stop.is_set():
            counted += 1

    # Without this, the other thread could come in before and after the call.
    interval = sys.getswitchinterval()
    thread = threading.Thread(target=count)
    thread.start()
    try:
        sys.setswitchinterval(0.001)
        free = 0
        for work in (lambda: cleaner.clean(text), lambda: cleaner.scan(text), lambda: cleaner.languages(text)):
            # A busy machine may leave the other thread no time: some calls are enough.
            for _ in range(20):
                before = counted
                work()
                # Thousands of steps are no slip between two instructions.
                if counted - before > 2000:
                    free += 1
                    break
        assert free == 3
    finally:
        stop.set()
        thread.join()
        sys.setswitchinterval(interval)


def test_the_version_is_that_of_the_library():
    root = Path(__file__).parents[2] / "Cargo.toml"
    [version] = re.findall(r'^version = "(.*)"$', root.read_text(encoding="utf-8"), re.MULTILINE)
    assert jingwen.__version__ == version


def test_everything_public_is_documented():
    for name in jingwen.__all__:
        thing = getattr(jingwen, name)
        if not inspect.isclass(thing):
            continue
        assert inspect.getdoc(thing), name
        for part, member in vars(thing).items():
            if not part.startswith("_") and callable(member):
                assert inspect.getdoc(member), f"{name}.{part}"
