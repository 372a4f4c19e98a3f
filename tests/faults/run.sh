#!/bin/sh
# Faults that need more than Rust: system calls that fail or kill the program, one after the other, by a shim that is
# loaded before it; a file system that is full; 100,000 files; bombs of a gibibyte; a terminal. Linux, with a C compiler,
# python3 and util-linux, which are installed where they are missing. Arguments go to faults.py.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
install() {
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends "$@"
}
command -v cc >/dev/null || install gcc libc6-dev
command -v python3 >/dev/null || install python3
command -v setpriv >/dev/null || install util-linux
mkdir -p "$target/faults"
cc -shared -fPIC -O1 -Wall -Wextra -o "$target/faults/shim.so" tests/faults/shim.c -ldl
# As fast as need be: the program is started a thousand times.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=8
CARGO_TARGET_DIR=$target/faults/cargo cargo build --release --quiet --bin jingwen
JINGWEN=$(realpath "$target/faults/cargo/release/jingwen") SHIM=$(realpath "$target/faults/shim.so") \
	python3 tests/faults/faults.py "$@"
