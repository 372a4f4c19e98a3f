#!/bin/sh
# Tests the page of `jingwen report` in a browser. Sets up what is missing: Debian's chromium, and a Python
# environment under the target directory. Arguments go to report.py.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
if ! command -v chromium >/dev/null; then
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends chromium
fi
environment=$target/browser
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check -r tests/browser/requirements.txt
cargo build --quiet
JINGWEN=$target/debug/jingwen "$environment/bin/python" tests/browser/report.py "$@"
