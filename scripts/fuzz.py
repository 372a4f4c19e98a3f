#!/usr/bin/env python3
"""Runs the fuzz targets of `fuzz/` one after the other, two side by side at most.

usage: fuzz.py [--seconds N] [--jobs N] [--out DIR] [--programs DIR] [TARGET]...

Needs rustup with a nightly toolchain and cargo-fuzz, and installs what is missing. Seeds and dictionaries
are made of the project's own rules, samples and test data under DIR (default target/fuzz), where the
corpus grows from run to run. Without --seconds the comparisons of two ways run 30 minutes of CPU time each,
the readers of files 5.

A Markdown table on stdout: executions, CPU time, edges reached, crashes. An input over 2 GiB of memory or 20
seconds of CPU time is a crash. Exit status: 0 done, 1 a crash, whose input is named, 2 a run failed.
"""
import argparse
import concurrent.futures
import glob
import gzip
import json
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
LONG, SHORT = 1800, 300
# The longest input, in bytes, and how long the target runs, in seconds of CPU time.
TARGETS = {
    "fold": (2048, LONG),
    "matcher": (4096, LONG),
    "rules_matcher": (2048, LONG),
    "restore": (8192, LONG),
    "rule_files": (8192, SHORT),
    "jsonl": (8192, SHORT),
    "csv": (8192, SHORT),
    "html": (8192, SHORT),
    "warc": (8192, SHORT),
    "parquet": (2048, SHORT),
    "mail": (8192, SHORT),
    "config": (2048, SHORT),
    "weights": (2048, SHORT),
}
MEMORY_MB, TIMEOUT = 2048, 20


# Seeds


