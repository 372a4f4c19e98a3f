#!/bin/sh
# Cleans Parquet that other programs wrote, and has them read what came of it: Arrow, DuckDB and datatrove. Sets up
# what is missing: Debian's python3-venv, and a Python environment under the target directory. Arguments go to
# columns.py.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
environment parquet tests/parquet/requirements.txt
cargo build --quiet --features parquet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/parquet/columns.py "$@"
