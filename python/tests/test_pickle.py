"""Cleaners and answers travel to other processes."""

import copy
import multiprocessing
import pickle
import shutil
from pathlib import Path

import jingwen
import pytest
from jingwen import Cleaner

ROOT = Path(__file__).parents[2]
RULES = ROOT / "tests" / "same" / "rules"
STORY = "The council of Brackwater will vote on the new school in March, its chair said on Monday.\n"
MORE = "Parents had asked for an earlier date, since the old building is to close in summer.\n"
TEXT = STORY + "Brackwater in your pocket since 1911\nAdvertisement\n" + MORE
SOURCE = "www.brackwater.example"


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_cleaner_works_where_its_files_are_not(tmp_path, protocol):
    rules, weights = tmp_path / "rules", tmp_path / "weights.toml"
    shutil.copytree(RULES, rules)
    shutil.copy(ROOT / "corpus" / "weights" / "builtin.toml", weights)
    cleaner = Cleaner(level="thorough", keep="advertisement", rules=[rules], weights=weights)
    expected = cleaner.clean(TEXT, SOURCE)
    assert expected.body == STORY + "Advertisement\n" + MORE
    data = pickle.dumps(cleaner, protocol)
    shutil.rmtree(rules)
    weights.unlink()
    again = pickle.loads(data)
    assert again.clean(TEXT, SOURCE) == expected
    assert again.scan(TEXT, SOURCE) == cleaner.scan(TEXT, SOURCE)
    assert repr(again) == repr(cleaner)
    assert pickle.loads(pickle.dumps(again)).clean(TEXT, SOURCE) == expected


def test_every_argument_is_kept():
    arguments = {
        "level": "conservative",
        "keep": ["copyright"],
        "remove": ["psa_hotline"],
        "only": ["advertisement"],
        "rules": [(str(path), path.read_text(encoding="utf-8")) for path in RULES.glob("*.toml")],
        "builtin": False,
        "model": False,
        "keep_whitespace": True,
    }
    _, kept = Cleaner(**arguments).__getnewargs_ex__()
    assert kept == arguments
    assert Cleaner().__getnewargs_ex__() == ((), {})


def test_answers_pickle_and_copy():
    cleaned = Cleaner().clean(TEXT)
    assert len(cleaned.edits) == 2
    for again in (pickle.loads(pickle.dumps(cleaned)), copy.deepcopy(cleaned)):
        assert again == cleaned and again.restore() == TEXT
    found = Cleaner().scan(TEXT)
    assert pickle.loads(pickle.dumps(found)) == found and len(found) == 1


def test_an_error_pickles():
    with pytest.raises(jingwen.JingwenError) as caught:
        Cleaner(level="strict")
    again = pickle.loads(pickle.dumps(caught.value))
    assert type(again) is jingwen.JingwenError and str(again) == str(caught.value)


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_take_a_cleaner_and_give_answers(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.fail(f"this system has no {method}")
    cleaner = Cleaner()
    texts = [STORY * n + "Advertisement\n" + MORE for n in range(1, 9)]
    # Threads of the parent are gone in a fork: nothing may wait for them.
    expected = list(cleaner.clean_many(texts, threads=2))
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert pool.map(cleaner.clean, texts) == expected
