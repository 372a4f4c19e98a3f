"""Cleans Parquet files that Arrow, DuckDB and datatrove wrote, and has them read what came of it.

Every file is cleaned as Parquet and, its rows written as JSON lines, as JSONL: both must give the same
texts. All other columns must be what they were, and `jingwen restore` must give every row back.
"""

import datetime
import decimal
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

JINGWEN = os.environ["JINGWEN"]

STORY = [
    "The council approved the new bridge on Monday after a long debate.",
    "Work on the bridge will start in May, the mayor told reporters.",
    "市议会周一在长时间辩论后批准了新桥的建设方案。",
    "Residents of the old quarter had asked for a ferry instead.",
]
NOTICE = [
    "Disclaimer: This article is for informational purposes only and does not constitute investment advice.",
    "免责声明：本文仅供参考，不构成任何投资建议。",
    "Subscribe to our newsletter to get the latest news in your inbox.",
]


def jingwen(*args, code=0):
    done = subprocess.run([JINGWEN, *map(str, args)], capture_output=True)
    said = done.stderr.decode()
    assert done.returncode == code, (args, done.returncode, said)
    assert "panicked" not in said, said
    return done.stdout, said


def text(draw, number):
    """An article; some have a notice at their end."""
    parts = [draw.choice(STORY) for _ in range(draw.randrange(2, 6))]
    parts.insert(0, f"Report {number} from the river.")
    if number % 3:
        parts.append(draw.choice(NOTICE))
    return parts


def rows(count):
    """Columns of every type that files come with, nulls among them."""
    draw = random.Random(7)
    texts = ["\n\n".join(text(draw, n)) if n % 11 != 5 else None for n in range(count)]
    some = lambda of: [of(n) if n % 4 else None for n in range(count)]
    zone = pa.timestamp("us", tz="Asia/Shanghai")
    when = datetime.datetime(2024, 5, 1, tzinfo=datetime.timezone.utc)
    columns = {
        "id": pa.array([f"doc-{n}" for n in range(count)]),
        "count": pa.array(some(lambda n: n), pa.int32()),
        "price": pa.array(some(lambda n: decimal.Decimal(n) / 100), pa.decimal128(20, 2)),
        "text": pa.array(texts),
        "at": pa.array(some(lambda n: when + datetime.timedelta(hours=n)), zone),
        "plain": pa.array(some(lambda n: when.replace(tzinfo=None)), pa.timestamp("ms")),
        "day": pa.array(some(lambda n: when.date()), pa.date32()),
        "score": pa.array(some(lambda n: n / 7), pa.float64()),
        "half": pa.array(some(lambda n: n / 8), pa.float32()).cast(pa.float16()),
        "flag": pa.array(some(lambda n: n % 2 == 0)),
        "bytes": pa.array(some(lambda n: bytes([n % 256, 255])), pa.binary()),
        "fixed": pa.array(some(lambda n: bytes([n % 256] * 4)), pa.binary(4)),
        "nothing": pa.nulls(count),
        "tags": pa.array(some(lambda n: ["a", None, "b"][: n % 4]), pa.list_(pa.string())),
        "metadata": pa.array(
            some(lambda n: [("url", f"https://news{n % 5}.example.com/{n}"), ("k", None)]),
            pa.map_(pa.string(), pa.string()),
        ),
        "data": pa.array(
            some(lambda n: {"content": texts[n], "parts": [{"x": n, "y": str(n)}], "n": n % 100}),
            pa.struct(
                [
                    ("content", pa.string()),
                    ("parts", pa.list_(pa.struct([("x", pa.int64()), ("y", pa.string())]))),
                    ("n", pa.int8()),
                ]
            ),
        ),
        "paragraphs": pa.array(
            [text(draw, n) if n % 7 else None for n in range(count)], pa.list_(pa.string())
        ),
        "large": pa.array(texts, pa.large_string()),
        "view": pa.array(texts, pa.string_view()),
        "dictionary": pa.array(texts).dictionary_encode(),
        "url": pa.array(some(lambda n: f"https://www.example.com/{n}")),
        "title": pa.array(some(lambda n: f"Report {n}")),
    }
    table = pa.table(columns)
    fields = [f.with_metadata({"note": f.name}) if f.name in ("count", "text") else f for f in table.schema]
    schema = pa.schema(fields, metadata={"made": "here", "another": "值"})
    return table.cast(schema)


