#!/bin/sh
# Measures the Python package, built as it is for users, in an environment under the target directory:
#   run.sh package    what Python adds to the library's time
#   run.sh filters    beside filters of other packages
#   run.sh spark      Spark on this machine beside the command line, over 1 GiB (SIZE)
# Markdown on standard output. The last needs Java.
set -eu
cd "$(dirname "$0")/../.."
. tests/environment.sh
environment bench-python tests/engines/requirements.txt
install_jingwen ./python
python=$environment/bin/python
case ${1:-} in
package)
	cargo build --release --quiet --example library --manifest-path python/Cargo.toml --target-dir "$target/python/cargo"
	"$python" python/bench/bench.py "$target/python/cargo/release/examples/library"
	;;
filters)
	pip install spacy justext trafilatura lxml_html_clean
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
