"""The same texts through every way in give the same bodies, outcomes and spans.

    python tests/same/check.py --jingwen PROGRAM --answers PROGRAM [RUNNER]...

RUNNERS is the table of the ways in, and ENGINES of those that run only when named. A runner gets settings
(arguments of `jingwen.Cleaner`) and documents (dicts with `text`, and `source` and `title`, which may be None),
and gives an Answer for each, which is compared with that of the Rust library. What must go is written by hand
beside the texts, and is compared with what goes there.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent


class Answer(NamedTuple):
    body: str
    outcome: str
    #: (start, end, category, rule, score) of every removed span, in code points of the text.
    spans: list


#: Under which settings the texts are cleaned. The first are those for which `removed` is written.
SETTINGS = [
    {"rules": str(HERE / "rules")},
    {"level": "thorough"},
    {"level": "conservative", "keep": ["advertisement", "copyright"], "remove": ["psa_hotline"]},
    {"only": ["liability_disclaimer", "editor_credit"]},
]

SPAN = ("start", "end", "category", "rule", "score")


def answer_of(record):
    """An answer with the names of columns and of records."""
    spans = [tuple(span[name] for name in SPAN) for span in record["spans"]]
    return Answer(record["body"], record["outcome"], spans)


def lines_of(command, documents):
    """What a program writes about documents on its standard input, a JSON object a line."""
    lines = "".join(json.dumps(d) + "\n" for d in documents)
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def rust(settings, documents):
    return [answer_of(a) for a in lines_of([PROGRAMS.answers, json.dumps(settings)], documents)]


def command_line(settings, documents):
    flags = ["--input-format", "jsonl", "--group-by", "field", "--source-field", "source"]
    for name, value in settings.items():
        flags += [f"--{name}", value if isinstance(value, str) else ",".join(value)]
    clean = lines_of([PROGRAMS.jingwen, "clean", "--record", *flags, "-"], documents)
    scan = lines_of([PROGRAMS.jingwen, "scan", "--format", "jsonl", *flags, "-"], documents)
    found = []
    for body, record in zip(clean, scan, strict=True):
        if body["jingwen"]["outcome"] != record["outcome"]:
            raise AssertionError(f"clean and scan differ: {body} and {record}")
        found.append(answer_of({**record, "body": body["text"]}))
    return found


def spans_of(findings):
    return [(f.start, f.end, f.category, f.rule, f.score) for f in findings if f.removed]


def python(settings, documents):
    """`clean` and `scan`, one text at a time."""
    import jingwen

    cleaner = jingwen.Cleaner(**settings)
    found = []
    for document in documents:
        text, source, title = document["text"], document["source"], document["title"]
        cleaned = cleaner.clean(text, source, title)
        if cleaned.restore() != text:
            raise AssertionError(f"not restored: {text!r}")
        spans = spans_of(cleaner.scan(text, source=source, title=title))
        found.append(Answer(cleaned.body, cleaned.outcome, spans))
    return found


def python_many(settings, documents):
    """`clean_many`; spans are those of `scan`."""
    import jingwen

    cleaner = jingwen.Cleaner(**settings)
    items = [(d["text"], d["source"], d["title"]) for d in documents]
    answers = zip(cleaner.clean_many(iter(items)), items, strict=True)
    return [Answer(a.body, a.outcome, spans_of(cleaner.scan(*item))) for a, item in answers]


def python_batch(make):
    """`clean_batch` on what `make` makes of columns; the answer is read by pyarrow."""

    def run(settings, documents):
        import jingwen
        import pyarrow

        cleaner = jingwen.Cleaner(**settings)
        names = ("text", "source", "title")
        columns = {name: [document[name] for document in documents] for name in names}
        answer = cleaner.clean_batch(make(columns), source="source", title="title")
        rows = pyarrow.table(answer).to_pylist()
        return [answer_of({**row, "body": row["text"]}) for row in rows]

    return run


def pyarrow_of(kind):
    def make(columns):
        import pyarrow

        kinds = {"utf8": pyarrow.string(), "large": pyarrow.large_string(), "view": pyarrow.string_view()}
        arrays = [pyarrow.array(column, kinds[kind]) for column in columns.values()]
        return pyarrow.record_batch(arrays, names=list(columns))

    return make


def polars_frame(columns):
    import polars

    return polars.DataFrame(columns, schema=dict.fromkeys(columns, polars.String))


def duckdb_relation(columns):
    """A query; its rows are in their order."""
    import duckdb
    import pyarrow

    kinds = [pyarrow.string()] * len(columns)
    given = pyarrow.table(list(columns.values()), schema=pyarrow.schema(zip(columns, kinds)))
    return duckdb.sql("select * from given")


def spark(settings, documents):
    """Three partitions and the rows of each as one batch or more."""
    from jingwen.spark import clean
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "3").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    rows = [(n, d["text"], d["source"], d["title"]) for n, d in enumerate(documents)]
    df = session.createDataFrame(rows, "n int, text string, source string, title string").repartition(3)
    made = clean(df, source="source", title="title", **settings).collect()
    made = [row.asDict(recursive=True) for row in sorted(made, key=lambda row: row.n)]
    return [answer_of({**row, "body": row["text"]}) for row in made]


def datatrove(settings, documents):
    """The step on documents of datatrove; spans are those of `scan`."""
    import jingwen
    from datatrove.data import Document
    from jingwen.datatrove import Clean

    given = [
        Document(text=d["text"], id=str(n), metadata={k: d[k] for k in ("source", "title") if d[k] is not None})
        for n, d in enumerate(documents)
    ]
    step = Clean("source", "title", keep_empty=True, metadata="jingwen", batch=4, **settings)
    cleaner = jingwen.Cleaner(**settings)
    return [
        Answer(made.text, made.metadata["jingwen"]["outcome"], spans_of(cleaner.scan(d["text"], d["source"], d["title"])))
        for made, d in zip(step.run(iter(given)), documents, strict=True)
    ]


RUNNERS = {
    "command line": command_line,
    "python": python,
    "python clean_many": python_many,
    "python clean_batch, pyarrow utf8": python_batch(pyarrow_of("utf8")),
    "python clean_batch, pyarrow large_utf8": python_batch(pyarrow_of("large")),
    "python clean_batch, pyarrow utf8_view": python_batch(pyarrow_of("view")),
    "python clean_batch, Polars": python_batch(polars_frame),
    "python clean_batch, DuckDB": python_batch(duckdb_relation),
}
#: Those that need more than the package's own tests; they run where they are named.
ENGINES = {"Spark": spark, "datatrove": datatrove}


def documents():
    documents = []
    for line in (HERE / "texts.jsonl").read_text(encoding="utf-8").splitlines():
        documents.append({"source": None, "title": None, **json.loads(line)})
    return documents


def wrong_removals(documents, answers):
    """Documents from which something else went than is written beside them."""
    for document, answer in zip(documents, answers, strict=True):
        text = document["text"]
        places = []
        for start, end, *_ in answer.spans:
            # Two rules may share what is one piece to a reader.
            if places and places[-1][1] == start:
                start = places.pop()[0]
            places.append((start, end))
        gone = [text[start:end] for start, end in places]
        if gone != document["removed"]:
            yield f"{document['id']}: removed {gone}, and should have {document['removed']}"


def differences(name, documents, answers, expected):
    if len(answers) != len(expected):
        yield f"{name}: {len(answers)} answers to {len(expected)} documents"
    for document, found, right in zip(documents, answers, expected):
        if found != right:
            yield f"{name}: {document['id']}: {found}\n  and not {right}"


def main():
    runners = {**RUNNERS, **ENGINES}
    names = list(runners)
    chosen = [name for name in names if name in (PROGRAMS.runners or RUNNERS)]
    unknown = set(PROGRAMS.runners) - set(names)
    if unknown:
        sys.exit(f"no runner {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    every = documents()
    given = [{name: d[name] for name in ("text", "source", "title")} for d in every]
    wrong = []
    for index, settings in enumerate(SETTINGS):
        expected = rust(settings, given)
        if not any(answer.spans for answer in expected):
            wrong.append(f"{settings}: nothing is removed, so that nothing is compared")
        if index == 0:
            wrong += wrong_removals(every, expected)
        for name in chosen:
            wrong += differences(name, every, runners[name](settings, given), expected)
    for line in wrong:
        print(line, file=sys.stderr)
    compared = len(chosen) * len(SETTINGS) * len(every)
    print(f"{compared} answers of {', '.join(chosen)} compared with those of the library, {len(wrong)} wrong")
    sys.exit(1 if wrong or not every else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jingwen", required=True, help="the command line")
    parser.add_argument("--answers", required=True, help="examples/answers.rs, built")
    parser.add_argument("runners", nargs="*", metavar="RUNNER", help="which of the table (default: all but engines)")
    PROGRAMS = parser.parse_args()
    main()
