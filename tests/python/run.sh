#!/bin/sh
# Builds the Python package as pip does from its source distribution, and tests what was installed: its tests, its
# types, and that it answers as the command line and the library do. Sets up a Python environment under the
# target directory, and Debian's python3-venv where it is missing. Arguments go to pytest.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
environment python/environment tests/python/requirements.txt
cargo fmt --check --manifest-path python/Cargo.toml
cargo clippy --quiet --all-targets --locked --manifest-path python/Cargo.toml -- -D warnings

# The folder stays the same, so that cargo builds the crates of others but once. maturin dates all files alike,
# from which cargo would take that nothing has changed.
rm -rf "$target/python/dist" "$target/python/source"
mkdir -p "$target/python/source"
"$environment/bin/maturin" sdist --manifest-path python/Cargo.toml --out "$target/python/dist"
tar -xzf "$target"/python/dist/jingwen-*.tar.gz --strip-components=1 -C "$target/python/source"
find "$target/python/source" -type f -exec touch {} +
# Speed is not tested here: the build may be quick instead.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off
install_jingwen "$target/python/source"

# From here on `jingwen` is what was installed: no folder of that name is on the path.
"$environment/bin/pytest" --quiet -p no:cacheprovider -W error python/tests "$@"
"$environment/bin/mypy" --strict --cache-dir "$target/python/mypy" python/tests/typed.py
"$environment/bin/stubtest" --mypy-config-file python/pyproject.toml jingwen._native
cargo build --quiet --bin jingwen --example answers
"$environment/bin/python" tests/same/check.py --jingwen "$target/debug/jingwen" --answers "$target/debug/examples/answers"
"$environment/bin/python" tests/same/learn.py --jingwen "$target/debug/jingwen"
