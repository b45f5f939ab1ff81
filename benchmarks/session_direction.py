"""Whether what a performer is told is true, and what the rule for stopping gains.

``python -m benchmarks.session_direction [MATERIAL]``. Directions: sessions of sung takes with known
truth (see ``session_comp_truth``), heard, aligned, scored and directed as ``tonmeister takes`` does
it, told nothing. Every point about a note is held against the note as it was sung. Stopping: 400
drawn sessions a shape; a take's quality is a bell curve around the shape, each take costs a tenth
of its spread.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.session_comp import heard
from benchmarks.session_comp_truth import CHORUS, RATE_HZ, VERSES, Truth, sung_session
from benchmarks.songs import MATERIAL
from tonmeister.model import Direction, PhraseScore, Remark, TakeScore
from tonmeister.producer.takes.direct import directions
from tonmeister.producer.takes.direct_points import PITCH_CENTS, TIMING_MS
from tonmeister.producer.takes.enough import enough
from tonmeister.producer.takes.score import score_takes

SEEDS = (1, 2)
TAKES = 6
NEAR_S = 0.2
DRAWS, MOST_TAKES, A_TAKE_COSTS = 400, 14, 0.1


def rows(material: Path) -> list[dict[str, object]]:
    """Return the rows of both tables."""
    del material  # all truth here is made
    return [*_told_rows(), *_stop_rows()]


def _told_rows() -> Iterator[dict[str, object]]:
    for name, parts in (("verses", VERSES), ("verse and chorus", CHORUS)):
        checked: list[tuple[Remark, float]] = []
        points = keepers = 0
        worst = []
        began = time.process_time()
        spent_s = 0.0
        for seed in SEEDS:
            truth, _, sounds = sung_session(seed, parts, TAKES)
            aligned = heard(sounds, RATE_HZ)
            scores = score_takes(aligned, genre=None)
            began = time.process_time()
            given = directions(aligned, scores)
            length_s = sum(s.shape[1] for s in sounds.values()) / RATE_HZ
            spent_s += (time.process_time() - began) / length_s * 60.0
            for one in given:
                points += len(one.points)
                keepers += one.keeper
                checked += list(_against(one, truth))
                worst.append(_names_a_heavy_one(one, truth))
        cents = [(float(r.facts["off_cents"]), t) for r, t in checked if "off_cents" in r.facts]
        true = [abs(t) > PITCH_CENTS - 5.0 and t * told > 0.0 for told, t in cents]
        off = [abs(told - t) for told, t in cents]
        late = [(float(r.facts["off_ms"]), t) for r, t in checked if "off_ms" in r.facts]
        timed = [abs(t) > TIMING_MS - 10.0 and t * told > 0.0 for told, t in late]
        yield {
            "sessions": f"{len(SEEDS)} of {TAKES} takes, {name}",
            "points": points,
            "keepers": keepers,
            "pitch points that are true": f"{sum(true)} of {len(true)}",
            "their cents, median error": f"{np.median(off):.1f}" if off else "none",
            "timing points that are true": f"{sum(timed)} of {len(timed)}",
            "takes whose heaviest three notes are among them": f"{sum(worst)} of {len(worst)}",
            "CPU s a minute of takes": f"{spent_s / len(SEEDS):.2f}",
        }


def _against(given: Direction, truth: Truth) -> Iterator[tuple[Remark, float]]:
    """Yield each point about a single note with what is true of that note."""
    for remark in given.points:
        if "order_count" not in remark.facts:
            continue
        note = min(
            truth.takes[given.take - 1].notes, key=lambda n: abs(n.start_s - remark.where.start_s)
        )
        if abs(note.start_s - remark.where.start_s) > NEAR_S:
            yield remark, 0.0
        elif "off_cents" in remark.facts:
            yield remark, note.off_cents
        elif "off_ms" in remark.facts:
            yield remark, note.off_ms


def _names_a_heavy_one(given: Direction, truth: Truth) -> bool:
    """Say whether one of the three heaviest true faults is spoken of (or lies in a named line)."""

    def weight(i: int) -> float:
        note = notes[i]
        out = max(0.0, abs(note.off_cents) - PITCH_CENTS) / PITCH_CENTS
        return out * min(note.length_s, 2.0)

    notes = truth.takes[given.take - 1].notes
    heaviest = sorted(range(len(notes)), key=weight, reverse=True)[:3]
    if given.keeper:
        return weight(heaviest[0]) < 0.3
    return any(
        p.where.start_s - NEAR_S <= notes[i].start_s <= p.where.end_s
        for p in given.points
        for i in heaviest
    )


Row = NDArray[np.float64]


def shapes(rng: np.random.Generator) -> dict[str, Row]:
    """Return one drawn session a shape: quality by take."""
    at = np.arange(MOST_TAKES)
    dip = np.interp(at, [0, 1, 3, 6, 7, 9, 13], [0.0, 0.3, -0.8, 0.8, 0.6, -0.5, -2.0])
    means = {
        "even": 0.0 * at,
        "learns over 5 takes": 0.25 * np.minimum(at, 5),
        "learns over 9 takes": 0.2 * np.minimum(at, 9),
        "tires after 5 takes": -0.25 * np.maximum(0, at - 4),
        "best at first": -0.15 * at,
        "double peak": dip,
    }
    return {name: mean + rng.standard_normal(MOST_TAKES) for name, mean in means.items()}


def session(quality: Sequence[float] | Row) -> list[TakeScore]:
    """Make scores of takes of one phrase."""
    return [
        TakeScore(
            take=n, facts={}, cost_score=-float(q), confidence=1.0,
            phrases=(PhraseScore(take=n, phrase=1, facts={}, costs={}, cost_score=-float(q),
                                 confidence=1.0),),
        )
        for n, q in enumerate(quality, start=1)
    ]  # fmt: skip


def takes_sung(quality: Row) -> int:
    """Return after how many takes the rule says stop."""
    for count in range(3, quality.size):
        if enough(session(quality[:count]), without_keeper={}).verdict in ("stop", "punch"):
            return count
    return int(quality.size)


def _stop_rows() -> Iterator[dict[str, object]]:
    rng = np.random.default_rng(17)
    gained: dict[str, dict[str, list[float]]] = {}
    sung: dict[str, list[int]] = {}
    for _ in range(DRAWS):
        for name, quality in shapes(rng).items():
            count = takes_sung(quality)
            sung.setdefault(name, []).append(count)
            for rule, n in (("rule", count), ("always 3", 3), ("always 6", 6), ("always 10", 10)):
                worth = float(quality[:n].max()) - A_TAKE_COSTS * n
                gained.setdefault(name, {}).setdefault(rule, []).append(worth)
    for name, by_rule in gained.items():
        told = {rule: f"{np.mean(values):.2f}" for rule, values in by_rule.items()}
        yield {"singer": name, "takes by the rule": f"{np.mean(sung[name]):.1f}", **told}


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL):
        print(row)
