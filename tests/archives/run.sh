#!/bin/sh
# Cleans web archives that another program wrote: warcio. Sets up what is missing: Debian's python3-venv, and a
# Python environment under the target directory. Arguments go to archives.py.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
environment archives tests/archives/requirements.txt
cargo build --quiet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/archives/archives.py "$@"
