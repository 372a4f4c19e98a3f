"""Cleans a data set of Parquet or JSON Lines with Spark.

    python -m jingwen.spark IN OUT
    spark-submit "$(python -c 'import jingwen.spark.__main__ as m; print(m.__file__)')" IN OUT
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from typing import TYPE_CHECKING, Optional

# By name, as a script is no module that a worker could import.
from jingwen import JingwenError
from jingwen.spark import clean

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PARQUET = re.compile(r"\.(parquet|pq)/?$", re.IGNORECASE)
_JSONL = re.compile(r"\.(jsonl|ndjson|json)(\.(?P<packed>gz|zst|bz2))?/?$", re.IGNORECASE)
_CODECS = {"gz": "gzip", "zst": "zstd", "bz2": "bzip2"}


def main(argv: Optional[list[str]] = None) -> int:
    given = _parser().parse_args(argv)
    try:
        kind = given.format or _kind(given.input)
        # Workers need the environment of this process where all run on this machine.
        if "PYSPARK_GATEWAY_PORT" not in os.environ:
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        try:
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise ImportError("jingwen.spark needs pyspark: pip install 'jingwen[spark]'") from error
    except (JingwenError, ImportError) as error:
        return _failed(error)
    # One that runs already is another's to stop.
    running = SparkSession.getActiveSession()
    spark = running or SparkSession.builder.appName("jingwen").getOrCreate()
    try:
        _run(spark, given, kind)
    except JingwenError as error:
        return _failed(error)
    except (PySparkException, Py4JError) as error:
        return _failed(f"{given.input}: {_short(error)}")
    finally:
        if running is None:
            spark.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m jingwen.spark",
        description="Cleans a data set of Parquet or JSON Lines with Spark.",
        epilog="Exit status: 0 if all was written, 2 after any error; OUT is then as Spark's commit leaves it.",
    )
    parser.add_argument("input", metavar="IN", help="a file, a directory or a glob, as Spark takes it")
    parser.add_argument("output", metavar="OUT", help="a directory, in the format of IN")
    parser.add_argument("--format", choices=["parquet", "jsonl"], help="of IN and OUT [default: by IN's name]")
    parser.add_argument("--text", default="text", help="the column of the text [default: text]")
    parser.add_argument("--source", help="the column of the publisher's host or label")
    parser.add_argument("--title", help="the column of the article's title")
    parser.add_argument("--outcome", default="outcome", help="the name of this new column [default: outcome]")
    parser.add_argument("--spans", default="spans", help="the name of this new column [default: spans]")
    parser.add_argument("--mode", choices=["errorifexists", "overwrite"], default="errorifexists",
                        help="what to do where OUT exists [default: errorifexists]")
    parser.add_argument("--level", choices=["conservative", "standard", "thorough"], default="standard",
                        help="how much evidence a removal needs [default: standard]")
    for name, text in (("keep", "leave"), ("remove", "remove"), ("only", "remove nothing but")):
        parser.add_argument(f"--{name}", metavar="CATEGORIES", type=lambda s: s.split(","),
                            help=f"{text} these categories, separated by commas")
    parser.add_argument("--rules", metavar="PATH", action="append", help="rules of your own; may be repeated")
    parser.add_argument("--weights", metavar="FILE", help="weights of the model")
    parser.add_argument("--no-builtin", dest="builtin", action="store_false", help="without the built-in rules")
    parser.add_argument("--no-model", dest="model", action="store_false", help="with rules alone")
    parser.add_argument("--keep-whitespace", action="store_true", help="leave blank lines where spans went")
    return parser


def _kind(path: str) -> str:
    for name, pattern in (("parquet", _PARQUET), ("jsonl", _JSONL)):
        if pattern.search(path):
            return name
    raise JingwenError(f"{path}: the name does not tell the format: give --format parquet or --format jsonl")


def _run(spark: SparkSession, given: argparse.Namespace, kind: str) -> None:
    if kind == "parquet":
        df = spark.read.parquet(given.input)
    else:
        # A broken line would become a row of nulls otherwise, and its text be lost.
        df = spark.read.json(given.input, mode="FAILFAST")
    arguments = ("level", "keep", "remove", "only", "rules", "weights", "builtin", "model", "keep_whitespace")
    cleaned = clean(
        df,
        given.text,
        given.source,
        given.title,
        outcome=given.outcome,
        spans=given.spans,
        **{name: getattr(given, name) for name in arguments},
    )
    if given.mode == "overwrite":
        _refuse_own_input(spark, df, given.output)
    writer = cleaned.write.mode(given.mode)
    if kind == "parquet":
        writer.parquet(given.output)
    else:
        packed = _JSONL.search(given.input)
        codec = packed and packed["packed"]
        writer.json(given.output, compression=_CODECS[codec.lower()] if codec else None)


def _refuse_own_input(spark: SparkSession, df: DataFrame, output: str) -> None:
    """Spark empties OUT before it reads IN, and notices only where the two have the same name."""
    jvm = spark._jvm
    assert jvm is not None
    path = jvm.org.apache.hadoop.fs.Path(output)
    files = path.getFileSystem(spark._jsc.hadoopConfiguration())
    folder = files.makeQualified(path).toUri()
    for name in df.inputFiles():
        one = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(name))
        read = one.getFileSystem(spark._jsc.hadoopConfiguration()).makeQualified(one).toUri()
        if read.toString() == folder.toString() or read.toString().startswith(folder.toString() + "/"):
            raise JingwenError(f"{output} holds the input {name}: write to another directory")


def _failed(error: object) -> int:
    print(f"jingwen.spark: {error}", file=sys.stderr)
    return 2


def _short(error: Exception) -> str:
    """Spark's errors without the stack of the JVM and the names of its classes."""
    said = str(error).split("\nJVM stacktrace:")[0].split("\n\tat ")[0].strip()
    return re.sub(r"^An error occurred while calling \S+\s*:?\s*(?:[\w.$]+(?:Exception|Error): )?", "", said)


if __name__ == "__main__":
    sys.exit(main())
