"""Arrow data in and out."""

import duckdb
import pandas
import polars
import pyarrow
import pytest
from jingwen import Cleaner, JingwenError

STORY = "南灣港務局週五表示，新碼頭第一期工程已經完工 🚢，明年初可以啟用。\n"
MORE = "局長在記者會上說，貨運量預計每年增加一成，周邊道路也會同時拓寬，工程由市府負責。\n"
NOTE = "免責聲明：投資有風險，本文並非投資建議。\n"
TEXTS = [STORY + MORE + NOTE, None, STORY + MORE, "", "Advertisement\n"]
BODIES = [STORY + MORE, None, STORY + MORE, "", ""]
OUTCOMES = ["cleaned", None, "unchanged", "unchanged", "empty"]
KINDS = [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()]


@pytest.fixture(scope="module")
def cleaner():
    return Cleaner()


def check_rows(rows, body="body"):
    assert [row and row[body] for row in rows] == BODIES
    assert [row and row["outcome"] for row in rows] == OUTCOMES
    spans = [row and row["spans"] for row in rows]
    assert [None if found is None else len(found) for found in spans] == [1, None, 0, 0, 1]
    [span] = spans[0]
    assert TEXTS[0][span["start"] : span["end"]] == NOTE.rstrip()
    assert span["category"] == "liability_disclaimer"
    assert span["rule"] and 0 < span["score"] <= 1


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_array_gives_an_array_of_structs(cleaner, kind):
    answer = pyarrow.array(cleaner.clean_batch(pyarrow.array(TEXTS, kind)))
    answer.validate(full=True)
    assert answer.type.field("body").type == kind
    assert answer.null_count == 1
    check_rows(answer.to_pylist())


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_slice_and_chunks_give_the_same_rows(cleaner, kind):
    array = pyarrow.array(["x", *TEXTS, "y"], kind)[1:-1]
    check_rows(pyarrow.array(cleaner.clean_batch(array)).to_pylist())
    chunks = pyarrow.chunked_array([array[:2], array[2:2], array[2:]])
    answer = pyarrow.chunked_array(cleaner.clean_batch(chunks))
    answer.validate(full=True)
    assert answer.num_chunks == 3
    check_rows(answer.to_pylist())


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_batch_keeps_its_columns_and_their_order(cleaner, kind):
    schema = pyarrow.schema(
        [("n", pyarrow.int8()), pyarrow.field("text", kind, metadata={"a": "b"}), ("m", pyarrow.bool_())],
        metadata={"made": "here"},
    )
    columns = [[1, 2, 3, 4, 5], TEXTS, [True] * 5]
    batch = pyarrow.record_batch([pyarrow.array(c, t) for c, t in zip(columns, schema.types)], schema=schema)
    answer = pyarrow.record_batch(cleaner.clean_batch(batch))
    answer.validate(full=True)
    assert answer.schema.names == ["n", "text", "m", "outcome", "spans"]
    assert answer.schema.field("text").equals(schema.field("text"), check_metadata=True)
    assert answer.schema.metadata == schema.metadata
    assert answer["n"].to_pylist() == [1, 2, 3, 4, 5]
    # Spans of a null text are null, too.
    assert answer["spans"].null_count == answer["outcome"].null_count == 1
    check_rows([row if row["text"] is not None else None for row in answer.to_pylist()], "text")


def test_a_table_keeps_its_chunks(cleaner):
    table = pyarrow.table({"text": pyarrow.chunked_array([TEXTS[:2], TEXTS[2:]])})
    answer = pyarrow.table(cleaner.clean_batch(table))
    answer.validate(full=True)
    assert [len(chunk) for chunk in answer["text"].chunks] == [2, 3]
    assert answer["text"].to_pylist() == BODIES
    empty = pyarrow.table(cleaner.clean_batch(table[:0]))
    assert empty.num_rows == 0 and empty.schema == answer.schema


def test_polars_frames_and_series(cleaner):
    frame = polars.DataFrame({"n": range(5), "text": TEXTS})
    answer = polars.DataFrame(cleaner.clean_batch(frame))
    assert answer.columns == ["n", "text", "outcome", "spans"]
    assert answer["text"].to_list() == BODIES and answer["outcome"].to_list() == OUTCOMES
    spans = answer["spans"].to_list()
    assert spans[1] is None and spans[0][0]["category"] == "liability_disclaimer"
    series = polars.Series(cleaner.clean_batch(frame["text"]))
    assert series.struct.field("body").to_list() == BODIES


def test_pandas_frames(cleaner):
    frame = pandas.DataFrame({"n": range(5), "text": TEXTS})
    answer = pyarrow.table(cleaner.clean_batch(frame)).to_pandas()
    assert [None if pandas.isna(text) else text for text in answer["text"]] == BODIES
    assert list(answer["n"]) == list(range(5))


def test_duckdb_relations(cleaner):
    texts = pyarrow.table({"text": TEXTS})
    answer = pyarrow.table(cleaner.clean_batch(duckdb.sql("select text from texts")))
    assert answer["text"].to_pylist() == BODIES
    cleaned = cleaner.clean_batch(texts)
    assert duckdb.sql("select outcome from cleaned").fetchall() == [(o,) for o in OUTCOMES]


