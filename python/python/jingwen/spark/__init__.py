"""Cleans a column of a Spark data frame, and learns the lines that sites repeat.

    from jingwen.spark import clean, learn

    articles = spark.read.parquet("articles")
    learned = learn(articles, group="host", text="content")
    cleaned = clean(articles, text="content", source="host", rules=[learned.rules])

`python -m jingwen.spark IN OUT` cleans from one folder to another. Needs pyspark 3.5 or later on the driver
(`pip install 'jingwen[spark]'`), and the same version of jingwen, with pyarrow, on every worker.
"""

from ._clean import clean
from ._learn import learn

__all__ = ["clean", "learn"]
