"""What Python adds to the library's time: on batches, and on one article of about 2 KB.

    cargo build --release --example library --manifest-path python/Cargo.toml
    pip install ./python pyarrow
    python python/bench/bench.py python/target/release/examples/library

Both are measured in turn on the texts of corpus/gold, in as many rounds as asked for; of each the fastest
pass counts, which is the one least disturbed by whatever else the machine does. Both are to be built with
the same profile. The limits of the last column are what the package is held to; nothing fails.
"""

import argparse
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pyarrow
from jingwen import Cleaner

GOLD = Path(__file__).parents[2] / "corpus" / "gold"
ARTICLE = 2048
#: Passes of a round. Short and many of them: one may fall between two interruptions.
PASSES = 20
#: Calls in a pass on one article, and how many times as many rounds these get, in which less time is at stake.
COUNT = 50
MORE_ROUNDS = 6
#: A rule that always finds something, alone: what Python adds does not hang on the rules, and beside so short
#: a time it can be seen, which beside all rules is lost in the noise.
LINE = "Advertisement"
RULE = str(GOLD.parent / "rules" / "advertisement" / "en-advert-label.toml")
ONE = {"rules": RULE, "builtin": False, "model": False}


def gold(language):
    lines = (GOLD / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def bytes_of(texts):
    return sum(len(text.encode()) for text in texts)


def library(program, texts, threads, passes, rule=None):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(texts, file)
        file.flush()
        more = [] if rule is None else [rule]
        out = subprocess.check_output([program, file.name, str(threads), str(passes), *more])
    return min(json.loads(out))


def python(work, passes):
    work()
    seconds = []
    for _ in range(passes):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def in_turn(rounds, *ways):
    """The fastest of each way, which take turns."""
    found = [[way() for way in ways] for _ in range(rounds)]
    return [min(column) for column in zip(*found)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", help="examples/library.rs, built")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=float, default=1, help="MB of text in a batch")
    args = parser.parse_args()
    cleaner = Cleaner()
    languages = ("en", "zh-hans", "zh-hant", "mixed")

    print("| batch | threads | library MB/s | clean_batch MB/s | more time | limit |")
    print("|---|---|---|---|---|---|")
    for language in languages:
        texts = gold(language)
        texts *= round(args.size * 1e6 / bytes_of(texts)) or 1
        size, array = bytes_of(texts) / 1e6, pyarrow.array(texts)
        for threads in sorted({1, os.cpu_count() or 1}):
            plain, batch = in_turn(
                args.rounds,
                lambda: library(args.library, texts, threads, PASSES),
                lambda: python(lambda: cleaner.clean_batch(array, threads=threads), PASSES),
            )
            more = batch / plain - 1
            print(f"| {language} | {threads} | {size / plain:.1f} | {size / batch:.1f} | {more:+.1%} | +15 % |")

    print("\n| article | bytes | rules | library µs | clean µs | more µs | limit |")
    print("|---|---|---|---|---|---|---|")
    for language in languages:
        text = min(gold(language), key=lambda text: abs(len(text.encode()) - ARTICLE))
        text += f"\n{LINE}\n"
        size, texts = len(text.encode()), [text] * COUNT
        for name, own, rule in (("all", cleaner, None), ("one", Cleaner(**ONE), RULE)):
            assert own.clean(text).body != text

            def one_by_one():
                for text in texts:
                    own.clean(text)

            plain, clean = in_turn(
                args.rounds * MORE_ROUNDS,
                lambda: library(args.library, texts, 1, PASSES, rule) / COUNT * 1e6,
                lambda: python(one_by_one, PASSES) / COUNT * 1e6,
            )
            print(f"| {language} | {size} | {name} | {plain:.1f} | {clean:.1f} | {clean - plain:+.2f} | +5 |")


if __name__ == "__main__":
    main()
