.PHONY: test test-all fmt clippy rustdoc browser simd features deny faults archives corpora parquet python engines fuzz-check soak fuzz attacks bench
test: fmt clippy rustdoc
	cargo test --quiet
# The above, and what needs more than Rust; it installs that itself.
test-all: test browser simd features faults archives corpora parquet fuzz-check python engines
browser:
	tests/browser/run.sh
# The unsafe code: folding with wide registers under valgrind, which it installs.
simd:
	tests/simd/run.sh
# Sets of features, the crates of the lock files, and the package that would be published.
features:
	tests/supply/run.sh
# Licences, second versions and origins of all crates: `cargo install cargo-deny --locked` first. `make deny
# DENY=advisories` asks for known holes too, for which it fetches the RustSec database.
DENY =
deny:
	for of in . python fuzz; do \
		cargo deny --config deny.toml --manifest-path $$of/Cargo.toml check --hide-inclusion-graph \
			-A unmatched-skip -A unnecessary-skip -A license-exception-not-encountered -A license-not-encountered \
			licenses bans sources $(DENY) || exit 1; \
	done
# Calls of the system that fail or kill the program, a full disk, 100,000 files, bombs; on Linux.
faults:
	tests/faults/run.sh
archives:
	tests/archives/run.sh
corpora:
	tests/corpora/run.sh
# Parquet has some forty crates more, so that its tests are not among those of every change.
parquet:
	cargo clippy --all-targets --features parquet --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet --features parquet
	cargo test --quiet --features parquet --test parquet
	cargo test --quiet --features parquet --lib batch::columns
	tests/parquet/run.sh
# The fuzz targets build with what they are run against; `make fuzz` runs them.
fuzz-check:
	RUSTFLAGS="--cfg fuzzing -Dwarnings" cargo check --quiet --manifest-path fuzz/Cargo.toml --target-dir target/fuzz/check
python:
	tests/python/run.sh
# The Python package in Spark, datatrove and the libraries of tables.
engines:
	tests/engines/run.sh
fmt:
	cargo fmt --check
clippy:
	cargo clippy --all-targets --quiet -- -D warnings
rustdoc:
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet --no-default-features
# Large files and long runs; results are in docs/batch.md.
SOAK = target/soak
soak: fuzz attacks
	tests/simd/run.sh --address
	cargo build --release --quiet
	python3 scripts/soak.py --jingwen target/release/jingwen $(SOAK)
	python/bench/run.sh spark
# An hour and a half of two cores; FUZZ="--seconds 60" gives every target a minute. Results are in docs/trust.md.
FUZZ =
fuzz:
	python3 scripts/fuzz.py $(FUZZ)
# Inputs made to be slow or large; results are in docs/trust.md.
ATTACKS = --megabytes 256
attacks:
	cargo build --release --quiet
	python3 scripts/attacks.py --jingwen target/release/jingwen $(ATTACKS) $(SOAK)/attacks
# Speed against the machine, the bare automaton and other tools; writes docs/performance.md, in some 40 minutes.
# QUICK=--quick takes a few. The peers are installed under target/performance.
BENCHES = fold matching language clean
bench:
	python3 -m unittest discover --quiet -s scripts/performance -p tests.py
	cargo bench --quiet $(BENCHES:%=--bench %)
	python3 scripts/performance $(QUICK)
	python/bench/run.sh package
	python/bench/run.sh filters
