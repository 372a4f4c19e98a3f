"""What answers are made of."""

from typing import NamedTuple, Optional


class Edit(NamedTuple):
    """One deletion: with the body, all of them restore the text."""

    #: Where `text` belongs, in code points of the body.
    at: int
    #: What stood there.
    text: str
    #: The rule behind it, `family/key`; `model/CATEGORY` where the model took what no rule names;
    #: `whitespace` for blank lines closed up.
    rule: str
    #: Its category, one of `jingwen.CATEGORIES`; None for blank lines closed up.
    category: Optional[str]


class Reason(NamedTuple):
    """A piece of evidence."""

    #: What was seen, in a few words.
    what: str
    #: What it adds to the score, in points: the standard level removes from 100 on. May be negative.
    points: int


class Finding(NamedTuple):
    """A span judged to be boilerplate."""

    #: Where it begins, in code points of the text.
    start: int
    #: Where it ends.
    end: int
    #: What it is, one of `jingwen.CATEGORIES`.
    category: str
    #: The rule behind it, `family/key`, or `model/CATEGORY`.
    rule: str
    #: Its language: `en`, `zh-Hans`, `zh-Hant` or `other`.
    lang: str
    #: Confidence, 0 to 1.
    score: float
    #: Whether `clean` removes it; False if its category stays.
    removed: bool
    #: The evidence, strongest first.
    reasons: tuple[Reason, ...]


class LanguageSpan(NamedTuple):
    """A run of text in one language."""

    #: Where it begins, in code points of the text.
    start: int
    #: Where it ends, and the next begins.
    end: int
    #: `en`, `zh-Hans`, `zh-Hant` or `other`.
    lang: str
    #: False where the language was taken from the rest of the text.
    certain: bool
