"""Cleans a column of a Spark data frame, by `mapInArrow`.

    from jingwen.spark import clean

    cleaned = clean(spark.read.parquet("articles"), text="content", source="host")

`python -m jingwen.spark IN OUT` does so from one folder to another. Needs pyspark 3.5 or later on the driver
(`pip install 'jingwen[spark]'`), and the same version of jingwen, with pyarrow, on every worker.
"""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterable, Iterator
from functools import lru_cache
from os import PathLike
from typing import TYPE_CHECKING, Literal, Optional, Union

from .. import Cleaner, JingwenError, __version__

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame
    from pyspark.sql.types import DataType, StructType

__all__ = ["clean"]

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
    try:
        from pyspark.sql.types import StringType, StructField, StructType
    except ImportError as error:
        raise ImportError("jingwen.spark needs pyspark: pip install 'jingwen[spark]'") from error

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
    read = [_column(schema, name, StringType) for name in (text, source, title) if name is not None]
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
    added = [StructField(outcome, StringType()), StructField(spans, _spans_type())]
    places = dict(zip([n for n, c in zip(_NAMES, (text, source, title)) if c is not None], read))
    made = StructType([*schema.fields, *added])
    work = _Work(pickle.dumps(cleaner), places, made.names, threads)
    # mapInArrow asks for columns by name, and would take a dot in one for a field of a struct.
    plain = df.toDF(*(f"c{place}" for place in range(len(schema.names))))
    return plain.mapInArrow(work, made)


#: What the columns that are read are called on their way into the cleaner.
_NAMES = ("text", "source", "title")


def _column(schema: StructType, name: str, kind: type[DataType]) -> int:
    """The place of a column of strings."""
    places = [place for place, found in enumerate(schema.names) if found == name]
    if len(places) > 1:
        raise JingwenError(f"there are {len(places)} columns `{name}`: rename or drop all but one")
    if not places:
        raise JingwenError(f"there is no column `{name}`; the columns are {', '.join(schema.names)}")
    [place] = places
    found = schema.fields[place].dataType
    if not isinstance(found, kind) and found.typeName() != "void":
        raise JingwenError(f"the column `{name}` is of type {found.simpleString()}, not of strings: cast it")
    return place


def _spans_type() -> DataType:
    from pyspark.sql.types import ArrayType, DoubleType, LongType, StringType, StructField, StructType

    kinds = {"start": LongType, "end": LongType, "category": StringType, "rule": StringType, "score": DoubleType}
    return ArrayType(StructType([StructField(name, kind(), False) for name, kind in kinds.items()]), False)


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
        if self.version != __version__:
            raise JingwenError(
                f"the driver has jingwen {self.version} and this worker {__version__}: install the same on both"
            )
        cleaner = _cleaner(self.cleaner)
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
