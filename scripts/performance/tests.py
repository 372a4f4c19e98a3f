"""Tests of the parts that measure nothing: python3 -m unittest discover -s scripts/performance -p tests.py"""
import itertools
import json
import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import corpus  # noqa: E402
import document  # noqa: E402
import patterns  # noqa: E402
import rows  # noqa: E402
import targets  # noqa: E402
from groups import Record  # noqa: E402

RULE = """
[[pattern]]
text = "not an example"
[[example]]
text = "Body. All rights reserved."
removed = ["All rights reserved.", "He said \\"no\\"."]
[[example]]
text = "Nothing goes."
removed = []
hits = ["key"]
[[example]]
text = "Several lines."
removed = [
  "版权所有",
  "Two\\nlines",
]
"""
POOL = {
    "en": [f"The council number {i} approved the new bridge on Monday after a debate." for i in range(400)],
    "zh": [f"第{i}届委员会周一在长时间辩论之后批准了新桥的建设方案。" for i in range(400)],
}
LINES = {"en": ["All rights reserved by the owner."], "zh": ["未经授权不得转载本站内容"]}


def documents(lang, share, count, seed=1):
    writer = corpus.Writer(lang, share, POOL, LINES, lambda text: text, seed)
    return list(itertools.islice(writer.documents(), count))


class Patterns(unittest.TestCase):
    def test_only_what_examples_remove_is_taken(self):
        found = list(patterns.removed(RULE))
        self.assertEqual(found, ["All rights reserved.", 'He said "no".', "版权所有", "Two\nlines"])

    def test_a_phrase_within_another_is_left_out(self):
        kept = patterns.without_overlap(["all rights reserved", "All rights reserved by us", "no copying"])
        self.assertEqual(sorted(kept), ["All rights reserved by us", "no copying"])

    def test_made_up_patterns_are_new_and_the_same_every_time(self):
        phrases = ["all rights reserved by the owner of this site", "please do not copy any of these texts here",
                   "click the button below to read more stories"]
        known = patterns.pairs(phrases, str)
        made = patterns.made_up(phrases, "en", known, 50, 1)
        self.assertEqual(len(set(made)), 50)
        self.assertEqual(made, patterns.made_up(phrases, "en", known, 50, 1))
        for line in made:
            self.assertTrue(patterns.pairs([line], str) - known, line)

    def test_every_set_holds_all_planted_lines(self):
        lines = {"en": ["a", "b"], "zh": ["c"]}
        made = {"en": [f"e{i}" for i in range(9)], "zh": [f"z{i}" for i in range(9)]}
        found = patterns.sets(lines, made, [5, 9], 1)
        for size, one in found.items():
            self.assertEqual(len(set(one)), size)
            self.assertLessEqual({"a", "b", "c"}, set(one))
        self.assertLessEqual(set(found[5]), set(found[9]))


class Corpus(unittest.TestCase):
    def test_the_same_seed_gives_the_same_documents(self):
        self.assertEqual(documents("mixed", 0.08, 20), documents("mixed", 0.08, 20))
        self.assertNotEqual(documents("mixed", 0.08, 20), documents("mixed", 0.08, 20, seed=2))

    def test_the_share_of_boilerplate_is_what_was_asked(self):
        for lang, share in itertools.product(["en", "zh", "mixed"], [0.08, 0.6]):
            lines = [line for text in documents(lang, share, 300) for line in text.split("\n")]
            planted = sum(len(line.encode()) + 1 for line in lines if line in LINES["en"] + LINES["zh"])
            whole = sum(len(line.encode()) + 1 for line in lines)
            self.assertAlmostEqual(planted / whole, share, delta=0.01)

    def test_only_the_planted_lines_tell_the_shares_apart(self):
        for one, other in zip(documents("en", 0, 20), documents("en", 0.6, 20)):
            self.assertEqual(one, "\n".join(line for line in other.split("\n") if line not in LINES["en"]))

    def test_a_deck_deals_every_card_before_any_again(self):
        deck = corpus.Deck(list("abcdef"), random.Random(1))
        self.assertEqual(sorted(deck.deal() for _ in range(6)), list("abcdef"))
        self.assertEqual(sorted(deck.deal() for _ in range(6)), list("abcdef"))

    def test_a_front_has_whole_lines_and_more_than_all_repeats(self):
        with tempfile.TemporaryDirectory() as folder:
            store = corpus.Store(pathlib.Path(folder), lambda *_: None)
            path = store.made("en-00", iter(documents("en", 0, 300)), 60_000)
            whole = path.read_bytes()
            front = store.front(path, 20_000).read_bytes()
            self.assertTrue(20_000 <= len(front) < 70_000 and whole.startswith(front))
            self.assertEqual(front[-1:], b"\n")
            twice = store.front(path, 2 * len(whole)).read_bytes()
            self.assertEqual(twice, whole + whole)
            text = store.form(path, "text").read_text(encoding="utf-8")
            self.assertEqual(text, "".join(f"{each}\n\n" for each in corpus.texts(path)))


class Figures(unittest.TestCase):
    def test_the_slope_of_a_line_and_of_a_square(self):
        self.assertAlmostEqual(targets.slope([(1, 3), (4, 12), (16, 48)]), 1)
        self.assertAlmostEqual(targets.slope([(1, 2), (2, 8), (4, 32)]), 2)
        self.assertIsNone(targets.slope([(1, 2)]))

    def test_a_target_is_reached_or_not(self):
        self.assertEqual(targets.at_least("a", 5, [5.1, 4.9]).cells(), ["a", "≥ 5×", "5.10×", "yes", "4.90×", "no"])
        self.assertEqual(targets.at_most("a", 2, [None, 2], "").cells(), ["a", "≤ 2", "–", "–", "2.00", "yes"])

    def test_a_process_runs_behind_its_start(self):
        row = rows.Row("grep", 10_000_000, [1.5, 1.6, 1.7], ready=0.5, starts=[0.5, 0.6, 0.7])
        self.assertAlmostEqual(row.running, 10)
        row.seconds = [0.55, 0.62, 0.7]
        self.assertIsNone(row.running)

    def test_rows_of_a_program_are_read(self):
        line = {"row": "scan", "text": "en-08", "set": "", "bytes": 2_000_000, "seconds": [1, 2, 4], "found": 3}
        row = rows.read(json.dumps(line))["en-08", ""]["scan"]
        self.assertEqual((row.rate, row.found), (1, 3))

    def test_the_page_has_what_was_measured_and_what_was_not(self):
        scan = Record("library", "en", rows.Row("scan", 8_000_000, [0.1], found=2), patterns="5,000")
        clean = [Record("library", "en", rows.Row(name, 8_000_000, [0.02], found=2, planted=2), patterns="5,000")
                 for name in targets.JUDGES]
        about = document.About(document.Scale("quick", 1, 1, 1, 1, 1, 1, 1), {"Hyperscan"}, {"en": 1, "zh": 1}, 2, 60,
                               [("cores", "2")], "0123456789")
        page = document.page([scan, *clean], about)
        self.assertIn("5,000 patterns, English | ≥ 5× | 5.00× | yes | 5.00× | yes |", page)
        self.assertIn("5,000 patterns, Chinese | ≥ 4× | – | – | – | – |", page)
        self.assertIn("Hyperscan could not be installed", page)


if __name__ == "__main__":
    unittest.main()
