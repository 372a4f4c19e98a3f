"""jingwen.spark.learn on a real Spark."""

import os
import signal
from pathlib import Path

import pyarrow
import pytest
from jingwen import Cleaner, JingwenError
from jingwen.spark import clean, learn

WHO = ["The harbour master", "A retired pilot", "The ferry company", "The mayor"]
DID = ["paid for", "rejected", "drew a map of", "found a fault in", "sold"]
WHAT = ["the grain store", "the winter timetable", "the chapel organ"]


def sentence(n):
    return f"{WHO[n % 4]} {DID[n % 5]} {WHAT[n % 3]} before the first frost of that long year."


def sites(count=9):
    """Documents of sites, the first of which has half of them, in a mixed order; each site has a line of its own."""
    rows = []
    for n in range(60 * count):
        site = 0 if n % 2 else n // 2 % count
        host, title = f"site{site}.example", sentence(n // count)
        notice = f"Something seen? Tell the night desk of site {chr(97 + site)} and win a lantern."
        rows.append((host, title, f"{title}\n{sentence(n // count)}\n{sentence(n // count + 7)}\n{notice}\n"))
    return [*rows, (None, "", "A text of nobody."), ("site0.example", "", None)]


def columns():
    hosts, titles, texts = zip(*sites(), strict=True)
    return pyarrow.table({"host": hosts, "title": titles, "text": texts})


@pytest.mark.parametrize("partitions", [1, 5])
def test_the_rules_are_those_of_learn_on_one_machine(spark, partitions):
    df = spark.createDataFrame(sites(), "host string, title string, text string").repartition(partitions)
    expected = Cleaner().learn(columns(), "host", title="title")
    learned = learn(df, title="title")
    assert learned.toml == expected.toml and learned.lines == expected.lines
    assert learned.sources == 9 and learned.without_source == 1 and sum(line.is_rule for line in learned.lines) >= 9
    cleaned = clean(df, source="host", title="title", rules=[learned.rules])
    left = cleaned.where("text like '%night desk%'").count()
    assert left == 0 and df.where("text like '%night desk%'").count() == 540


def test_names_arguments_and_an_earlier_file(spark, tmp_path):
    df = spark.createDataFrame(sites(), "`the.host` string, title string, text string")
    file = tmp_path / "site-rules.toml"
    first = learn(df, "the.host", file=file, threads=2)
    file.write_text(first.toml.replace('status = "draft"', 'status = "rejected"', 1), encoding="utf-8")
    again = learn(df, "the.host", file=file)
    count = [made.toml.count('status = "draft"') for made in (first, again)]
    assert count == [9, 8] and again.toml.count('status = "rejected"') == 1
    assert learn(df.where("false"), "the.host").documents == 0


def test_a_killed_task_is_tried_again(spark, tmp_path, monkeypatch):
    marker = tmp_path / "killed"
    df = spark.createDataFrame(sites(), "host string, title string, text string")
    original = type(df).mapInArrow

    def patched(self, work, schema, *args, **kwargs):
        def dying(batches):
            for batch in work(batches):
                if not os.path.exists(marker):
                    marker.write_text("x")
                    os.kill(os.getpid(), signal.SIGKILL)
                yield batch

        return original(self, dying, schema, *args, **kwargs)

    monkeypatch.setattr(type(df), "mapInArrow", patched)
    assert learn(df, title="title").toml == Cleaner().learn(columns(), "host", title="title").toml
    assert Path(marker).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"group": "site"}, "there is no column `site`; the columns are host, text, n"),
        ({"group": "n"}, "the column `n` is of type int, not of strings: cast it"),
        ({"min_documents": 201}, "min_documents is 201: it is 2 to 200"),
        ({"file": "Rules.toml"}, "the name becomes that of the rules"),
        ({"threads": 0}, "threads is 0"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_runs(spark, arguments, message):
    with pytest.raises(JingwenError, match=message):
        learn(spark.createDataFrame([], "host string, text string, n int"), **arguments)
