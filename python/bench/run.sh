#!/bin/sh
# Measures the Python package, built as it is for users, in an environment under the target directory:
#   run.sh package    what Python adds to the library's time
#   run.sh filters    beside filters of other packages
#   run.sh spark      Spark on this machine beside the command line, over 1 GiB (SIZE)
# Markdown on standard output. Needs python3-venv, and Java for the last.
set -eu
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
target=$(cd "$target" && pwd)
environment=$target/bench-python
[ -x "$environment/bin/pip" ] || python3 -m venv "$environment"
pip="$environment/bin/pip --disable-pip-version-check --quiet"
python=$environment/bin/python
$pip install -r tests/engines/requirements.txt
CARGO_TARGET_DIR=$target/python/cargo $pip install --force-reinstall --no-deps ./python
case ${1:-} in
package)
	cargo build --release --quiet --example library --manifest-path python/Cargo.toml --target-dir "$target/python/cargo"
	"$python" python/bench/bench.py "$target/python/cargo/release/examples/library"
	;;
filters)
	$pip install spacy justext trafilatura lxml_html_clean
	"$python" python/bench/filters.py
	;;
spark)
	cargo build --release --quiet --features parquet --target-dir "$target/parquet"
	"$python" python/bench/spark.py --jingwen "$target/parquet/release/jingwen" --size "${SIZE:-1G}" "$target/soak/spark"
	;;
*)
	sed -n '2,6s/^# //p' "$0" >&2
	exit 2
	;;
esac
