#!/usr/bin/env python3
"""Cleans large files, and measures peak memory: what `make soak` runs.

usage: soak.py [--jingwen PROGRAM] [--scale F] DIR

Makes in DIR, which needs some 15 GB, by scripts/mixed-corpus.py: 50,000 documents in every form, a JSONL
file of 4 GB, one of 2 GB (unpacked) as .gz, a web archive of 1 GB, single documents of
10 and 60 MB. Cleans each, and fails where
peak memory is over its bound (1 GiB; of single documents four times their size,
and 16 MiB for the program with its rules), where lines are missing,
or where the tree differs between one thread and all. --scale 0.01 makes files of a hundredth of the size.

A Markdown table on stdout. Exit status: 0 done, 1 a bound was broken, 2 a run failed.
"""
import argparse
import filecmp
import gzip
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def measured(command, stdout):
    """Seconds and peak resident bytes of a command."""
    begun = time.monotonic()
    with open(stdout, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.stderr.write(f"{' '.join(command)}\n{said.decode(errors='replace')[-2000:]}\n")
        sys.exit(2)
    return time.monotonic() - begun, usage.ru_maxrss * 1024


def made(*args):
    subprocess.run([sys.executable, os.path.join(HERE, "mixed-corpus.py"), *args], check=True, stdout=subprocess.DEVNULL)


def lines(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def same_trees(one, two):
    compared = filecmp.dircmp(one, two, ignore=[".jingwen"])
    if compared.left_only or compared.right_only:
        return False
    _, differ, failed = filecmp.cmpfiles(one, two, compared.common_files, shallow=False)
    below = all(same_trees(os.path.join(one, name), os.path.join(two, name)) for name in compared.common_dirs)
    return not differ and not failed and below


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", metavar="DIR")
    parser.add_argument("--jingwen", default="jingwen", metavar="PROGRAM")
    parser.add_argument("--scale", type=float, default=1.0, metavar="F")
    args = parser.parse_args()
    os.makedirs(args.dir, exist_ok=True)
    broken = []

    def within(name):
        return os.path.join(args.dir, name)

    def clean(*flags, stdout=os.devnull):
        return measured([args.jingwen, "clean", "--quiet", "--progress", "none", *flags], stdout)

    def row(what, size, seconds, peak, bound):
        held = peak <= bound
        if not held:
            broken.append(what)
        print(f"| {what} | {size / 1e6:.0f} MB | {seconds:.0f} s | {size / 1e6 / seconds:.2f} MB/s | "
              f"{peak / 1e6:.0f} MB | {'' if held else 'over '}{bound / 1e6:.0f} MB |", flush=True)

    print("| what | size | time | speed | peak memory | bound |\n|---|---|---|---|---|---|", flush=True)
    gib = 1 << 30
    for megabytes in [10, 60]:
        path = within("one.txt")
        made("--text", f"{megabytes}M", path)
        size = os.path.getsize(path)
        row(f"one text of {megabytes} MiB", size, *clean(path), 4 * size + (16 << 20))

    tree = within("mixed")
    shutil.rmtree(tree, ignore_errors=True)
    made("--documents", str(max(100, int(50_000 * args.scale))), "--seed", "1", tree)
    size = sum(os.path.getsize(os.path.join(root, name)) for root, _, names in os.walk(tree) for name in names)
    for threads in ["1", str(os.cpu_count() or 1)]:
        out = within(f"out-{threads}")
        shutil.rmtree(out, ignore_errors=True)
        row(f"50,000 documents, all forms, {threads} threads", size, *clean(tree, "-o", out, "-j", threads), gib)
    if not same_trees(within("out-1"), out):
        broken.append("the trees differ")

    for name, unpacked in [("big.jsonl", 4e9), ("big.jsonl.gz", 2e9)]:
        path, out = within(name), within("out-big")
        wanted = int(unpacked * args.scale)
        made("--jsonl", str(wanted), path)
        shutil.rmtree(out, ignore_errors=True)
        row(f"{name}, unpacked", wanted, *clean(path, "-o", out), gib)
        if lines(path) != lines(os.path.join(out, name)):
            broken.append(f"{name}: lines are missing")
        os.remove(path)
        shutil.rmtree(out)
    path, out, wanted = within("big.warc"), within("out-big"), int(1e9 * args.scale)
    made("--warc", str(wanted), path)
    row("big.warc", wanted, *clean(path, "-o", out), gib)
    os.remove(path)
    shutil.rmtree(out)
    for what in broken:
        print(f"broken: {what}", file=sys.stderr)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
