#!/bin/sh
# The tests of folding with wide registers under valgrind: no byte is read or written outside of what was asked for,
# and nothing hangs on a byte that was never written. Installs valgrind where it is missing. With --address under
# AddressSanitizer, which sees the stack and statics too, and for which rustup must have a nightly compiler.
# For x86-64, where alone there are wide registers.
set -eu
cd "$(dirname "$0")/../.."
if [ "$(uname -sm)" != "Linux x86_64" ]; then
	echo "tests/simd: folding has no wide registers on $(uname -sm), or no valgrind" >&2
	exit 0
fi
# Optimised a little, since either makes it many times slower. Overflows are still checked.
export CARGO_PROFILE_DEV_OPT_LEVEL=1 CARGO_PROFILE_DEV_DEBUG=line-tables-only
. tests/environment.sh
target=$target/simd
if [ "${1-}" = --address ]; then
	export RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR="$target/address"
	exec cargo +nightly test --quiet --no-default-features --lib --target x86_64-unknown-linux-gnu text::fold
fi
need valgrind valgrind libc6-dbg
export CARGO_TARGET_DIR="$target"
exec cargo test --quiet --no-default-features --lib \
	--config 'target."cfg(unix)".runner = ["valgrind", "--quiet", "--error-exitcode=9"]' text::fold::simd_tests
