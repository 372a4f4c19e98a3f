"""Texts as they come."""

import pytest
from jingwen import Cleaner, JingwenError

STORY = "The council of Brackwater approved a new tram line on Monday, after a debate of nine hours.\n"


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def test_answers_come_in_order_on_any_number_of_threads(cleaner):
    last = "The session of day {} is over, its chair said."
    texts = [f"{STORY * (n % 5 + 1)}Advertisement\n{last.format(n)}" for n in range(9000)]
    expected = [cleaner.clean(text) for text in texts]
    assert all(answer.outcome == "cleaned" for answer in expected)
    assert len({answer.body for answer in expected}) == len(texts)
    for threads in (1, 3, None):
        assert list(cleaner.clean_many(iter(texts), threads=threads)) == expected
    assert list(cleaner.clean_many([])) == []


def test_items_may_have_a_source_and_a_title(cleaner):
    text = "Advertisement\n" + STORY * 2
    items = [text, (text, None, None), (text, "www.halden.example", "Advertisement")]
    assert [a.body for a in cleaner.clean_many(items)] == [STORY * 2, STORY * 2, text]


def test_only_so_many_texts_are_read_ahead(cleaner):
    read = 0

    def texts():
        nonlocal read
        while True:
            read += 1
            yield STORY

    answers = cleaner.clean_many(texts(), threads=2)
    for _ in range(10):
        assert next(answers).body == STORY
    assert 10 <= read <= 4096
    long = cleaner.clean_many((STORY * 1000 for _ in iter(int, 1)), threads=1)
    assert next(long).body == STORY * 1000


def test_an_error_comes_after_the_answers_before_it(cleaner):
    def texts():
        yield STORY
        yield "Advertisement"
        raise OSError("the disk is gone")

    answers = cleaner.clean_many(texts())
    assert [next(answers).outcome, next(answers).outcome] == ["unchanged", "empty"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(answers)
    assert list(answers) == []


def test_what_is_no_text_is_refused(cleaner):
    for item in (3, b"x", ("x",), ("x", 1, None), ["x", None, None]):
        with pytest.raises(TypeError, match="an item is a text, or a tuple of text, source and title"):
            next(cleaner.clean_many([item]))
    with pytest.raises(UnicodeEncodeError):
        next(cleaner.clean_many(["\ud800"]))
    with pytest.raises(TypeError):
        cleaner.clean_many(3)
    with pytest.raises(JingwenError, match="threads is 0"):
        cleaner.clean_many([], threads=0)
