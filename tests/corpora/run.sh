#!/bin/sh
# Cleans the document files of other programs: dolma, which applies what jingwen writes for it, and datatrove,
# which writes and reads what jingwen cleans. Sets up what is missing: Debian's python3-venv, and a Python
# environment for each under the target directory. Arguments (dolma, datatrove) say which; none: both.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
cargo build --quiet
for program in ${*:-dolma datatrove}; do
	environment "corpora/$program" "tests/corpora/$program.txt"
	JINGWEN=$target/debug/jingwen "$environment/bin/python" "tests/corpora/with_$program.py"
done
