"""The session, measured: takes, comp, pitch, tuning, timing, drums, cleaning. ``make session``.

``python -m benchmarks.session [MATERIAL] [--only TOPIC ...]`` prints one Markdown document and
writes it to ``benchmarks/results/<date>-session.md``.
"""

from __future__ import annotations

from benchmarks.topics import run

TOPICS = {
    "align": "Takes laid beside each other",
    "takes": "Takes ranked, against the truth",
    "direction": "Whether what a performer is told is true, and when to stop",
    "comp": "The comp against the oracle and the best single take",
    "pitch": "Pitch and notes of voices",
    "tune": "Vocal tuning",
    "timing": "Timing",
    "drums": "Drum hits",
    "clean": "Cleaning",
}

if __name__ == "__main__":
    run("session", "The session", TOPICS, __doc__)