def as_json(table, name, path):
    """The rows as JSON lines, as far as cleaning looks at them."""
    top = name.split(".")[0]
    with open(path, "w", encoding="utf-8") as file:
        for row in table.select([top, "id", "title", "url"] if top != "text" else ["text", "id", "title", "url"]).to_pylist():
            file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def field(row, name):
    for part in name.split("."):
        row = row and row[part]
    return row


def same_but(before, after, names):
    """All columns but these are what they were, and so is the schema."""
    for column in before.schema.names:
        if column not in names:
            assert before[column].equals(after[column]), column
            assert before.schema.field(column).equals(after.schema.field(column), check_metadata=True), column
    metadata = before.schema.metadata
    assert all(after.schema.metadata[key] == value for key, value in metadata.items())


def same_rows(one, other):
    """Two tables are the same; a dictionary may number its values in another order."""
    assert one.schema.equals(other.schema, check_metadata=True)
    place = one.schema.get_field_index("dictionary")
    one, other = (t.set_column(place, "dictionary", t["dictionary"].cast(pa.string())) for t in (one, other))
    assert one.equals(other)


def groups(path):
    metadata = pq.read_metadata(path)
    return [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]


def compression(path):
    metadata = pq.read_metadata(path)
    group = metadata.row_group(0)
    columns = [group.column(n) for n in range(group.num_columns)]
    return {column.path_in_schema: column.compression for column in columns}


def every_column(work):
    """Each kind of text column: the same texts as from JSONL, everything else as it was, and back."""
    table = rows(1000)
    source = work / "in" / "all.parquet"
    source.parent.mkdir()
    codecs = {"text": "zstd", "id": "gzip", "count": "none", "title": "brotli", "url": "lz4"}
    every = {name: codecs.get(name, "snappy") for name in flat(table.schema)}
    pq.write_table(
        table, source, row_group_size=333, compression=every, data_page_size=4000, write_page_index=True, use_dictionary=["id", "text", "dictionary"]
    )
    # As it is read: some types have names of their own in Parquet.
    table = pq.read_table(source)
    for name in ("text", "data.content", "paragraphs", "large", "view", "dictionary"):
        out, lines = work / f"out-{name}", work / f"{name}.jsonl"
        jingwen("clean", source, "-o", out, "--text-field", name, "--source", "example.com")
        cleaned = pq.read_table(out / "all.parquet")
        as_json(table, name, lines)
        expected, _ = jingwen("clean", lines, "--text-field", name, "--source", "example.com")
        expected = [field(json.loads(line), name) for line in expected.splitlines()]
        texts = [field(row, name) for row in cleaned.select([name.split(".")[0]]).to_pylist()]
        assert texts == expected, name
        before = [field(row, name) for row in table.select([name.split(".")[0]]).to_pylist()]
        assert sum(a != b for a, b in zip(before, texts)) > 300, name
        assert [t is None for t in before] == [t is None for t in texts], name
        top = name.split(".")[0]
        same_but(table, cleaned, {top})
        assert cleaned.schema.field(top).equals(table.schema.field(top), check_metadata=True), name
        if name == "data.content":
            for part in ("parts", "n"):
                flat_before = [field(row, f"data.{part}") for row in table.select(["data"]).to_pylist()]
                assert flat_before == [field(row, f"data.{part}") for row in cleaned.select(["data"]).to_pylist()]
        assert groups(out / "all.parquet") == groups(source) == [333, 333, 333, 1]
        assert compression(out / "all.parquet") == compression(source)
        told = duckdb.sql(f"select count(*), count(id) from '{out}/all.parquet'").fetchall()
        assert told == [(1000, 1000)]
        # What a filter that reads statistics and page indexes finds is what there is.
        found = pq.read_table(out / "all.parquet", filters=[("count", "=", 501)], columns=["id"])
        assert found["id"].to_pylist() == ["doc-501"]
        if name == "text":
            first = texts[501]
            found = pq.read_table(out / "all.parquet", filters=[("text", "=", first)], columns=["text"])
            assert len(found) == texts.count(first)

        # With its record, and back.
        recorded = work / f"recorded-{name}"
        jingwen("clean", source, "-o", recorded, "--text-field", name, "--source", "example.com", "--record")
        kept = pq.read_table(recorded / "all.parquet")
        same_but(table, kept, {top})
        assert kept.schema.names == table.schema.names + ["jingwen"]
        edits = [record and len(record["edits"]) for record in kept["jingwen"].to_pylist()]
        assert [n is None for n in edits] == [t is None for t in before]
        assert sum(n or 0 for n in edits) > 300
        told = duckdb.sql(
            f"select sum(len(jingwen.edits)), min(jingwen.schema) from '{recorded}/all.parquet'"
        ).fetchall()
        assert told == [(sum(n or 0 for n in edits), 1)], told
        back, _ = jingwen("restore", recorded / "all.parquet")
        (work / "back.parquet").write_bytes(back)
        same_rows(pq.read_table(work / "back.parquet"), table)
        assert groups(work / "back.parquet") == groups(source)
        if "." in name:
            _, said = jingwen("clean", source, "-o", work / "no", "--text-field", name, "--keep-original", "o", code=2)
            assert "--keep-original" in said, said
            continue
        both = work / f"both-{name}"
        jingwen("clean", source, "-o", both, "--text-field", name, "--record", "--keep-original", "as_it_was")
        kept = pq.read_table(both / "all.parquet")
        assert kept["as_it_was"].equals(table[name]), name
        assert kept.schema.field("as_it_was").type == table.schema.field(name).type
        back, _ = jingwen("restore", both / "all.parquet")
        (work / "back.parquet").write_bytes(back)
        same_rows(pq.read_table(work / "back.parquet").drop(["as_it_was"]), table)


