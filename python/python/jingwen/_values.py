"""What answers are made of."""

from typing import NamedTuple, Optional


class Edit(NamedTuple):
    """One deletion; with the body, all of them restore the text.

    at: where `text` belongs, in code points of the body.
    text: what stood there.
    rule: the rule behind it, `family/key`; `model/CATEGORY` where the model took what no rule names;
        `whitespace` for blank lines closed up.
    category: one of `jingwen.CATEGORIES`; None for blank lines closed up.
    """

    at: int
    text: str
    rule: str
    category: Optional[str]


class Reason(NamedTuple):
    """A piece of evidence.

    what: what was seen, in a few words.
    points: what it adds to the score; the standard level removes from 100 on. May be negative.
    """

    what: str
    points: int


class Finding(NamedTuple):
    """A span judged to be boilerplate.

    start, end: where it begins and ends, in code points of the text: `text[start:end]` is the span.
    category: what it is, one of `jingwen.CATEGORIES`.
    rule: the rule behind it, `family/key`, or `model/CATEGORY` where the model took what no rule names.
    lang: its language: `en`, `zh-Hans`, `zh-Hant` or `other`.
    score: confidence, 0 to 1.
    removed: whether `clean` removes it; False if its category stays.
    reasons: the evidence, strongest first.
    """

    start: int
    end: int
    category: str
    rule: str
    lang: str
    score: float
    removed: bool
    reasons: tuple[Reason, ...]


class LanguageSpan(NamedTuple):
    """A run of text in one language.

    start, end: where it begins and ends, in code points of the text; the next begins at its end.
    lang: `en`, `zh-Hans`, `zh-Hant` or `other`.
    certain: False where the language was taken from the rest of the text.
    """

    start: int
    end: int
    lang: str
    certain: bool


class Repeated(NamedTuple):
    """A line that documents of a source repeat.

    source: the source.
    text: the line in one of them.
    counted: in how many it stands and where, in words.
    is_rule: whether it became a rule.
    became: the rule's strength, or why it became none.
    """

    source: str
    text: str
    counted: str
    is_rule: bool
    became: str
