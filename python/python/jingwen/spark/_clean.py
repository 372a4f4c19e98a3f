"""A column of a Spark data frame, cleaned by `mapInArrow`."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Literal, Optional, Union

from .. import Cleaner, JingwenError, __version__
from ._columns import needs_pyspark, numbered, strings

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType

_Path = Union[str, "PathLike[str]"]

#: Bytes of Arrow data that are cleaned at a time. Spark bounds its batches by rows first, and rows may be long.
_BYTES = 16 << 20


def clean(
    df: DataFrame,
    text: str = "text",
    source: Optional[str] = None,
    title: Optional[str] = None,
    *,
    outcome: str = "outcome",
    spans: str = "spans",
    threads: int = 1,
    level: Literal["conservative", "standard", "thorough"] = "standard",
    keep: Union[str, Iterable[str], None] = None,
    remove: Union[str, Iterable[str], None] = None,
    only: Union[str, Iterable[str], None] = None,
    rules: Union[_Path, Iterable[Union[_Path, tuple[str, str]]], None] = None,
    weights: Union[_Path, tuple[str, str], None] = None,
    builtin: bool = True,
    model: bool = True,
    keep_whitespace: bool = False,
) -> DataFrame:
    """The data frame with the body in the place of the text, and two further columns.

    `text`, `source` and `title` name columns of strings. `outcome` and `spans` name those that are added, of
    the types that `Cleaner.clean_batch` gives them: a string, and an array of structs of `start` and `end`
    (code points of the text), `category`, `rule` and `score`. A null text stays, with null in both. All
    other columns are kept as they are, and so are rows and their order within a partition.

    `threads` is for each task, of which Spark runs one a core unless `spark.task.cpus` says otherwise. The
    other arguments are those of `Cleaner`; rules and weights are read here, and travel with the plan. Every
    Python worker makes one cleaner of them, whatever the number of its tasks.

    Nothing runs before Spark needs it. Raises JingwenError for arguments and columns that cannot be used,
    and ImportError where pyspark is not installed.
    """
    needs_pyspark()
    from pyspark.sql.types import StringType, StructField, StructType

    if threads < 1:
        raise JingwenError(f"threads is {threads}: give at least 1")
    cleaner = Cleaner(
        level=level,
        keep=keep,
        remove=remove,
        only=only,
        rules=rules,
        weights=weights,
        builtin=builtin,
        model=model,
        keep_whitespace=keep_whitespace,
    )
    schema = df.schema
    places = strings(schema, text=text, source=source, title=title)
    exact = str(df.sparkSession.conf.get("spark.sql.caseSensitive")).lower() == "true"
    taken = [name if exact else name.lower() for name in schema.names]
    for argument, name in (("outcome", outcome), ("spans", spans)):
        compared = name if exact else name.lower()
        if compared in taken:
            raise JingwenError(
                f"there is a column `{name}` already: give the new one another name with"
                f' {argument}="…", or drop it'
            )
        taken.append(compared)
    added = [StructField("outcome", StringType()), StructField("spans", _spans_type())]
    plain = numbered(df)
    made = StructType([*plain.schema.fields, *added])
    work = _Work(pickle.dumps(cleaner), places, made.names, threads)
    return plain.mapInArrow(work, made).toDF(*schema.names, outcome, spans)


def _spans_type() -> DataType:
    from pyspark.sql.types import ArrayType, DoubleType, LongType, StringType, StructField, StructType

    kinds = {"start": LongType, "end": LongType, "category": StringType, "rule": StringType, "score": DoubleType}
    return ArrayType(StructType([StructField(name, kind(), False) for name, kind in kinds.items()]), False)


def worker(cleaner: bytes, version: str) -> Cleaner:
    """The pickled cleaner of a driver of this version."""
    if version != __version__:
        raise JingwenError(
            f"the driver has jingwen {version} and this worker {__version__}: install the same on both"
        )
    return _cleaner(cleaner)


@lru_cache(maxsize=4)
def _cleaner(data: bytes) -> Cleaner:
    """One for all tasks of a worker with the same arguments. The driver has warned of its rules."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: Cleaner = pickle.loads(data)
    return made


class _Work:
    """What a task does with its batches. Of other columns nothing is read."""

    def __init__(self, cleaner: bytes, places: dict[str, int], names: list[str], threads: int) -> None:
        self.cleaner = cleaner
        self.places = places
        self.names = names
        self.threads = threads
        self.version = __version__

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        cleaner = worker(self.cleaner, self.version)
        for batch in batches:
            # Where Spark does not bound batches by bytes, a slice of it does for what is made here.
            rows = max(1, batch.num_rows * _BYTES // max(batch.nbytes, 1))
            for first in range(0, batch.num_rows, rows):
                yield self._clean(cleaner, batch.slice(first, rows))

    def _clean(self, cleaner: Cleaner, batch: pyarrow.RecordBatch) -> pyarrow.RecordBatch:
        import pyarrow

        read = {name: batch.column(place) for name, place in self.places.items()}
        names = {name: name for name in ("source", "title") if name in read}
        given = pyarrow.RecordBatch.from_arrays(list(read.values()), names=list(read))
        made = pyarrow.record_batch(cleaner.clean_batch(given, **names, threads=self.threads))
        columns = batch.columns
        columns[self.places["text"]] = made.column("text")
        columns += [made.column("outcome"), made.column("spans")]
        return pyarrow.RecordBatch.from_arrays(columns, names=self.names)
