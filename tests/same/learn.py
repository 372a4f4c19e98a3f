"""The same documents teach the command line, Python and Spark the same rules, byte for byte.

    python tests/same/learn.py --jingwen PROGRAM [--spark]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FILE = "site-rules.toml"
NAMES = ("text", "host", "title")


def documents():
    """The texts that all ways in clean, ninety times over with a number in each, as those of seven sites."""
    stories = [json.loads(line) for line in (HERE / "texts.jsonl").read_text(encoding="utf-8").splitlines()]
    places = ["Estholm", "Brackwater", "Norvale", "Quayside", "Millford", "Harrow Bay", "Lindmere"]
    made = []
    for n in range(90 * len(places)):
        story, place = stories[n % len(stories)], places[n * n % len(places)]
        lead = f"{place} counted {n} ships in the week that ended on Friday, the port of {places[n % 5]} said."
        foot = f"No. {4000 + n} of the {place} Courier. Found a mistake? Knock at the desk in the mill lane."
        text = "\n".join([lead, story["text"].strip(), foot])
        made.append({"text": text, "host": f"www.{place.lower().replace(' ', '-')}.example", "title": lead})
    return made


def command_line(program, made):
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "in.jsonl"
        given.write_text("".join(json.dumps(d) + "\n" for d in made), encoding="utf-8")
        flags = ["--group-by", "field", "--source-field", "host"]
        out = Path(folder) / FILE
        subprocess.run([program, "learn", "--quiet", *flags, "-o", out, given], check=True)
        return out.read_text(encoding="utf-8")


def python(made):
    import jingwen
    import pyarrow

    table = pyarrow.table({name: [d[name] for d in made] for name in NAMES})
    return jingwen.Cleaner().learn(table, "host", title="title", file=(FILE, "")).toml


def spark(made):
    from jingwen.spark import learn
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "3").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    rows = [tuple(d[name] for name in NAMES) for d in made]
    df = session.createDataFrame(rows, "text string, host string, title string").repartition(4)
    return learn(df, title="title", file=(FILE, "")).toml


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jingwen", required=True, help="the command line")
    parser.add_argument("--spark", action="store_true", help="in Spark, too")
    given = parser.parse_args()
    made = documents()
    expected = command_line(given.jingwen, made)
    rules = expected.count("[[pattern]]")
    runners = {"Python": python, **({"Spark": spark} if given.spark else {})}
    wrong = [name for name, run in runners.items() if run(made) != expected]
    print(f"{rules} rules of {', '.join(runners)} compared with those of the command line, {len(wrong)} wrong")
    if wrong or not rules:
        sys.exit(f"other rules: {', '.join(wrong)}" if wrong else "no rules, so that nothing is compared")


if __name__ == "__main__":
    main()
