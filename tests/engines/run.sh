#!/bin/sh
# Tests the Python package inside the engines that run it: Spark, datatrove, Ray, Hugging Face datasets, Polars and
# DuckDB, and the recipes of docs/engines.md. Sets up a Python environment under the target directory, and
# Debian's python3-venv and Java where they are missing. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
need java default-jre-headless
environment engines tests/engines/requirements.txt
# Speed is not tested here: the build may be quick instead.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off
install_jingwen ./python

"$environment/bin/pytest" --quiet -p no:cacheprovider tests/engines "$@"
cargo build --quiet --bin jingwen --example answers
"$environment/bin/python" tests/same/check.py --jingwen "$target/debug/jingwen" \
	--answers "$target/debug/examples/answers" Spark datatrove \
	"python clean_batch, Polars" "python clean_batch, DuckDB"
"$environment/bin/python" tests/same/learn.py --jingwen "$target/debug/jingwen" --spark