def flat(schema):
    """The leaf columns of a schema, as a writer of Parquet names them."""
    with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        pq.write_table(schema.empty_table(), file.name)
        columns = pq.read_metadata(file.name).schema
        return [columns.column(n).path for n in range(len(columns))]


def other_writers(work):
    """Files by DuckDB, of old and new pages, with dictionaries and without, of one group and many."""
    texts = ["\n\n".join(text(random.Random(n), n)) for n in range(600)]
    table = pa.table({"n": list(range(600)), "text": texts})
    folder = work / "others"
    folder.mkdir()
    articles = table  # DuckDB finds it by its name
    duckdb.sql(f"copy articles to '{folder}/duckdb.parquet' (format parquet, row_group_size 200)")
    duckdb.sql(f"copy articles to '{folder}/duckdb-zstd.parquet' (format parquet, compression zstd, parquet_version v2)")
    for version in ("1.0", "2.0"):
        for dictionary in (True, False):
            name = folder / f"arrow-{version}-{dictionary}.parquet"
            pq.write_table(table, name, data_page_version=version, use_dictionary=dictionary, row_group_size=250, write_page_checksum=True)
    encodings = {"n": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY"}
    pq.write_table(table, folder / "delta.parquet", use_dictionary=False, column_encoding=encodings, store_schema=False)
    pq.write_table(table.slice(0, 0), folder / "empty.parquet")
    sorting = [pq.SortingColumn(0)]
    pq.write_table(table, folder / "sorted.parquet", sorting_columns=sorting)
    lines = work / "others.jsonl"
    lines.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts))
    expected, _ = jingwen("clean", lines, "--source", "others")
    expected = [json.loads(line)["text"] for line in expected.splitlines()]
    jingwen("clean", folder, "-o", work / "others-out")
    jingwen("clean", folder, "-o", work / "others-one", "--threads", "1")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 9
    for name in names:
        cleaned = pq.read_table(work / "others-out" / name)
        wanted = [] if name == "empty.parquet" else expected
        assert cleaned["text"].to_pylist() == wanted, name
        assert cleaned["n"].to_pylist() == list(range(len(wanted))), name
        assert groups(work / "others-out" / name) == groups(folder / name), name
        read = duckdb.sql(f"select text from '{work}/others-out/{name}'").fetchall()
        assert [row[0] for row in read] == wanted, name
        one, many = ((work / f"others-{of}" / name).read_bytes() for of in ("one", "out"))
        assert one == many, name
    assert pq.read_metadata(work / "others-out" / "sorted.parquet").row_group(0).sorting_columns == tuple(sorting)
    stats = pq.read_metadata(work / "others-out" / "delta.parquet").row_group(0).column(1)
    assert "DELTA_BYTE_ARRAY" in stats.encodings, stats.encodings


