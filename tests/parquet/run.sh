#!/bin/sh
# Cleans Parquet that other programs wrote, and has them read what came of it: Arrow, DuckDB and datatrove. Sets up what is missing: Debian's python3-venv, and a
# Python environment under the target directory. Arguments go to columns.py.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
install() {
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends "$@"
}
environment=$target/parquet
if ! [ -x "$environment/bin/pip" ]; then
	python3 -m venv "$environment" || { install python3-venv && python3 -m venv "$environment"; }
fi
"$environment/bin/pip" install --quiet --disable-pip-version-check -r tests/parquet/requirements.txt
cargo build --quiet --features parquet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/parquet/columns.py "$@"
