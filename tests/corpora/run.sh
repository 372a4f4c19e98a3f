#!/bin/sh
# Cleans the document files of other programs: dolma, which applies what jingwen writes for it, and datatrove,
# which writes and reads what jingwen cleans. Sets up what is missing: Debian's python3-venv, and a Python
# environment for each under the target directory. Arguments (dolma, datatrove) say which; none: both.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
install() {
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends "$@"
}
cargo build --quiet
for program in ${*:-dolma datatrove}; do
	environment=$target/corpora/$program
	if ! [ -x "$environment/bin/pip" ]; then
		python3 -m venv "$environment" || { install python3-venv && python3 -m venv "$environment"; }
	fi
	"$environment/bin/pip" install --quiet --disable-pip-version-check -r "tests/corpora/$program.txt"
	JINGWEN=$target/debug/jingwen "$environment/bin/python" "tests/corpora/with_$program.py"
done
