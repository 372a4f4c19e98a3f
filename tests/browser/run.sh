#!/bin/sh
# Tests the page of `jingwen report` in a browser. Sets up what is missing: Debian's chromium and python3-venv, and
# a Python environment under the target directory. Arguments go to report.py.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
need chromium chromium
environment browser tests/browser/requirements.txt
cargo build --quiet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/browser/report.py "$@"
