"""What docs/engines.md shows is what happens: every recipe is a program of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "engines.md"
PARTS = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
BLOCKS = {part.split("\n", 1)[0]: re.findall(r"^```python\n(.*?)^```", part, re.M | re.S) for part in PARTS}
RECIPES = {name: blocks for name, blocks in BLOCKS.items() if blocks}


def test_every_engine_has_a_recipe():
    assert {"Spark", "datatrove", "Polars", "DuckDB", "Ray", "Hugging Face datasets"} == RECIPES.keys()


@pytest.mark.parametrize("engine", RECIPES)
def test_recipe(engine, tmp_path):
    program = tmp_path / "recipe.py"
    program.write_text("\n".join(RECIPES[engine]), encoding="utf-8")
    done = subprocess.run([sys.executable, program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
