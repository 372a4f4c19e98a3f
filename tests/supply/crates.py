"""Of the crates in each lock file: none declares a newer compiler than is promised, and all come from crates.io."""

import json
import subprocess
import sys

INDEX = "registry+https://github.com/rust-lang/crates.io-index"


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in (text.split(".") + ["0", "0"])[:3])


def crates(manifest: str) -> list[dict]:
    command = ["cargo", "metadata", "--format-version=1", "--all-features", "--locked", "--manifest-path", manifest]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)["packages"]


def main() -> int:
    mistakes = 0
    for manifest in ["Cargo.toml", "python/Cargo.toml", "fuzz/Cargo.toml"]:
        found = crates(manifest)
        promised = next(crate["rust_version"] for crate in found if crate["name"] == "jingwen")
        silent = 0
        for crate in found:
            name = f"{crate['name']} {crate['version']}"
            if crate["source"] not in (None, INDEX):
                print(f"{manifest}: {name} comes from {crate['source']}", file=sys.stderr)
                mistakes += 1
            if crate["rust_version"] is None:
                silent += 1
            elif version(crate["rust_version"]) > version(promised):
                wanted = crate["rust_version"]
                print(f"{manifest}: {name} asks for Rust {wanted}, {promised} is promised", file=sys.stderr)
                mistakes += 1
        if len(found) < 100:
            print(f"{manifest}: {len(found)} crates are too few to be all", file=sys.stderr)
            mistakes += 1
        print(f"{manifest}: {len(found)} crates for Rust {promised}; {silent} do not say for which they are")
    return 1 if mistakes else 0


sys.exit(main())
