"""How calm the house stays on finished records: what it says of released masters, whole.

``python -m benchmarks.ear_released [NAME ...]``: at most one finding above "note" a song on
average; the findings are listed, so that each can be defended by its numbers.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from benchmarks.ear_pieces import Recording, piece, released
from benchmarks.measure import table
from tonmeister.knowledge.voices import voice
from tonmeister.listening import listen
from tonmeister.listening.finished import hear_finished
from tonmeister.producer.explain import hear

WHOLE_S = 3600.0


def heard(recording: Recording) -> tuple[str, float, float, list[tuple[str, str]]]:
    """Return name, length, CPU seconds, and what was said with its weight."""
    music = piece(recording, WHOLE_S)
    began = time.process_time()
    finished = hear_finished(music.audio(), name=music.name)
    findings = listen(finished)
    used = time.process_time() - began
    told = [(f.weight, hear(f, voice("plain"), finished.genre) + f"  ({f.where})")
            for f in findings]  # fmt: skip
    return music.name, music.length_s, used, told


def main(argv: Sequence[str] | None = None) -> int:
    words = list(sys.argv[1:] if argv is None else argv)
    music = [r for r in released() if not words or any(word in r.name for word in words)]
    with ProcessPoolExecutor(2) as pool:
        all_of_them = list(pool.map(heard, music))
    rows, faults, notes = [], 0, 0
    for name, length_s, used, told in all_of_them:
        mine = [sum(weight == kind for weight, _ in told) for kind in ("fault", "note", "info")]
        faults, notes = faults + mine[0], notes + mine[1]
        rows.append((name, f"{length_s:.0f} s", *map(str, mine), f"{used * 180 / length_s:.1f}"))
    head = ("song", "length", "faults", "notes", "facts", "CPU s for 180 s")
    print(table("Released masters, whole", head, rows))
    for name, _, _, told in all_of_them:
        print(f"\n{name}")
        for weight, sentence in told:
            if weight != "info":
                print(f"  [{weight}] {sentence}")
    count = len(all_of_them)
    print(f"\n{faults / count:.2f} faults and {notes / count:.1f} notes a song (bar: 1 fault)")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")
    return 0 if faults <= count else 1


if __name__ == "__main__":
    raise SystemExit(main())