def articles():
    for path in sorted((ROOT / "corpus/gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines()[::12]:
            yield json.loads(line)["text"][:3000]
    for path in sorted((ROOT / "corpus/samples").glob("*.txt")):
        yield path.read_text(encoding="utf-8")[:3000]


def rules():
    for path in sorted((ROOT / "corpus/rules").rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        yield text, tomllib.loads(text)


def literals(pattern):
    atoms = pattern.get("seq", [pattern.get("text", [])])
    return [[atom] if isinstance(atom, str) else atom for atom in atoms]


def page(text):
    paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines() if line.strip())
    return (f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{text[:20]}</title>"
            f"<link rel=canonical href=https://www.example.com/a></head><body><div class=menu><a href=/>Home</a>"
            f"</div><article>{paragraphs}</article><script>x=1<2</script></body></html>")


def record(text, number):
    body = page(text).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    kind = "response" if number % 2 else "conversion"
    block, content = (head + body, "application/http; msgtype=response") if number % 2 else (text.encode(), "text/plain")
    return (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://www.example.com/{number}\r\n"
            f"WARC-Record-ID: <urn:uuid:{number:036}>\r\nContent-Type: {content}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n").encode() + block + b"\r\n\r\n"


def message(text, number):
    if number % 2:
        return (f"From: a@example.com\r\nSubject: {text[:20]!r}\r\nMIME-Version: 1.0\r\nContent-Type: "
                f"multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
                f"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page(text)}\r\n--b--\r\n").encode()
    return (f"From a@example.com Mon Jan  5 10:00:00 2026\nFrom: a@example.com\nSubject: =?utf-8?q?news?=\n"
            f"Content-Type: text/plain; charset=utf-8\n\n{text}\n\n> {text[:100]}\n-- \nA. Writer\n\n").encode()


def cell(text):
    return '"' + text.replace('"', '""') + '"'


def seeds(target):
    """Small files, of the project's own texts, in what the target reads."""
    texts = [example["text"] for _, rule in rules() for example in rule.get("example", [])]
    some = texts[::40]
    if target in ("fold", "matcher", "restore"):
        yield from (text.encode() for text in [*texts[::4], *articles()])
    elif target == "rules_matcher":
        for _, rule in rules():
            lines = ["\t".join("|".join(atom) for atom in literals(p)) for p in rule.get("pattern", []) if "shape" not in p]
            text = " ".join(example["text"] for example in rule.get("example", []))
            yield ("\n".join(lines[:20]) + "\n\n" + text).encode()
    elif target == "rule_files":
        yield from (text.encode() for text, _ in rules())
    elif target == "jsonl":
        for i, text in enumerate(some):
            row = {"id": i, "text": text, "url": "https://www.example.com/a", "metadata": {"title": text[:9]}}
            other = {"id": f"d{i}", "data": {"content": [text, text]}, "body": text, "n": 2.50, "x": None}
            ascii_only = i % 2 == 0
            yield f"{json.dumps(row, ensure_ascii=ascii_only)}\n{json.dumps(other, ensure_ascii=ascii_only)}\n".encode()
            yield json.dumps([row, {"text": [text, "a"]}], indent=1, ensure_ascii=not ascii_only).encode()
        for name in sorted((ROOT / "tests/data/encodings").glob("*.json*")):
            yield name.read_bytes()
    elif target == "csv":
        for i, text in enumerate(some):
            mark = ",\t;"[i % 3]
            end = "\r\n" if i % 2 else "\n"
            rows = [["id", "text", "url"], [str(i), cell(text), "https://www.example.com/"], ["b", cell(text + '"'), ""]]
            yield (end.join(mark.join(row) for row in rows) + end).encode()
    elif target == "html":
        yield from (page(text).encode() for text in some)
    elif target == "warc":
        for i, text in enumerate(some):
            records = [record(text, i), record(text, i + 1)]
            yield b"".join(records)
            yield b"".join(gzip.compress(one, mtime=0) for one in records)
    elif target == "mail":
        yield from (message(text, i) for i, text in enumerate(some))
    elif target == "config":
        yield b'level = "conservative"\nkeep = ["photo_credit"]\n[clean]\noutput = "cleaned"\nrecord = true\n'
        yield b'format = "jsonl"\nthreads = 2\n[rules.check]\nrules = "r"\n[learn]\nmin-share = 0.5\n'
        yield b'[clean]\nmax-document = "64M"\ntext-field = ["a", "b"]\nsample = 0.5\nseed = 7\nin-place = true\n'
    elif target == "weights":
        # A place (a share of the file), how many bytes go, how many come, and these.
        for place in range(0, 0x10000, 0x800):
            yield bytes([place >> 8, place & 255, 1, 1]) + b"7"
        yield bytes([0]) + b"format = 1\nbias = 0\n"
    elif target == "parquet":
        for base in range(3):
            for place in [0, 0x1000, 0x8000, 0xC000, 0xE000, 0xF000, 0xFF00, 0xFFF0]:
                yield bytes([base, place >> 8, place & 255, 1, 1, 0xFF])
        yield bytes([9]) + b"PAR1\x15\x04\x00\x00PAR1"


DICTIONARIES = {
    "rule_files": ["[[pattern]]", "[[example]]", "[[pattern.except]]", "text = ", "seq = [", "removed = [", "hits = ["],
    "jsonl": ['"text":', '"content":', '\\ud83d', '\\u0000', '"jingwen":', '{"', '"}', "[{", "}]", "\\\\", "1e400"],
    "csv": ['""', '","', "\r\n", "text,", "\t", ";", "|", "\ufeff"],
    "html": ["<article>", "</p>", "<!--", "-->", "<script>", "<table><tr><td>", "<svg>", "<template>", "&nbsp;", "&#x514d;",
             "<meta charset=gbk>", "<title>", "<br>", "<pre>", "<![CDATA[", "<base href=", "<noscript>"],
    "warc": ["WARC/1.0\r\n", "Content-Length: ", "WARC-Type: response", "Transfer-Encoding: chunked\r\n",
             "Content-Encoding: gzip\r\n", "\r\n\r\n", "HTTP/1.1 200 OK\r\n", "0\r\n\r\n", "WARC-Truncated: length\r\n"],
    "mail": ["Content-Type: ", "boundary=", "multipart/mixed", "Content-Transfer-Encoding: base64", "quoted-printable",
             "=?utf-8?b?", "\nFrom ", "\n>From ", "\n-- \n", "charset=gb2312", "--b\r\n", "message/rfc822"],
    "config": ["[clean]", "[rules.check]", "level = ", "output = ", "true", "0x7f", "1e9", "inf", "'''", "keep = ["],
    "parquet": ["PAR1", "\x15\x04", "\x15\x00", "\x19", "\x1c"],
    "weights": ["[trees]", "nodes = ", "AAAA", "////", "-32768", "32767", "2147483647", "-2147483648"],
}
MARKS = ["\n", "\r\n", "\u2028", "\u3000", "\u200b", "\ufeff", "&nbsp;", "&#x514d;", "&amp;", "e\u0301", "👩\u200d👧", "「", "」",
         "（", "）", "。", "：", "…", "Ａ", "ẞ", "K", "Ⱥ", "丨", "東", "\U00020000", " - ", "> ", "| ", "「」", "\u0600", "🇨🇳"]


def dictionary(target):
    """Words for the mutator: those of the rules for texts, else the marks of the format."""
    own = DICTIONARIES.get(target)
    words = list(own or [])
    if own is None or target in ("rule_files", "html"):
        words += MARKS
        for _, rule in rules():
            words += [text for pattern in rule.get("pattern", []) for atom in literals(pattern) for text in atom][:2]
    encoded = [word.encode()[:60] for word in words if word]
    return "".join('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in encoded)


# Runs


def run(command, **more):
    return subprocess.run([str(part) for part in command], **more)


def prepare():
    """Installs what is missing, and builds."""
    if run(["cargo", "+nightly", "--version"], capture_output=True).returncode != 0:
        run(["rustup", "toolchain", "install", "nightly", "--profile", "minimal"], check=True, stdout=sys.stderr)
    if run(["cargo", "fuzz", "--version"], capture_output=True).returncode != 0:
        run(["cargo", "install", "cargo-fuzz"], check=True, stdout=sys.stderr)


def target_dir():
    base = os.environ.get("CARGO_TARGET_DIR")
    return (pathlib.Path(base) if base else ROOT / "target").resolve() / "fuzz"


def build(targets, sanitizer):
    dir = target_dir() / "build"
    common = ["cargo", "+nightly", "fuzz", "build", "--fuzz-dir", ROOT / "fuzz", "--sanitizer", sanitizer,
              "--target-dir", dir]
    for target in targets if len(targets) < len(TARGETS) else [None]:
        run([*common, *([target] if target else [])], check=True, cwd=ROOT, stdout=sys.stderr)
    built = sorted(glob.glob(str(dir / "*" / "release" / "fold"))) or sorted(glob.glob(str(dir / "*" / "release" / targets[0])))
    return pathlib.Path(built[-1]).parent


def fuzz(target, programs, out, seconds, files):
    longest, usual = TARGETS[target]
    corpus, given, artifacts = out / "corpus" / target, out / "seeds" / target, out / "crashes" / target
    shutil.rmtree(given, ignore_errors=True)
    for dir in (corpus, given, artifacts):
        dir.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (given / f"{number:05}").write_bytes(seed[:longest])
    words = out / f"{target}.dict"
    words.write_text(dictionary(target))
    done = {"target": target, "runs": 0, "cpu": 0.0, "edges": 0, "inputs": 0, "peak": 0, "crash": [], "slow": [],
            "failed": False, "log": out / f"{target}.log"}
    done["log"].unlink(missing_ok=True)
    # Beside other work a second of the clock is less than one of the processor: as often as it takes.
    while (left := (seconds or usual) - done["cpu"]) > 1 and not done["crash"] and not done["failed"]:
        command = [programs / target, corpus, given, f"-dict={words}", f"-max_len={longest}", "-len_control=20",
                   f"-max_total_time={math.ceil(left)}", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={TIMEOUT}",
                   f"-artifact_prefix={artifacts}/", "-print_final_stats=1", "-report_slow_units=5"]
        one_run(done, command, files)
    return done


def one_run(done, command, files):
    with open(done["log"], "ab") as said:
        begun = said.tell()
        code, usage = measured(command, files, said)
    text = done["log"].read_bytes()[begun:].decode(errors="replace")
    found = re.findall(r"cov: (\d+) ft: \d+ corp: (\d+)", text)
    runs = re.findall(r"stat::number_of_executed_units: (\d+)", text) or re.findall(r"^#(\d+)", text, re.M)
    written = [path for path in re.findall(r"Test unit written to (\S+)", text) if not waited(command[0], path, files)]
    done["runs"] += int(runs[-1]) if runs else 0
    done["cpu"] += usage.ru_utime + usage.ru_stime
    if found:
        done["edges"], done["inputs"] = map(int, found[-1])
    done["peak"] = max(done["peak"], usage.ru_maxrss // 1024)
    done["slow"] += [path for path in written if "/slow-unit-" in path]
    done["crash"] += [path for path in written if "/slow-unit-" not in path]
    done["failed"] = code != 0 and not done["crash"] and "libFuzzer: timeout" not in text


def measured(command, files, said):
    """How a target ended, and what it took."""
    process = subprocess.Popen([str(part) for part in command], stdout=said, stderr=said,
                               env={**os.environ, "FUZZ_FILES": files})
    _, status, usage = os.wait4(process.pid, 0)
    return os.waitstatus_to_exitcode(status), usage


def waited(program, path, files):
    """Whether an input that timed out did so by the clock alone, on a machine with other work."""
    if "/timeout-" not in path:
        return False
    code, usage = measured([program, path, f"-timeout={100 * TIMEOUT}"], files, subprocess.DEVNULL)
    return code == 0 and usage.ru_utime + usage.ru_stime < TIMEOUT


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", metavar="TARGET", nargs="*", choices=[[], *TARGETS])
    parser.add_argument("--seconds", type=int, metavar="N", help="for every target")
    parser.add_argument("--jobs", type=int, default=2, choices=[1, 2], metavar="N", help="side by side")
    parser.add_argument("--out", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--programs", type=pathlib.Path, metavar="DIR", help="targets that are built already")
    parser.add_argument("--sanitizer", default="none", choices=["none", "address"])
    args = parser.parse_args()
    targets = args.targets or list(TARGETS)
    out = (args.out or target_dir()).resolve()
    out.mkdir(parents=True, exist_ok=True)
    try:
        if args.programs is None:
            prepare()
        programs = args.programs or build(targets, args.sanitizer)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"fuzz.py: {error}", file=sys.stderr)
        return 2
    print("| target | executions | CPU time | edges | inputs kept | peak memory | crashes |\n|---|---|---|---|---|---|---|", flush=True)
    done = []
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="jingwen-", dir=memory) as files:
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            runs = [pool.submit(fuzz, target, programs, out, args.seconds, files) for target in targets]
            for result in (future.result() for future in runs):
                done.append(result)
                print(f"| `{result['target']}` | {result['runs']:,} | {result['cpu'] / 60:.1f} min | {result['edges']:,} | "
                      f"{result['inputs']:,} | {result['peak']} MB | {len(result['crash'])} |", flush=True)
    for result in done:
        for path in result["slow"]:
            print(f"slow: {result['target']}: {path}", file=sys.stderr)
        for path in result["crash"]:
            print(f"crash: {result['target']}: run `{programs / result['target']} {path}`; what was said is in {result['log']}",
                  file=sys.stderr)
        if result["failed"]:
            print(f"fuzz.py: {result['target']} ended without a result; see {result['log']}", file=sys.stderr)
    if any(result["crash"] for result in done):
        return 1
    return 2 if any(result["failed"] for result in done) else 0


if __name__ == "__main__":
    sys.exit(main())
