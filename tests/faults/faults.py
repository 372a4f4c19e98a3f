#!/usr/bin/env python3
"""Tries faults on the program that JINGWEN names, with the shim that SHIM names: what `make faults` runs.

usage: faults.py [NAME...]     only the tests of these names
"""
import gzip
import io
import json
import os
import pty
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import zlib

PROGRAM, SHIM = os.environ["JINGWEN"], os.environ["SHIM"]
STORY = "The council approved the new bridge on Monday.\nAdvertisement\nWork will start in May, the mayor said.\n"
BODY = STORY.replace("Advertisement\n", "")
WRITES = "create write fsync truncate rename link unlink mkdir chmod"
EIO, ENOSPC, EMFILE = 5, 28, 24
KILL_BEFORE, KILL_BEHIND = 0, -1


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def read(path):
    with open(path, "rb") as file:
        return file.read()


def tree(root):
    """Every file under a directory but for the journal's."""
    found = {}
    for at, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name != ".jingwen"]
        for name in files:
            path = os.path.join(at, name)
            found[os.path.relpath(path, root)] = read(path)
    return found


def lines(count):
    return "".join(json.dumps({"id": id, "text": STORY}) + "\n" for id in range(count))


class Faults(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="faults-")
        self.addCleanup(shutil.rmtree, self.dir, ignore_errors=True)
        self.phrases = self.at("phrases.txt")
        put(self.phrases, "Advertisement\n")

    def at(self, *names):
        return os.path.join(self.dir, *names)

    def run_it(self, *args, shim=None, before=(), **more):
        environment = dict(os.environ)
        if shim:
            environment.update({"LD_PRELOAD": SHIM}, **{name: str(value) for name, value in shim.items()})
        command = [*before, PROGRAM, *args, "--no-builtin", "--no-model", "--phrases", self.phrases]
        return subprocess.run(command, env=environment, capture_output=True, **more)

    def clean(self, *args, **more):
        return self.run_it("clean", *args, "--resume", "--quiet", "-j2", **more)

    def fill(self, root):
        put(os.path.join(root, "a.txt"), STORY)
        put(os.path.join(root, "b.jsonl.gz"), gzip.compress(lines(30).encode(), mtime=0))
        put(os.path.join(root, "c.csv"), f'id,text\n1,"{STORY}"\n')
        # Several chunks, and so several parts.
        put(os.path.join(root, "d.jsonl"), lines(900))
        put(os.path.join(root, "sub/plain.txt"), BODY)

    def each(self, calls, kinds, under, run, check):
        """Hits every call once, in runs of their own; how often, by call."""
        counts = {}
        for kind in kinds:
            for number in range(1, 10_000):
                hit = self.at("hit")
                if os.path.exists(hit):
                    os.remove(hit)
                shim = dict(FAULT_CALLS=calls, FAULT_UNDER=under, FAULT_AT=number, FAULT_ERRNO=kind, FAULT_HIT=hit)
                result, again = run(shim, number)
                if not os.path.exists(hit):
                    self.assertEqual(result.returncode, 0, result.stderr)
                    break
                call = read(hit).decode().strip()
                counts[call] = counts.get(call, 0) + 1
                with self.subTest(call=call, number=number, kind=kind):
                    said = result.stderr.decode()
                    if kind in (KILL_BEFORE, KILL_BEHIND):
                        self.assertEqual(result.returncode, -9, said)
                    elif result.returncode != 0:
                        self.assertEqual(result.returncode, 2, said)
                        self.assertIn("error: ", said)
                        self.assertIn(self.dir, said)
                    check(result, said)
                    again()
            else:
                self.fail("there is no end of calls")
        return counts

    def both_modes(self, calls, kinds, reads=False):
        """Copies and cleans in place with every call hit, and goes on."""
        small = ["--checkpoint", "16K"]
        self.fill(self.at("whole"))
        originals = tree(self.at("whole"))
        done = self.clean(self.at("whole"), "-o", self.at("expected"), "--spans", self.at("expected.jsonl"), *small)
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = tree(self.at("expected"))
        self.assertNotEqual(expected["a.txt"], originals["a.txt"])
        self.assertEqual(expected.keys(), originals.keys())
        spans = read(self.at("expected.jsonl")).replace(b"/whole/", b"/in/")
        self.fill(self.at("in"))
        out, beside = self.at("out"), self.at("out.jsonl")

        def copy(shim, _):
            shutil.rmtree(out, ignore_errors=True)
            for name in (beside, beside + ".part"):
                if os.path.exists(name):
                    os.remove(name)
            args = [self.at("in"), "-o", out, "--spans", beside, *small]

            def again():
                second = self.clean(*args)
                self.assertEqual(second.returncode, 0, second.stderr)
                self.assertEqual(tree(out), expected)
                self.assertEqual(read(beside), spans)
                self.assertEqual(os.listdir(os.path.join(out, ".jingwen")), ["journal.jsonl"])
            return self.clean(*args, shim=shim), again

        def whole(result, said):
            self.assertEqual(tree(self.at("in")), originals)
            found = tree(out) if os.path.exists(out) else {}
            for name, data in found.items():
                self.assertEqual(data, expected[name], name)
            if result.returncode == 0:
                self.assertEqual(found, expected, said)

        under = self.at("in") if reads else out
        copied = self.each(calls, kinds, under, copy, whole)

        def in_place(shim, number):
            root = self.at("place")
            shutil.rmtree(root, ignore_errors=True)
            self.fill(root)

            def again():
                second = self.clean("--in-place", root, *small)
                self.assertEqual(second.returncode, 0, second.stderr)
                self.assertEqual(tree(root), expected)
                # And back, with the same fault, and without.
                shim["FAULT_HIT"] = self.at("other")
                first = self.run_plain("restore", root, shim=shim)
                self.assertIn(first.returncode, (0, 2, -9), first.stderr)
                for name, data in tree(root).items():
                    self.assertIn(data, (originals[name], expected[name]), name)
                if first.returncode != 0:
                    second = self.run_plain("restore", root)
                    over = b"is back already" in second.stderr and not os.path.exists(os.path.join(root, ".jingwen/journal.jsonl"))
                    self.assertTrue(second.returncode == 0 or over, second.stderr)
                self.assertEqual(tree(root), originals)
            return self.clean("--in-place", root, *small, shim=shim), again

        def one_or_the_other(result, said):
            for name, data in tree(self.at("place")).items():
                self.assertIn(data, (originals[name], expected[name]), name)
            if result.returncode == 0:
                self.assertEqual(tree(self.at("place")), expected, said)

        placed = self.each(calls, kinds, self.at("place"), in_place, one_or_the_other)
        print(f"\n  copied: {told(copied)}\n  in place: {told(placed)}", end=" ")
        return copied, placed

    def run_plain(self, *args, shim=None):
        environment = dict(os.environ)
        if shim:
            environment.update({"LD_PRELOAD": SHIM}, **{name: str(value) for name, value in shim.items()})
        return subprocess.run([PROGRAM, *args], env=environment, capture_output=True)

    def test_every_call_that_writes_fails_once(self):
        copied, placed = self.both_modes(WRITES, [EIO, ENOSPC])
        self.assertTrue({"create", "write", "fsync", "rename", "mkdir"} <= copied.keys(), copied)
        self.assertTrue({"link", "chmod"} <= placed.keys(), placed)

    def test_killed_before_and_in_every_call_that_writes(self):
        copied, placed = self.both_modes(WRITES, [KILL_BEFORE, KILL_BEHIND])
        self.assertTrue({"create", "write", "fsync", "rename", "mkdir"} <= copied.keys(), copied)
        self.assertTrue({"link", "chmod"} <= placed.keys(), placed)

    def test_every_call_that_reads_fails_once(self):
        copied, _ = self.both_modes("open read", [EIO, EMFILE], reads=True)
        self.assertTrue({"open", "read"} <= copied.keys(), copied)

    def test_single_outputs_are_whole_or_not_there(self):
        put(self.at("in.jsonl"), lines(30))
        for name, args in {
            "report": ["clean", self.at("in.jsonl"), "-o", self.at("tree"), "--overwrite", "--report"],
            "learn": ["learn", self.at("in.jsonl"), "--source", "a.example", "-o"],
        }.items():
            folder = self.at(name)
            output = os.path.join(folder, "site.toml")

            def run(shim, _):
                shutil.rmtree(folder, ignore_errors=True)
                os.makedirs(folder)
                return self.run_it(*args, output, "--quiet", shim=shim), lambda: None

            self.assertEqual(run(None, 0)[0].returncode, 0)
            expected = read(output)

            def check(result, said):
                self.assertNotEqual(result.returncode, 0, said)
                self.assertEqual(os.listdir(folder), [], said)

            counts = self.each("write fsync", [EIO, ENOSPC], folder, run, check)
            self.assertTrue({"write", "fsync"} <= counts.keys(), counts)
            self.assertEqual(read(output), expected)

    def test_a_full_file_system(self):
        out = self.at("out")
        os.makedirs(out)
        mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", out], capture_output=True).returncode == 0
        self.fill(self.at("in"))
        put(self.at("in/big.jsonl"), lines(5000))
        put(self.at("in/z.txt"), STORY)
        done = self.clean(self.at("in"), "-o", self.at("expected"))
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = tree(self.at("expected"))
        if mounted:
            self.addCleanup(subprocess.run, ["umount", out])
            full = self.clean(self.at("in"), "-o", out)
        else:
            print("\n  no file system can be mounted here: files are limited in size instead", end=" ")
            bound = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
            full = self.clean(self.at("in"), "-o", out, preexec_fn=bound)
        said = full.stderr.decode()
        self.assertEqual(full.returncode, 2, said)
        self.assertIn("big.jsonl: cannot be written", said)
        if mounted:
            self.assertIn("make room and run again with --resume", said)
        found = tree(out)
        self.assertNotIn("big.jsonl", found)
        self.assertIn("z.txt", found)
        for name, data in found.items():
            self.assertEqual(data, expected[name], name)
        if mounted:
            subprocess.run(["mount", "-o", "remount,size=8m", out], check=True)
        again = self.clean(self.at("in"), "-o", out)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(tree(out), expected)

    def test_a_directory_that_is_not_ours_to_write(self):
        self.fill(self.at("in"))
        # Where a user that is no one's friend can get at the program.
        open_dir = tempfile.mkdtemp(prefix="faults-", dir="/tmp")
        self.addCleanup(shutil.rmtree, open_dir, ignore_errors=True)
        for path in (self.dir, open_dir):
            os.chmod(path, 0o755)
        program = os.path.join(open_dir, "jingwen")
        shutil.copy(PROGRAM, program)
        before = [] if os.geteuid() else ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        for name in ("out", "in"):
            root = self.at(name)
            os.makedirs(root, exist_ok=True)
            os.chmod(root, 0o555)
            how = ["clean", self.at("in"), "-o", root] if name == "out" else ["clean", "--in-place", root]
            result = subprocess.run([*before, program, *how], capture_output=True)
            said = result.stderr.decode()
            self.assertEqual(result.returncode, 2, said)
            self.assertIn("Permission denied", said)
            self.assertIn(os.path.join(root, ".jingwen"), said)
            self.assertIn("nothing was written", said)
            os.chmod(root, 0o755)
        self.assertEqual(os.listdir(self.at("out")), [])

    def test_a_clock_that_goes_back(self):
        self.fill(self.at("in"))
        self.clean(self.at("in"), "-o", self.at("expected"))
        shim = {"FAULT_CLOCK": 3600}
        for _ in range(2):
            done = self.clean(self.at("in"), "-o", self.at("out"), "--progress", "json", shim=shim)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(tree(self.at("out")), tree(self.at("expected")))
            seconds = [json.loads(line)["seconds"] for line in done.stderr.splitlines() if line.startswith(b"{")]
            self.assertTrue(seconds and all(second >= 0 for second in seconds), done.stderr)
        # All was kept the second time.
        journal = read(self.at("out/.jingwen/journal.jsonl")).splitlines()
        self.assertEqual(sum(b'"type":"done"' in line for line in journal), 5)

    def test_a_hundred_thousand_files(self):
        count = 100_000
        for id in range(count):
            folder = self.at("in", str(id // 1000))
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, f"{id}.txt"), "w") as file:
                file.write(f"Number {id}. {STORY}")
        seconds, peak = [], []
        for _ in range(2):
            begun = time.monotonic()
            code, said, most = self.waited("clean", self.at("in"), "-o", self.at("out"), "--resume")
            said = said.decode()
            self.assertEqual(code, 0, said)
            self.assertIn(f"documents: {count}, changed: {count}", said)
            seconds.append(time.monotonic() - begun)
            peak.append(most)
        for id in range(count):
            self.assertEqual(read(self.at("out", str(id // 1000), f"{id}.txt")), f"Number {id}. {BODY}".encode())
        print(f"\n  {seconds[0]:.0f} s and {peak[0]} MiB; with everything kept {seconds[1]:.0f} s and {peak[1]} MiB", end=" ")
        self.assertLess(max(peak), 512)

    def test_bombs_take_no_memory(self):
        unpacked = 1 << 30
        bombs = {"zeros": b"\0", "lines": (json.dumps({"n": " " * 65000}) + "\n").encode(), "brackets": b"[", "tags": b"<b>"}
        for kind, piece in bombs.items():
            packed = self.at(kind)
            piece *= (1 << 20) // len(piece) + 1
            packer = zlib.compressobj(9, zlib.DEFLATED, 31)
            with open(packed, "wb") as file:
                for _ in range(unpacked // len(piece) + 1):
                    file.write(packer.compress(piece))
                file.write(packer.flush())
        names = ["txt", "jsonl", "json", "csv", "html", "eml", "mbox", "warc"]
        most = 0
        for kind in bombs:
            for name in names:
                path = self.at("in", f"{kind}.{name}.gz")
                put(path, read(self.at(kind)))
                result, peak = self.measured(path)
                said = result.decode()
                # A document that is too large may be told before the file is read so far.
                self.assertTrue("--max-ratio 250" in said or "over --max-document" in said or "error: " in said, f"{kind}.{name}: {said}")
                most = max(most, peak)
                self.assertLess(peak, 700, f"{kind}.{name}")
        print(f"\n  {len(bombs) * len(names)} bombs, {most} MiB at most", end=" ")
        # Not refused, it passes through in bounded memory.
        path = self.at("in/lines.jsonl.gz")
        _, peak = self.measured(path, "--max-ratio", "0", code=0)
        self.assertLess(peak, 400)
        print(f"\n  1 GiB read through with --max-ratio 0: {peak} MiB", end=" ")

    def waited(self, *args):
        """How a run ended, what it said, and the most memory that it held, in MiB."""
        command = [PROGRAM, *args, "--no-builtin", "--no-model", "--phrases", self.phrases]
        with open(self.at("said"), "wb") as said:
            pid = os.posix_spawn(PROGRAM, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 2)])
        _, status, usage = os.wait4(pid, 0)
        return os.waitstatus_to_exitcode(status), read(self.at("said")), usage.ru_maxrss >> 10

    def measured(self, path, *args, code=2):
        out = self.at("bombed")
        shutil.rmtree(out, ignore_errors=True)
        ended, said, peak = self.waited("clean", path, "-o", out, "--quiet", *args)
        self.assertEqual(ended, code, f"{path}: {said.decode()}")
        if code:
            self.assertEqual(tree(out) if os.path.exists(out) and b"max-ratio" in said else {}, {})
        return said, peak

    def test_a_text_on_a_terminal(self):
        evil = "The council met on Monday\x1b[2J\x1b]0;owned\x07\x9b31m\u202e in the hall.\r\nAdvertisement\nAnd again 新闻 👩‍👩‍👧.\n"
        put(self.at("a.txt"), evil)
        common = ["--no-builtin", "--no-model", "--phrases", self.phrases]
        piped = subprocess.run([PROGRAM, "clean", self.at("a.txt"), *common], capture_output=True).stdout
        self.assertEqual(piped.decode(), evil.replace("Advertisement\n", ""))
        for args in (["clean"], ["clean", "--diff"], ["scan", "--color", "always"], ["lang"]):
            rules = [] if args == ["lang"] else common
            shown = on_terminal([PROGRAM, *args, self.at("a.txt"), *rules]).decode()
            for code in ("0", "1", "1;31", "1;33", "1;34"):
                shown = shown.replace(f"\x1b[{code}m", "")
            acting = [c for c in shown if c in "\x1b\x07\x9b\u202e"]
            self.assertEqual(acting, [], shown)
            if args[0] == "clean":
                self.assertIn("\\u{1b}[2J", shown)
                self.assertIn("新闻 👩‍👩‍👧", shown)


def told(counts):
    return ", ".join(f"{call} {count}" for call, count in sorted(counts.items()))


def on_terminal(command):
    """What a command prints on a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen(command, stdout=slave, stderr=slave, stdin=subprocess.DEVNULL)
    os.close(slave)
    shown = io.BytesIO()
    try:
        while piece := os.read(master, 4096):
            shown.write(piece)
    except OSError:
        pass  # As a terminal ends.
    process.wait()
    os.close(master)
    return shown.getvalue()


if __name__ == "__main__":
    unittest.main(verbosity=2)
