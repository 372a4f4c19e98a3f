.PHONY: test fmt clippy soak
test: fmt clippy
	cargo test --quiet
fmt:
	cargo fmt --check
clippy:
	cargo clippy --all-targets --quiet -- -D warnings
# Large files and long runs; results are in docs/batch.md.
SOAK = target/soak
soak:
	cargo build --release --quiet
	python3 scripts/soak.py --jingwen target/release/jingwen $(SOAK)
