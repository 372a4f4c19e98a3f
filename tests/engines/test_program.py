"""python -m jingwen.spark, and the same file by spark-submit."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import jingwen.spark.__main__ as program
import pyarrow
import pyarrow.parquet
import pytest
from jingwen import Cleaner

TEXT = "Advertisement\nThe council will vote on the new school in March, its chair said on Monday.\n"
#: Not in the order of their names, with text that is null, and a title that stays.
ROWS = [
    {"n": n, "content": text, "host": "a.example", "headline": title, "big": 2**60 + n}
    for n, (text, title) in enumerate([(TEXT, None), (None, None), (TEXT, "Advertisement")] * 20)
]


def expected():
    cleaner = Cleaner()
    return [
        None if row["content"] is None else cleaner.clean(row["content"], row["host"], row["headline"]).body
        for row in ROWS
    ]


def run(*arguments, command=(sys.executable, "-m", "jingwen.spark"), cwd=None):
    columns = ["--text", "content", "--source", "host", "--title", "headline"]
    return subprocess.run([*command, *columns, *map(str, arguments)], capture_output=True, text=True, cwd=cwd)


def jsonl(path, rows):
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


def test_parquet_by_module(tmp_path):
    given, out = tmp_path / "in.parquet", tmp_path / "out"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), given)
    done = run(given, out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    table = pyarrow.parquet.read_table(out).sort_by("n")
    assert table.column_names == ["n", "content", "host", "headline", "big", "outcome", "spans"]
    assert table["content"].to_pylist() == expected()
    assert table["big"].to_pylist() == [row["big"] for row in ROWS]

    before = sorted(path.name for path in out.iterdir())
    again = run(given, out)
    assert again.returncode == 2 and "PATH_ALREADY_EXISTS" in again.stderr and "\tat " not in again.stderr
    assert sorted(path.name for path in out.iterdir()) == before


def test_jsonl_by_spark_submit(tmp_path):
    given, out = tmp_path / "in.jsonl.gz", tmp_path / "out"
    jsonl(given, ROWS)
    out.mkdir()
    (out / "old").write_text("x")
    submit = Path(sys.executable).with_name("spark-submit")
    command = [submit, "--master", "local[2]", program.__file__]
    done = run(given, out, "--mode", "overwrite", "--level", "standard", command=command)
    assert done.returncode == 0, done.stderr
    assert not (out / "old").exists()
    lines = [line for path in out.glob("*.json.gz") for line in gzip.decompress(path.read_bytes()).splitlines()]
    rows = sorted(map(json.loads, lines), key=lambda row: row["n"])
    assert [row.get("content") for row in rows] == expected()
    assert [row["big"] for row in rows] == [row["big"] for row in ROWS]


def in_process(capsys, *arguments):
    status = program.main([str(argument) for argument in arguments])
    return status, capsys.readouterr().err


def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path, capfd):
    given = tmp_path / "in.jsonl.gz"
    jsonl(given, ROWS[:1])
    out = tmp_path / "out"
    status, said = in_process(capfd, given, out, "--text", "body")
    assert status == 2 and "jingwen.spark: there is no column `body`; the columns are big, content" in said
    status, said = in_process(capfd, tmp_path / "missing.parquet", out)
    assert status == 2 and "PATH_NOT_FOUND" in said and "missing.parquet" in said
    folder = tmp_path / "folder"
    folder.mkdir()
    status, said = in_process(capfd, folder, out)
    assert status == 2 and "give --format parquet or --format jsonl" in said
    given.rename(folder / "in.jsonl.gz")
    status, said = in_process(capfd, folder / "in.jsonl.gz", folder, "--text", "content", "--mode", "overwrite")
    assert status == 2 and "holds the input" in said
    assert len(list(folder.iterdir())) == 1
    (tmp_path / "broken.jsonl").write_text('{"text": "a"}\n{"text": "b\n')
    status, said = in_process(capfd, tmp_path / "broken.jsonl", out)
    assert status == 2 and "broken.jsonl" in said
    (tmp_path / "in.jsonl.zst").write_bytes(b"\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51")
    status, said = in_process(capfd, tmp_path / "in.jsonl.zst", out)
    assert status == 2 and "jingwen.spark: " in said
    assert not out.exists() or not (out / "_SUCCESS").exists()


@pytest.mark.parametrize("arguments", [[], ["in.parquet"], ["a.parquet", "b", "--mode", "append"], ["a", "b", "--x"]])
def test_wrong_usage_is_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        program.main(arguments)
    assert caught.value.code == 2 and "usage: python -m jingwen.spark" in capsys.readouterr().err
