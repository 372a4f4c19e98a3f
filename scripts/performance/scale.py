"""How much is measured: the figures behind `--quick` and the full run."""
from __future__ import annotations

import dataclasses

KIB, MIB = 1 << 10, 1 << 20
LANGUAGES = {"en": "English", "zh": "Chinese", "mixed": "mixed"}
SHARES = [0, 8, 60]
FORMS = ["text", "jsonl", "jsonl.zst"]
# Pattern sets besides the built-in rules. The first is only for the growth from few to many.
FEW, MANY, MOST = 500, 5_000, 50_000
SETS = {"built-in": None, "5,000": MANY, "50,000": MOST}
RUNS = 5


@dataclasses.dataclass(frozen=True)
class Scale:
    """The size of a run. Times are seconds, sizes bytes."""

    name: str
    corpus: int  # of each text, unpacked
    budget: float  # for one run of one row, behind its start
    peer_budget: float
    longest: int  # of the single documents
    length_budget: float  # for all runs over documents of one length
    stream: int  # of the file that is streamed for its memory
    starts: int  # runs of the start


FULL = Scale("full", 24 * MIB, 0.6, 1.0, 256 * MIB, 60.0, 48 * MIB, 41)
QUICK = Scale("quick", 3 * MIB, 0.12, 0.12, 8 * MIB, 9.0, 3 * MIB, 21)
