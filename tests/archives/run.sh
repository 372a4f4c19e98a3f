#!/bin/sh
# Cleans web archives that another program wrote: warcio. Sets up what is missing: Debian's python3-venv, and a
# Python environment under the target directory. Arguments go to archives.py.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
install() {
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends "$@"
}
environment=$target/archives
if ! [ -x "$environment/bin/pip" ]; then
	python3 -m venv "$environment" || { install python3-venv && python3 -m venv "$environment"; }
fi
"$environment/bin/pip" install --quiet --disable-pip-version-check -r tests/archives/requirements.txt
cargo build --quiet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/archives/archives.py "$@"
