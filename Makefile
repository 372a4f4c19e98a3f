.PHONY: test fmt clippy
test: fmt clippy
	cargo test --quiet
fmt:
	cargo fmt --check
clippy:
	cargo clippy --all-targets --quiet -- -D warnings
