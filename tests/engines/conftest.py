"""What the engines share: Spark is started once."""

import os
import sys

import pytest

# Workers are those of this environment, in recipes and programs that tests start as well.
os.environ["PYSPARK_PYTHON"] = sys.executable

STORY = "The council of Brackwater will vote on the new school in March, its chair said on Monday.\n"
MORE = "Parents had asked for an earlier date, since the old building is to close in summer.\n"
NOTE = "免責聲明：投資有風險，本文並非投資建議。\n"


@pytest.fixture(scope="session")
def texts():
    """Text and body, 🚢 in some so that code points are not bytes."""
    return [
        (STORY + "Advertisement\n" + MORE, STORY + MORE),
        (None, None),
        (STORY + MORE, STORY + MORE),
        ("🚢 " + STORY + MORE + NOTE, "🚢 " + STORY + MORE),
        ("", ""),
        ("Advertisement\n", ""),
    ]


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    # Two tasks at a time, each tried up to four times, as on a cluster; batches are small.
    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "50")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