def damaged(work):
    """Bytes that are wrong anywhere are named, or do no harm; nothing is half-written."""
    folder, out = work / "damaged", work / "damaged-out"
    folder.mkdir()
    table = rows(400).select(["id", "text", "url", "metadata", "paragraphs"])
    whole = folder / "whole.parquet"
    pq.write_table(table, whole, row_group_size=100, write_page_checksum=True)
    bytes_of = whole.read_bytes()
    column = pq.read_metadata(whole).row_group(2).column(1)
    middle = column.dictionary_page_offset + column.total_compressed_size // 2
    broken = bytearray(bytes_of)
    broken[middle] ^= 0xFF
    (folder / "page.parquet").write_bytes(broken)
    (folder / "cut.parquet").write_bytes(bytes_of[: len(bytes_of) // 2])
    (folder / "end.parquet").write_bytes(bytes_of[:-200] + bytes([7] * 192) + bytes_of[-8:])
    (folder / "empty.parquet").write_bytes(b"")
    _, said = jingwen("clean", folder, "-o", out, code=2)
    assert "page.parquet: row group 3 of 4 is damaged" in said, said
    for name in ("cut", "end", "empty"):
        assert f"{name}.parquet: cannot be read as Parquet" in said, said
    assert sorted(p.name for p in out.iterdir()) == [".jingwen", "whole.parquet"], list(out.iterdir())
    out_text = pq.read_table(out / "whole.parquet")["text"].to_pylist()
    assert out_text != table["text"].to_pylist()
    draw = random.Random(3)
    plain = work / "plain.parquet"
    pq.write_table(table, plain, row_group_size=100, compression="none")
    trials, out = work / "trials", work / "trials-out"
    trials.mkdir()
    for name in (whole, plain):
        bytes_of = name.read_bytes()
        for trial in range(150):
            broken = bytearray(bytes_of)
            # Half of them in the last part, which tells of all others.
            start = 0 if trial % 2 else len(broken) - 6000
            for _ in range(1 + trial % 3):
                broken[draw.randrange(start, len(broken))] = draw.randrange(256)
            (trials / f"{name.stem}-{trial}.parquet").write_bytes(broken)
    _, said = jingwen("clean", trials, "-o", out, code=2)
    errors = [line for line in said.splitlines() if line.startswith("error:")]
    named = {path.name for path in trials.iterdir() if any(f"/{path.name}:" in line for line in errors)}
    written = {path.name for path in out.glob("*.parquet")}
    assert named.isdisjoint(written), named & written
    assert len(named) + len(written) == 300, (len(named), len(written))
    assert len(named) > 50, len(named)
    assert not list((out / ".jingwen").rglob("*.parquet*"))


def datatrove(work):
    """What datatrove's writer writes is cleaned, and its reader reads it."""
    from datatrove.data import Document
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter

    folder, out = work / "trove", work / "trove-out"
    documents = [
        Document(text="\n\n".join(text(random.Random(n), n)), id=f"d{n}", metadata={"url": f"https://news.example.com/{n}", "language": "en", "score": n / 3})
        for n in range(300)
    ]
    with ParquetWriter(str(folder)) as writer:
        for document in documents:
            writer.write(document)
    _, said = jingwen("clean", folder, "-o", out, "--record", "--source-field", "metadata.url")
    read = list(ParquetReader(str(out), glob_pattern="*.parquet")())
    assert [d.id for d in read] == [d.id for d in documents]
    changed = 0
    for before, after in zip(documents, read):
        assert all(after.metadata[key] == value for key, value in before.metadata.items())
        changed += before.text != after.text
    assert changed > 150, changed
    lines, _ = jingwen("clean", folder, "--output-format", "jsonl", "--source-field", "metadata.url")
    lines = [json.loads(line) for line in lines.splitlines()]
    assert [line["text"] for line in lines] == [d.text for d in read]
    assert [line["metadata"]["url"] for line in lines] == [d.metadata["url"] for d in documents]
    [name] = [path for path in out.rglob("*.parquet")]
    (work / "trove-back").mkdir()
    back, _ = jingwen("restore", name)
    (work / "trove-back" / "0.parquet").write_bytes(back)
    assert [d.text for d in ParquetReader(str(work / "trove-back"))()] == [d.text for d in documents]


def main():
    wanted = sys.argv[1:]
    parts = [every_column, other_writers, damaged, datatrove]
    for part in parts:
        if wanted and part.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory() as work:
            part(Path(work))
        print(f"{part.__name__}: ok")


if __name__ == "__main__":
    main()
