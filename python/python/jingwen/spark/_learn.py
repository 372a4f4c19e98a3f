"""The lines that sites repeat, learned where Spark brings the documents of each site together."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Optional, Union

from .. import Cleaner, JingwenError, Learned, __version__
from ._columns import needs_pyspark, numbered, strings

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

_Path = Union[str, "PathLike[str]"]


def learn(
    df: DataFrame,
    group: str = "host",
    text: str = "text",
    title: Optional[str] = None,
    *,
    file: Union[_Path, tuple[str, str]] = "learned.toml",
    min_documents: int = 3,
    threads: int = 1,
    rules: Union[_Path, Iterable[Union[_Path, tuple[str, str]]], None] = None,
    weights: Union[_Path, tuple[str, str], None] = None,
    builtin: bool = True,
    model: bool = True,
) -> Learned:
    """Learns the lines that the documents of a group repeat, as `Cleaner.learn` and `jingwen learn` do.

    `group`, `text` and `title` name columns of strings; a group is a source, by its host or label. Spark
    shuffles the texts so that each group is in one partition. A task keeps its texts in a temporary file of
    the size of its partition, in Spark's local folder, and in memory next to none; so the largest group
    takes the longest, for which `threads` may be more than one. What comes back to the driver is a
    `Learned`, whose `toml` is the rule file and whose `rules` `clean` takes. Rows without a text are passed
    over, and those without a group counted.

    `file`, `min_documents` and the rest are as in `Cleaner` and `Cleaner.learn`; they are read here.

    Runs at once. Raises JingwenError for arguments and columns that cannot be used.
    """
    needs_pyspark()
    import pyarrow

    if threads < 1:
        raise JingwenError(f"threads is {threads}: give at least 1")
    cleaner = Cleaner(rules=rules, weights=weights, builtin=builtin, model=model)
    places = strings(df.schema, text=text, source=group, title=title)
    # Checks the arguments, and is the answer where there is nothing.
    columns = pyarrow.table({name: pyarrow.array([], pyarrow.string()) for name in places})
    column = "title" if title is not None else None
    nothing = cleaner.learn(columns, "source", title=column, file=file, min_documents=min_documents)
    work = _Work(pickle.dumps(cleaner), column, nothing.file, min_documents, threads)
    plain = numbered(df)
    read = plain.select([plain[f"c{place}"].cast("string").alias(name) for name, place in places.items()])
    together = read.where(read["text"].isNotNull()).repartition("source")
    rows = together.mapInArrow(work, "learned binary").collect()
    return Learned.merge([nothing, *(pickle.loads(row.learned) for row in rows)])


class _Work:
    """What a task does with the groups that it has."""

    def __init__(
        self, cleaner: bytes, title: Optional[str], file: tuple[str, str], least: int, threads: int
    ) -> None:
        self.cleaner = cleaner
        self.title = title
        self.file = file
        self.least = least
        self.threads = threads
        self.version = __version__

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        from ._clean import worker

        cleaner = worker(self.cleaner, self.version)
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            return
        # The first of the folders that Spark gives its workers for such files.
        folder = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0]
        learned = cleaner.learn(
            pyarrow.RecordBatchReader.from_batches(first.schema, _with(first, batches)),
            source="source",
            title=self.title,
            file=self.file,
            min_documents=self.least,
            threads=self.threads,
            folder=folder if os.path.isdir(folder) else None,
        )
        yield pyarrow.RecordBatch.from_arrays([pyarrow.array([pickle.dumps(learned)])], names=["learned"])


def _with(first: pyarrow.RecordBatch, rest: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    yield first
    yield from rest
