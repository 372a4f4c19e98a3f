#!/bin/sh
# What the crates around the program are, and what is given away: every set of features that is promised is looked at
# by clippy, no crate asks for more than the promised compiler or comes from elsewhere, and the package holds what it
# must and builds by itself. With 1.88 in rustup, that compiles the sets of features too.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
export CARGO_TARGET_DIR="$target"
python3 tests/supply/crates.py
python3 tests/supply/package.py

# Alone, in the pairs that README.md, docs/ and the Python package name, and none.
sets=":batch:fit:html:batch html:fit html:cli:batch parquet:cli parquet"
promised=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
old=
if rustup run "$promised" cargo --version >/dev/null 2>&1; then
	old=yes
else
	echo "tests/supply: rustup has no $promised, so that nothing is compiled with it" >&2
fi
echo "$sets" | tr : '\n' | while read -r features; do
	cargo clippy --quiet --no-default-features --features "$features" -- -D warnings
	if [ -n "$old" ]; then
		CARGO_TARGET_DIR=$CARGO_TARGET_DIR/$promised \
			rustup run "$promised" cargo check --quiet --no-default-features --features "$features"
	fi
done

# As it is published: it builds by itself, and so does the library alone. A warning is an error.
said=$(cargo package --quiet --allow-dirty 2>&1) || { echo "$said" >&2; exit 1; }
if [ -n "$said" ]; then
	echo "tests/supply: cargo package says: $said" >&2
	exit 1
fi
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
cargo check --quiet --no-default-features --manifest-path "$CARGO_TARGET_DIR/package/jingwen-$version/Cargo.toml"
