"""The package holds what it must, and nothing that is of the repository alone."""

import subprocess
import sys


def lines(*command: str) -> set[str]:
    return set(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split("\n")) - {""}


def main() -> int:
    packed = lines("cargo", "package", "--list", "--allow-dirty")
    kept = lines("git", "ls-files", "src", "corpus", "tests", "benches", "examples", "docs", "build.rs")
    # The tests of the pages look at the whole repository.
    kept = {name for name in kept if not name.startswith("tests/docs/")}
    single = {"LICENSE-APACHE", "LICENSE-MIT", "NOTICE", "README.md", "README.zh.md", "SECURITY.md", "CONTRIBUTING.md",
              "CHANGELOG.md", "Cargo.lock", "build.rs"}
    missing = (kept | single) - packed
    # What cargo adds, and nothing else.
    foreign = packed - kept - single - {"Cargo.toml", "Cargo.toml.orig", ".cargo_vcs_info.json"}
    for name in sorted(missing):
        print(f"not in the package: {name}", file=sys.stderr)
    for name in sorted(foreign):
        print(f"in the package, but not in the repository: {name}", file=sys.stderr)
    rules = sum(name.startswith("corpus/rules/") and name.endswith(".toml") for name in packed)
    tables = sum(name.startswith("corpus/tables/") for name in packed)
    weights = sum(name.startswith("corpus/weights/") for name in packed)
    print(f"package: {len(packed)} files, of them {rules} of rules, {tables} tables, {weights} of weights")
    return 0 if not missing and not foreign and rules and tables and weights else 1


sys.exit(main())
