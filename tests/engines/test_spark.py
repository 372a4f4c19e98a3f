"""jingwen.spark on a real Spark."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import jingwen
import pyarrow
import pytest
from jingwen import Cleaner, JingwenError
from jingwen.spark import _clean, clean
from jingwen.spark._clean import _cleaner, _Work

RULES = Path(__file__).parents[1] / "same" / "rules"


def rows_of(texts, count):
    return [(n, *texts[n % len(texts)]) for n in range(count)]


def expected_spans(text):
    found = [f for f in Cleaner().scan(text) if f.removed]
    return [(f.start, f.end, f.category, f.rule, f.score) for f in found]


def check(rows, texts, count):
    """Every row once, and with the answer of `Cleaner.clean` to its text."""
    assert sorted(row.n for row in rows) == list(range(count))
    cleaner = Cleaner()
    answers = [(None, None, None) if text is None else (cleaner.clean(text), expected_spans(text), text)
               for text, _ in texts]
    for row in rows:
        cleaned, spans, _ = answers[row.n % len(texts)]
        assert row.text == texts[row.n % len(texts)][1] == row.body
        if cleaned is None:
            assert row.outcome is None and row.spans is None
        else:
            assert row.outcome == cleaned.outcome and [tuple(span) for span in row.spans] == spans


def test_answers_are_those_of_clean(spark, texts):
    df = spark.createDataFrame(rows_of(texts, 300), "n int, text string, body string").repartition(3)
    cleaned = clean(df)
    assert cleaned.columns == ["n", "text", "body", "outcome", "spans"]
    check(cleaned.collect(), texts, 300)


def test_source_title_names_and_arguments(spark, tmp_path):
    slogan = "Brackwater in your pocket since 1911\n"
    text = "Advertisement\nThe council will vote on the new school in March, its chair said.\n" + slogan
    rows = [(text, None, None), (text, "www.brackwater.example", None), (text, None, "Advertisement")]
    df = spark.createDataFrame(rows, "content string, host string, headline string").coalesce(1)
    rules = tmp_path / "slogan.toml"
    rules.write_bytes((RULES / "brackwater-slogan.toml").read_bytes())
    made = clean(df, "content", "host", "headline", outcome="what", spans="where", rules=rules, threads=2)
    # The plan holds the rules' text.
    rules.unlink()
    assert made.columns == ["content", "host", "headline", "what", "where"]
    cleaner = Cleaner(rules=RULES)
    assert [row.content for row in made.collect()] == [cleaner.clean(*row).body for row in rows]
    assert len({row.content for row in made.collect()}) == 3
    kept = clean(df, "content", level="thorough", keep=["advertisement"]).collect()
    assert all(row.content.startswith("Advertisement") for row in kept)


def test_other_columns_of_every_type_stay(spark):
    df = spark.sql("""
        select id, if(id % 3 = 0, null, 'Rain fell all day, the office said.\\nAdvertisement\\n') as text, part.*
        from range(0, 120, 1, 3) join (select
            cast(1 as byte) b, cast(2 as short) s, 3 as i, cast(1.5 as float) f, cast('nan' as double) d, true as bool,
            cast(-1.25 as decimal(38, 10)) as de, X'00ff' as bin, date'1582-10-14' as day,
            timestamp'2026-03-29 02:30:00.123456' as t, timestamp_ntz'1900-01-01 00:00:00.000001' as n,
            interval '1 02:03:04' day to second as iv, cast(null as void) as v, cast('a' as char(3)) as ch,
            parse_json('{"a": [1, null, "x"]}') as va,
            array(1, null) as a, map('k', array(struct(X'01' as x, cast(null as string) as y))) as m,
            struct(array(struct(timestamp'2026-01-01 00:00:00' as z)) as deep, null as w) as st,
            'text' as `a.b c`, '中文' as `標題`, array(cast(1.10 as decimal(5, 2))) as ad) part
    """)
    made = clean(df)
    assert made.schema.fields[: len(df.schema)] == df.schema.fields
    before = {row.id: row for row in df.collect()}
    after = made.collect()
    assert len(after) == len(before) == 120
    others = [name for name in df.columns if name != "text"]
    for row in after:
        # By repr, since NaN is not NaN.
        assert [repr(row[name]) for name in others] == [repr(before[row.id][name]) for name in others]
        assert row.text == (None if row.id % 3 == 0 else "Rain fell all day, the office said.\n")


def test_names_that_are_awkward_or_twice_there(spark):
    text = "'Rain fell all day, the office said.\\nAdvertisement\\n'"
    df = spark.sql(f"select 1 as same, {text} as `the.text`, 2 as same, 'x' as `a``b`")
    made = clean(df, "the.text")
    assert made.columns == ["same", "the.text", "same", "a`b", "outcome", "spans"]
    assert tuple(made.first())[:4] == (1, "Rain fell all day, the office said.\n", 2, "x")


def killed_once(marker, partition, monkeypatch, frame):
    """The worker of a partition kills itself after its first batch, at the first attempt."""
    original = type(frame).mapInArrow

    def patched(self, work, schema, *args, **kwargs):
        def dying(batches):
            from pyspark import TaskContext

            for batch in work(batches):
                yield batch
                if TaskContext.get().partitionId() == partition and not os.path.exists(marker):
                    Path(marker).write_text(str(TaskContext.get().attemptNumber()))
                    os.kill(os.getpid(), signal.SIGKILL)

        return original(self, dying, schema, *args, **kwargs)

    monkeypatch.setattr(type(frame), "mapInArrow", patched)


def test_a_killed_task_is_tried_again_and_the_result_is_whole(spark, texts, tmp_path, monkeypatch):
    marker, out = str(tmp_path / "killed"), str(tmp_path / "out")
    frame = spark.createDataFrame(rows_of(texts, 900), "n int, text string, body string").repartition(3)
    killed_once(marker, 1, monkeypatch, frame)
    clean(frame).write.parquet(out)
    assert Path(marker).read_text() == "0"
    assert (Path(out) / "_SUCCESS").exists()
    check(spark.read.parquet(out).collect(), texts, 900)


def test_a_skewed_partition(spark, texts):
    rows = rows_of(texts, 2000)
    skewed = spark.sparkContext.parallelize(rows, 1).keyBy(lambda row: 0 if row[0] % 10 else 1 + row[0] // 10 % 3)
    df = spark.createDataFrame(skewed.partitionBy(4).values(), "n int, text string, body string")
    sizes = df.rdd.glom().map(len).collect()
    assert max(sizes) == 1800 and len(sizes) == 4
    check(clean(df).collect(), texts, 2000)


def test_batches_are_bounded_and_made_one_at_a_time(monkeypatch):
    monkeypatch.setattr(_clean, "_BYTES", 1 << 20)
    story = "The council of Brackwater will vote on the new school in March, its chair said.\n"
    batch = pyarrow.record_batch({"n": range(20), "text": [story * 2500] * 20})
    assert batch.nbytes > 4_000_000
    taken = []

    def batches():
        for number in range(3):
            taken.append(number)
            yield batch

    work = pickle.loads(pickle.dumps(_Work(pickle.dumps(Cleaner(only=["psa_hotline"])), {"text": 1}, ["n", "text", "o", "s"], 1)))
    made = work(batches())
    first = next(made)
    assert taken == [0] and 0 < first.num_rows < 20 and first.nbytes < 1_200_000
    rest = list(made)
    assert [n for b in [first, *rest] for n in b["n"].to_pylist()] == list(range(20)) * 3


def test_one_cleaner_a_worker():
    data = pickle.dumps(Cleaner(level="thorough"))
    assert _cleaner(data) is _cleaner(bytes(bytearray(data)))


def test_another_version_on_a_worker_is_refused():
    work = _Work(pickle.dumps(Cleaner()), {"text": 0}, ["text", "o", "s"], 1)
    work.version = "0.0.1"
    with pytest.raises(JingwenError, match=f"the driver has jingwen 0.0.1 and this worker {jingwen.__version__}"):
        next(work([]))


@pytest.mark.parametrize(
    ("columns", "arguments", "message"),
    [
        ("text string, outcome int", {}, 'column `outcome` already: give the new one another name with outcome="'),
        ("text string, Spans int", {}, "column `spans` already: give the new one another name with spans="),
        ("text string", {"outcome": "x", "spans": "x"}, "column `x` already"),
        ("a string, b int", {}, "there is no column `text`; the columns are a, b"),
        ("text string, text string", {}, "there are 2 columns `text`: rename or drop"),
        ("text array<string>", {}, "the column `text` is of type array<string>, not of strings: cast it"),
        ("text string, host int", {"source": "host"}, "the column `host` is of type int"),
        ("text string", {"title": "t"}, "there is no column `t`"),
        ("text string", {"level": "strict"}, "strict"),
        ("text string", {"threads": 0}, "threads is 0"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_runs(spark, columns, arguments, message):
    with pytest.raises(JingwenError, match=message):
        clean(spark.createDataFrame([], columns), **arguments)


def test_pyspark_is_needed_only_here():
    code = (
        "import sys; sys.modules['pyspark'] = None; sys.modules['pyspark.sql.types'] = None\n"
        "import jingwen.spark\n"
        "try: jingwen.spark.clean(None)\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "jingwen.spark needs pyspark: pip install 'jingwen[spark]'\n"
