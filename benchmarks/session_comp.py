"""The comp against the oracle and the best single take; its cuts; what it costs as played.

``python -m benchmarks.session_comp [MATERIAL]``. Sessions of ten sung takes with known truth (see
``session_comp_truth``), aligned, scored and comped as ``tonmeister takes`` does it, told nothing.
Costs are the true ones: 25 cents or 30 ms off on average count as one. "asked" is what the singer
was asked to do wrong, the rest what she truly sang.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.session_comp_real import real_sessions
from benchmarks.session_comp_truth import (
    CHORUS,
    RATE_HZ,
    VERSES,
    Sounds,
    Truth,
    sung_session,
)
from benchmarks.songs import MATERIAL
from tonmeister.console.comp import play_comp
from tonmeister.listening.pitch import pitch_curve
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.align_hear import hear_take
from tonmeister.listening.takes.aligned import AlignedTakes, ReferenceNote
from tonmeister.listening.takes.seams import seams_of
from tonmeister.listening.takes.seams_played import click_score, played_costs
from tonmeister.model import Comp, Part, Take
from tonmeister.producer.takes.choose import choose
from tonmeister.producer.takes.choose_judged import settled
from tonmeister.producer.takes.score import score_takes
from tonmeister.studio.pitch_model import pitch_model

SEEDS = (1, 2, 3)


def heard(
    sounds: Sounds, rate_hz: int, score: Sequence[ReferenceNote] | None = None
) -> AlignedTakes:
    """Hear and align takes as the program does."""
    made = {
        n: Take(part="Vox", name=f"Vox {n}", number=n, track=f"Vox {n}", begins_s=0.0,
                ends_s=s.shape[1] / rate_hz)
        for n, s in sounds.items()
    }  # fmt: skip
    model = pitch_model()
    listened = {n: hear_take(made[n], s, rate_hz, model) for n, s in sounds.items()}
    part = Part(
        name="Vox", kind="voice", role="lead-vocal", takes=tuple(made.values()), found_by="names"
    )
    return align(part, listened, score=score)


def comp_of(aligned: AlignedTakes, sounds: Sounds, rate_hz: int) -> Comp:
    """Choose, play, listen and choose again, as the program does."""
    scores, seams = score_takes(aligned, genre=None), seams_of(aligned)
    return settled(
        lambda tried: choose(aligned, scores, seams, not_here=tried),
        lambda comp: measured(comp, aligned, sounds, rate_hz),
    )


def measured(comp: Comp, aligned: AlignedTakes, sounds: Sounds, rate_hz: int) -> dict[str, float]:
    """Return what each region costs as played."""
    played = play_comp(comp, sounds, rate_hz)
    return played_costs(comp, pitch_curve(played, rate_hz, pitch_model()), aligned)


def clicks(comp: Comp, sounds: Sounds, rate_hz: int) -> list[tuple[float, float]]:
    """Return for each cut how much it clicks, and how much the two takes do there uncut."""
    played = play_comp(comp, sounds, rate_hz)
    out = []
    for cut in comp.crossfades:
        near = [r.take for r in comp.regions if abs(r.start_s - cut.at_s) < 1e-6]
        near += [r.take for r in comp.regions if abs(r.end_s - cut.at_s) < 1e-6]
        uncut = max(click_score(sounds[n], rate_hz, cut.at_s) for n in near)
        out.append((click_score(played, rate_hz, cut.at_s), uncut))
    return out


def rows(material: Path) -> list[dict[str, object]]:
    """Return the tables. No peer chooses between takes; workstations help the hand only."""
    return [*_sung(), *_real(material)]


def _sung() -> Iterator[dict[str, object]]:
    for name, parts in (("two verses", VERSES), ("verse and chorus", CHORUS)):
        every = []
        for seed in SEEDS:
            known, asked, sounds = sung_session(seed, parts)
            row, comp = _session(known, sounds, RATE_HZ, None)
            row |= {
                "asked: best single": round(asked.best_single, 3),
                "asked: comp": round(asked.of(comp.regions), 3),
                "asked: oracle": round(asked.oracle, 3),
            }
            yield {"session": f"{name}, seed {seed}", **row}
            every.append(row)
        means = {key: round(float(np.mean([row[key] for row in every])), 3) for key in every[0]}
        yield {"session": f"{name}, mean", **means}


def _real(material: Path) -> Iterator[dict[str, object]]:
    for one in real_sessions(material):
        row, _ = _session(one.truth, one.sounds, one.rate_hz, one.score)
        yield {"real voice, moved": one.name, **row}


def _session(
    known: Truth, sounds: Sounds, rate_hz: int, score: Sequence[ReferenceNote] | None
) -> tuple[dict[str, float], Comp]:
    began_s = time.process_time()
    aligned = heard(sounds, rate_hz, score)
    mid_s = time.process_time()
    comp = comp_of(aligned, sounds, rate_hz)
    end_s = time.process_time()
    minutes = sum(s.shape[1] for s in sounds.values()) / rate_hz / 60.0
    cost = known.of(comp.regions)
    played = measured(comp, aligned, sounds, rate_hz)
    cuts = clicks(comp, sounds, rate_hz)
    return {
        "mean of all takes": round(float(known.costs.mean()), 3),
        "best single take": round(known.best_single, 3),
        "comp": round(cost, 3),
        "oracle": round(known.oracle, 3),
        "comp / oracle": round(cost / known.oracle, 2),
        "cuts": len(cuts),
        "loudest cut dBFS": round(max((c.level_dbfs for c in comp.crossfades), default=-200.0), 1),
        "most click": round(max((c for c, _ in cuts), default=0.0), 2),
        "uncut there": round(max((u for _, u in cuts), default=0.0), 2),
        "played worse by": round(max(played[r.id] - r.cost_score for r in comp.regions), 3),
        "hear, align: CPU s a minute": round((mid_s - began_s) / minutes, 2),
        "score, comp, hear again": round((end_s - mid_s) / minutes, 2),
    }, comp


if __name__ == "__main__":
    from benchmarks.topics import table

    print(table(rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL)))
