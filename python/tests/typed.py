"""Read by mypy --strict, and never run: the types of everything public, as a caller sees them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Optional

import jingwen
import polars
import pyarrow  # type: ignore[import-untyped]
from jingwen import ArrowArray, ArrowStream, Cleaned, Cleaner, Edit, Finding, LanguageSpan, Learned, Reason, Repeated
from typing_extensions import assert_type

cleaner = Cleaner(level="thorough", keep="copyright", only=["copyright"], rules=Path("rules"))
Cleaner(rules=["rules", Path("a.toml"), ("b.toml", "text")], weights=("w.toml", "text"), model=False)
cleaned = cleaner.clean("text", source="host", title=None)
assert_type(cleaned, Cleaned)
assert_type(cleaned.body, str)
assert_type(cleaned.outcome, Literal["unchanged", "cleaned", "review", "empty"])
assert_type(cleaned.edits, list[Edit])
assert_type(cleaned.edits[0].category, Optional[str])
assert_type(cleaned.restore(), str)
assert_type(Cleaned(cleaned.body, cleaned.outcome, cleaned.edits), Cleaned)
found = cleaner.scan("text")
assert_type(found, list[Finding])
assert_type(found[0].score, float)
assert_type(found[0].reasons, tuple[Reason, ...])
assert_type(cleaner.languages("text"), list[LanguageSpan])
assert_type(cleaner.clean_many(["text", ("text", None, "title")], threads=2), Iterator[Cleaned])
assert_type(jingwen.CATEGORIES, tuple[str, ...])
frame = polars.DataFrame(cleaner.clean_batch(polars.DataFrame({"text": ["a"]})))
table = pyarrow.table(cleaner.clean_batch(pyarrow.table({"text": ["a"]})))


learned = cleaner.learn(pyarrow.table({"text": ["a"], "host": ["b"]}), "host", file=("a.toml", ""))
assert_type(learned, Learned)
assert_type(Learned.merge([learned]).rules, tuple[str, str])
assert_type(learned.lines, list[Repeated])
assert_type(learned.lines[0].is_rule, bool)
Cleaner(rules=[learned.rules])


def batches(array: ArrowArray, stream: ArrowStream) -> None:
    assert_type(cleaner.clean_batch(array), ArrowArray)
    assert_type(cleaner.clean_batch(stream, "content", source="site", threads=4), ArrowStream)


cleaner.clean(b"bytes")  # type: ignore[arg-type]
cleaner.clean_batch(["a list"])  # type: ignore[call-overload]
Cleaner(level="strict")  # type: ignore[arg-type]
Cleaner("standard")  # type: ignore[call-arg]
cleaned.body = "x"  # type: ignore[misc]
