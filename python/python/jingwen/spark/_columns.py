"""The columns of a data frame, by place: names may hold dots, and be there twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from .. import JingwenError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def needs_pyspark() -> None:
    """Says what is to be installed where it is missing."""
    try:
        import pyspark.sql.types  # noqa: F401
    except ImportError as error:
        raise ImportError("jingwen.spark needs pyspark: pip install 'jingwen[spark]'") from error


def numbered(df: DataFrame) -> DataFrame:
    """The data frame with its columns named c0, c1 and so on.

    Spark asks for columns by name, and would take a dot in one for a field of a struct.
    """
    return df.toDF(*(f"c{place}" for place in range(len(df.columns))))


def strings(schema: StructType, **columns: Optional[str]) -> dict[str, int]:
    """The places of columns of strings, by argument; those that are None are left out."""
    return {argument: _place(schema, name) for argument, name in columns.items() if name is not None}


def _place(schema: StructType, name: str) -> int:
    from pyspark.sql.types import StringType

    places = [place for place, found in enumerate(schema.names) if found == name]
    if len(places) > 1:
        raise JingwenError(f"there are {len(places)} columns `{name}`: rename or drop all but one")
    if not places:
        raise JingwenError(f"there is no column `{name}`; the columns are {', '.join(schema.names)}")
    [place] = places
    found = schema.fields[place].dataType
    if not isinstance(found, StringType) and found.typeName() != "void":
        raise JingwenError(f"the column `{name}` is of type {found.simpleString()}, not of strings: cast it")
    return place
