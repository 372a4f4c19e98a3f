"""Finds and removes disclaimers and boilerplate in English and Chinese news text.

>>> import jingwen
>>> cleaner = jingwen.Cleaner()
>>> text = "The bridge opens in May, the mayor said.\\nAdvertisement\\nWork began two years ago.\\n"
>>> cleaner.clean(text).body
'The bridge opens in May, the mayor said.\\nWork began two years ago.\\n'

Positions are in code points, as Python counts.
"""

from ._native import (
    CATEGORIES,
    ArrowArray,
    ArrowStream,
    Cleaned,
    Cleaner,
    JingwenError,
    Learned,
    __version__,
)
from ._values import Edit, Finding, LanguageSpan, Reason, Repeated

__all__ = [
    "CATEGORIES",
    "ArrowArray",
    "ArrowStream",
    "Cleaned",
    "Cleaner",
    "Edit",
    "Finding",
    "JingwenError",
    "LanguageSpan",
    "Learned",
    "Reason",
    "Repeated",
    "__version__",
]
