#!/bin/sh
# Faults that need more than Rust: system calls that fail or kill the program, one after the other, by a shim that is
# loaded before it; a file system that is full; 100,000 files; bombs of a gibibyte; a terminal. Linux, with a C compiler,
# python3 and util-linux, which are installed where they are missing. Arguments go to faults.py.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
need cc gcc libc6-dev
need python3 python3
need setpriv util-linux
mkdir -p "$target/faults"
cc -shared -fPIC -O1 -Wall -Wextra -o "$target/faults/shim.so" tests/faults/shim.c -ldl
# As fast as need be: the program is started a thousand times.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=8
CARGO_TARGET_DIR=$target/faults/cargo cargo build --release --quiet --bin jingwen
JINGWEN=$(realpath "$target/faults/cargo/release/jingwen") SHIM=$(realpath "$target/faults/shim.so") \
	python3 tests/faults/faults.py "$@"
