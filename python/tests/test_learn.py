"""Learning from columns."""

import pickle

import pyarrow
import pytest
from jingwen import Cleaner, JingwenError, Learned

WHO = ["The harbour master", "A retired pilot", "The ferry company", "The mayor"]
DID = ["paid for", "rejected", "drew a map of", "found a fault in", "sold"]
WHAT = ["the grain store", "the winter timetable", "the chapel organ"]
HOSTS = ["lantern.example", "bell.example", "gate.example"]


def sentence(n):
    return f"{WHO[n % 4]} {DID[n % 5]} {WHAT[n % 3]} before the first frost of that long year."


def notice(host):
    return f"Something seen? Tell the night desk of {host} and win a lantern."


def table(count=60):
    hosts = [HOSTS[n % 3] for n in range(count)]
    texts = [f"{sentence(n)}\n{sentence(n + 7)}\n{notice(hosts[n])}\n" for n in range(count)]
    return pyarrow.table({"n": range(count), "host": hosts, "content": texts})


def learn(data, **arguments):
    return Cleaner().learn(data, "host", "content", **arguments)


def test_repeated_lines_become_rules_that_clean():
    learned = learn(table())
    assert (learned.documents, learned.sources, learned.copies, learned.without_source) == (60, 3, 0, 0)
    assert {(line.source, line.text) for line in learned.lines if line.is_rule} == {(h, notice(h)) for h in HOSTS}
    assert learned.rules == ("learned.toml", learned.toml) and "60 documents of 3 sources" in learned.toml
    cleaner = Cleaner(rules=[learned.rules])
    text = f"{sentence(1)}\n{sentence(8)}\n{notice(HOSTS[1])}\n"
    assert cleaner.clean(text, HOSTS[1]).body == f"{sentence(1)}\n{sentence(8)}\n"
    assert cleaner.clean(text, HOSTS[0]).body == text
    assert "3 rules" in repr(learned)


def test_parts_make_the_whole_and_travel():
    whole, data = learn(table()), table()
    parts = [pickle.loads(pickle.dumps(learn(data.filter(pyarrow.compute.equal(data["host"], h))))) for h in HOSTS]
    merged = Learned.merge(reversed(parts))
    assert merged.toml == whole.toml and merged.lines == whole.lines
    with pytest.raises(JingwenError, match="share a source"):
        Learned.merge([parts[0], whole])
    with pytest.raises(JingwenError, match="different files"):
        Learned.merge([parts[0], learn(data, file="other.toml")])
    with pytest.raises(JingwenError, match="nothing to merge"):
        Learned.merge([])


def test_readers_are_read_batch_by_batch_and_threads_change_nothing(tmp_path):
    data, taken = table(), []

    def batches():
        for batch in data.to_batches(max_chunksize=7):
            taken.append(batch.num_rows)
            yield batch

    reader = pyarrow.RecordBatchReader.from_batches(data.schema, batches())
    assert learn(reader, threads=2, folder=tmp_path).toml == learn(data, threads=1).toml
    assert sum(taken) == 60 and list(tmp_path.iterdir()) == []


def test_what_a_person_struck_stays_struck(tmp_path):
    file = tmp_path / "site-rules.toml"
    first = learn(table(), file=file)
    assert not file.exists() and first.toml.count('status = "draft"') == 3
    file.write_text(first.toml.replace('status = "draft"', 'status = "rejected"', 1), encoding="utf-8")
    again = learn(table(), file=str(file))
    assert again.toml.count('status = "draft"') == 2 and again.toml.count('status = "rejected"') == 1
    assert learn(table(), file=("site-rules.toml", file.read_text(encoding="utf-8"))).toml == again.toml
    # Rules of the file itself hide nothing from a later run into it.
    assert Cleaner(rules=[file]).learn(table(), "host", "content", file=file).toml == again.toml


def test_rows_without_a_text_or_a_source():
    data = pyarrow.table({"host": ["a.example", None, "a.example"], "content": ["Rain.", "Rain.", None]})
    learned = learn(data)
    assert (learned.documents, learned.without_source) == (1, 1) and learned.lines == []


@pytest.mark.parametrize(
    ("data", "arguments", "message"),
    [
        (table(), {"file": "Site Rules.toml"}, "the name becomes that of the rules"),
        (table(), {"file": ("rules.txt", "")}, "the name becomes that of the rules"),
        (table(), {"file": ("rules.toml", "category = 1\n")}, "was not written by `jingwen learn`"),
        (table(), {"min_documents": 1}, "min_documents is 1: it is 2 to 200"),
        (table(), {"threads": 0}, "threads is 0"),
        (table(), {"title": "headline"}, "there is no column `headline`"),
        (table(), {"folder": "/nowhere/at/all"}, "the folder for temporary files"),
        (pyarrow.array(["a"]), {}, "an array has no sources"),
    ],
)
def test_what_cannot_be_used_is_refused(data, arguments, message):
    with pytest.raises(JingwenError, match=message):
        learn(data, **arguments)


def test_what_is_no_table_is_refused():
    with pytest.raises(TypeError, match="learn takes what has the Arrow PyCapsule interface"):
        learn([{"host": "a", "content": "b"}])
