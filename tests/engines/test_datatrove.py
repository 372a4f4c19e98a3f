"""jingwen.datatrove in a pipeline of datatrove's own."""

import gzip
import json
import pickle

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from jingwen import Cleaned, Cleaner, Edit, JingwenError
from jingwen.datatrove import Clean


def lines_of(folder):
    lines = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        lines += [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return lines


@pytest.fixture
def given(texts, tmp_path):
    """Two files of documents; readers leave out those without text."""
    documents = [{"id": str(n), "text": text, "host": "a.example"} for n, (text, _) in enumerate(texts * 40) if text]
    folder = tmp_path / "in"
    folder.mkdir()
    for name, part in (("a.jsonl", documents[::2]), ("b.jsonl", documents[1::2])):
        (folder / name).write_text("".join(json.dumps(d) + "\n" for d in part), encoding="utf-8")
    return documents


def test_a_pipeline(given, tmp_path):
    step = Clean(
        source="host", exclusion_writer=JsonlWriter(str(tmp_path / "removed")), metadata="jingwen", batch=7
    )
    assert isinstance(step, PipelineStep)
    pipeline = [JsonlReader(str(tmp_path / "in")), step, JsonlWriter(str(tmp_path / "out"))]
    executor = LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(tmp_path / "logs"))
    executor.run()
    cleaner = Cleaner()
    expected = {d["id"]: (d, cleaner.clean(d["text"])) for d in given}
    out = {d["id"]: d for d in lines_of(tmp_path / "out")}
    empty = {name for name, (_, cleaned) in expected.items() if cleaned.outcome == "empty"}
    assert empty and out.keys() == expected.keys() - empty
    for name, document in out.items():
        before, cleaned = expected[name]
        assert document["text"] == cleaned.body
        assert document["metadata"]["host"] == before["host"]
        record = document["metadata"]["jingwen"]
        edits = [Edit(**edit) for edit in record["edits"]]
        assert Cleaned(document["text"], record["outcome"], edits).restore() == before["text"]
    removed = {d["id"]: d for d in lines_of(tmp_path / "removed")}
    assert removed.keys() == {name for name, (_, cleaned) in expected.items() if cleaned.edits}
    for name, document in removed.items():
        passages = [edit.text.strip("\n") for edit in expected[name][1].edits if edit.category]
        assert document["text"] == "\n".join(passages)
        assert document["metadata"]["jingwen"]["outcome"] == expected[name][1].outcome

    merged = json.loads((tmp_path / "logs" / "stats.json").read_text())
    [found] = [part["stats"] for part in merged if "jingwen" in part["name"]]

    def count(name):
        return found[name]["total"] if isinstance(found[name], dict) else found[name]

    assert count("total") == len(given) and count("dropped") == len(empty)
    assert count("forwarded") == len(out)
    assert count("removed_advertisement") == sum(
        edit.category == "advertisement" for _, cleaned in expected.values() for edit in cleaned.edits
    )


def test_documents_of_which_nothing_is_left_may_stay():
    step = Clean(keep_empty=True)
    [document] = step.run(iter([Document(text="Advertisement\n", id="1")]))
    assert document.text == "" and document.metadata == {}
    assert step.stats["outcome_empty"].total == 1
    assert list(Clean().run(iter([Document(text="Advertisement\n", id="1")]))) == []
    assert list(Clean().run(None)) == []


def test_documents_are_asked_for_a_batch_at_a_time():
    asked = []

    def documents():
        for n in range(10):
            asked.append(n)
            yield Document(text="Rain fell all day, the office said.\n", id=str(n))

    made = Clean(batch=3).run(documents())
    assert next(made).id == "0" and asked == [0, 1, 2]


def test_a_step_pickles_and_refuses_what_it_cannot_use():
    step = pickle.loads(pickle.dumps(Clean(level="thorough", title="headline")))
    text = "Advertisement\nRain fell all day, the office said.\n"
    [document] = step.run(iter([Document(text=text, id="1", metadata={"headline": "Advertisement"})]))
    assert document.text == text
    with pytest.raises(JingwenError, match="d7: `headline` of the metadata is int, not text"):
        list(step.run(iter([Document(text=text, id="d7", metadata={"headline": 1})])))
    with pytest.raises(JingwenError, match="strict"):
        Clean(level="strict")
    with pytest.raises(JingwenError, match="batch is 0"):
        Clean(batch=0)