def test_what_is_made_can_be_read_more_than_once(cleaner):
    for data in (pyarrow.table({"text": TEXTS}), pyarrow.record_batch({"text": TEXTS})):
        answer = cleaner.clean_batch(data)
        assert len(answer) == 5
        assert pyarrow.table(answer) == pyarrow.table(answer)
        assert pyarrow.schema(answer) == pyarrow.table(answer).schema


def test_columns_have_names_of_the_callers_choice(cleaner):
    batch = pyarrow.record_batch({"content": TEXTS, "spans": [0] * 5, "outcome": [0] * 5})
    with pytest.raises(JingwenError, match="there is a column `outcome` already"):
        cleaner.clean_batch(batch, "content")
    with pytest.raises(JingwenError, match="there is a column `spans` already"):
        cleaner.clean_batch(batch, text="content", outcome="what")
    answer = pyarrow.record_batch(cleaner.clean_batch(batch, "content", outcome="what", spans="where"))
    assert answer.schema.names == ["content", "spans", "outcome", "what", "where"]
    assert answer["content"].to_pylist() == BODIES


def test_source_and_title_come_from_their_columns(cleaner):
    text = "Advertisement\n" + STORY + MORE
    columns = {
        "text": [text, text, text],
        "headline": pyarrow.array([None, "Advertisement", "Another"], pyarrow.large_string()),
        "site": pyarrow.array([None, None, None], pyarrow.null()),
    }
    batch = pyarrow.record_batch(columns)
    answer = pyarrow.record_batch(cleaner.clean_batch(batch, source="site", title="headline"))
    assert answer["text"].to_pylist() == [STORY + MORE, text, STORY + MORE]


def test_nulls_of_a_struct_and_of_the_null_type(cleaner):
    nulls = pyarrow.array([None, None], pyarrow.null())
    assert pyarrow.array(cleaner.clean_batch(pyarrow.record_batch({"text": nulls}))).to_pylist() == [
        {"text": None, "outcome": None, "spans": None}
    ] * 2
    rows = pyarrow.StructArray.from_arrays([TEXTS[:2]], ["text"], mask=pyarrow.array([True, False]))
    assert pyarrow.array(cleaner.clean_batch(rows)).to_pylist() == [
        None,
        {"text": None, "outcome": None, "spans": None},
    ]


def test_answers_are_the_same_on_any_number_of_threads(cleaner):
    texts = [STORY * (n % 9) + MORE * (n % 3) + NOTE for n in range(3000)]
    array = pyarrow.array(texts)
    answers = [pyarrow.array(cleaner.clean_batch(array, threads=n)) for n in (1, 2, 7, None)]
    assert answers[0].field("body").to_pylist() == [cleaner.clean(text).body for text in texts]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    ("data", "arguments", "message"),
    [
        (pyarrow.array([1]), {}, "the array is of type Int64, not of strings"),
        (pyarrow.record_batch({"text": [b"x"]}), {}, "the column `text` is of type Binary"),
        (pyarrow.record_batch({"a": ["x"], "b": [1]}), {}, "there is no column `text`; the columns are a, b"),
        (pyarrow.record_batch({"text": ["x"]}), {"title": "t"}, "there is no column `t`"),
        (pyarrow.record_batch({"text": ["x"], "t": [1]}), {"title": "t"}, "the column `t` is of type"),
        (pyarrow.array(["x"]), {"source": "s"}, "an array has no columns"),
        (pyarrow.array(["x"]), {"threads": 0}, "threads is 0"),
    ],
)
def test_columns_that_cannot_be_used_are_refused(cleaner, data, arguments, message):
    with pytest.raises(JingwenError, match=message):
        cleaner.clean_batch(data, **arguments)


def test_bytes_that_are_not_utf8_are_refused_with_their_place(cleaner):
    offsets = pyarrow.array([0, 1, 3], pyarrow.int32()).buffers()[1]
    broken = pyarrow.StringArray.from_buffers(2, offsets, pyarrow.py_buffer(b"a\xff\xfe"))
    for data in (broken, pyarrow.chunked_array([broken]), broken.cast(pyarrow.string_view())):
        with pytest.raises(JingwenError, match="is not UTF-8 in row 1"):
            cleaner.clean_batch(data)


def test_what_is_not_of_arrow_is_refused(cleaner):
    with pytest.raises(TypeError, match="not list; clean_many takes any iterable"):
        cleaner.clean_batch(["x"])


def test_an_error_of_a_stream_is_passed_on(cleaner):
    def batches():
        yield pyarrow.record_batch({"text": ["x"]})
        raise RuntimeError("the disk is gone")

    schema = pyarrow.schema([("text", pyarrow.string())])
    reader = pyarrow.RecordBatchReader.from_batches(schema, batches())
    with pytest.raises(JingwenError, match="the disk is gone"):
        cleaner.clean_batch(reader)
