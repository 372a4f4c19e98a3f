# Sourced by the scripts that test or measure with more than Rust: sets what they need up where it is missing.

# Where everything is built and installed; absolute, because pip and cargo run in other folders too.
target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
target=$(cd "$target" && pwd)

# Installs packages of Debian.
install() {
	as_root=
	[ "$(id -u)" = 0 ] || as_root=sudo
	$as_root apt-get update -qq
	$as_root apt-get install -y -qq --no-install-recommends "$@"
}

# need PROGRAM PACKAGE...: installs the packages if there is no such program.
need() {
	command -v "$1" >/dev/null || {
		shift
		install "$@"
	}
}

# environment FOLDER REQUIREMENTS: a Python environment in a folder under the target directory, with what the file
# lists. From here on $environment is that folder.
environment() {
	environment=$target/$1
	if ! [ -x "$environment/bin/pip" ]; then
		python3 -m venv "$environment" || { install python3-venv && python3 -m venv "$environment"; }
	fi
	pip install -r "$2"
}

# pip, of the environment.
pip() {
	"$environment/bin/pip" --quiet --disable-pip-version-check "$@"
}

# install_jingwen SOURCE: builds the Python package from a folder, and installs it into the environment.
install_jingwen() {
	(
		export CARGO_TARGET_DIR=$target/python/cargo
		pip install --force-reinstall --no-deps "$1"
	)
}
