"""The comp against the oracle and the best single take; its cuts; what it costs as played.

``python -m benchmarks.session_comp [MATERIAL]``. Sessions of ten sung takes with known truth (see
``session_comp_truth``), aligned, scored and comped as ``tonmeister takes`` does it, told nothing.
Costs are the true ones: 25 cents or 30 ms off on average count as one. "asked" is what the singer
was asked to do wrong, the rest what she truly sang.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.session_comp_truth import (
    CHORUS,
    RATE_HZ,
    VERSES,
    Sounds,
    sung_session,
)
from benchmarks.songs import MATERIAL
from tonmeister.console.comp import play_comp
from tonmeister.listening.pitch import pitch_curve
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.align_hear import hear_take
from tonmeister.listening.takes.aligned import AlignedTakes
from tonmeister.listening.takes.seams import Seams, seams_of
from tonmeister.listening.takes.seams_played import click_score, played_costs
from tonmeister.model import Comp, Part, Take
from tonmeister.producer.takes.choose import choose
from tonmeister.producer.takes.choose_judged import settled
from tonmeister.producer.takes.score import score_takes
from tonmeister.studio.pitch_model import pitch_model

SEEDS = (1, 2, 3)


def heard(sounds: Sounds) -> AlignedTakes:
    """Hear and align takes as the program does, without being told anything."""
    made = {
        n: Take(part="Vox", name=f"Vox {n}", number=n, track=f"Vox {n}", begins_s=0.0,
                ends_s=s.shape[1] / RATE_HZ)
        for n, s in sounds.items()
    }  # fmt: skip
    model = pitch_model()
    listened = {n: hear_take(made[n], s, RATE_HZ, model) for n, s in sounds.items()}
    part = Part(
        name="Vox", kind="voice", role="lead-vocal", takes=tuple(made.values()), found_by="names"
    )
    return align(part, listened)


def comp_of(aligned: AlignedTakes, sounds: Sounds, seams: Seams, genre: str | None = None) -> Comp:
    """Choose, play, listen and choose again, as the program does."""
    scores = score_takes(aligned, genre=genre)
    return settled(
        lambda tried: choose(aligned, scores, seams, genre=genre, not_here=tried),
        lambda comp: measured(comp, aligned, sounds),
    )


def measured(comp: Comp, aligned: AlignedTakes, sounds: Sounds) -> dict[str, float]:
    """Return what each region costs as played."""
    played = play_comp(comp, sounds, RATE_HZ)
    return played_costs(comp, pitch_curve(played, RATE_HZ, pitch_model()), aligned)


def clicks(comp: Comp, sounds: Sounds) -> list[tuple[float, float]]:
    """Return for each cut how much it clicks, and how much the two takes do there uncut."""
    played = play_comp(comp, sounds, RATE_HZ)
    out = []
    for cut in comp.crossfades:
        near = [r.take for r in comp.regions if abs(r.start_s - cut.at_s) < 1e-6]
        near += [r.take for r in comp.regions if abs(r.end_s - cut.at_s) < 1e-6]
        uncut = max(click_score(sounds[n], RATE_HZ, cut.at_s) for n in near)
        out.append((click_score(played, RATE_HZ, cut.at_s), uncut))
    return out


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table. No peer chooses between takes; workstations help the hand only."""
    del material  # no recordings of several rigid takes are among it
    return list(_rows())


def _rows() -> Iterator[dict[str, object]]:
    for name, parts in (("two verses", VERSES), ("verse and chorus", CHORUS)):
        every = []
        for seed in SEEDS:
            row = _session(seed, parts)
            yield {"session": f"{name}, seed {seed}", **row}
            every.append(row)
        means = {
            key: round(float(np.mean([row[key] for row in every])), 3)  # type: ignore[arg-type]
            for key in every[0]
        }
        yield {"session": f"{name}, mean", **means}


def _session(seed: int, parts: tuple[str, str]) -> dict[str, object]:
    known, asked, sounds = sung_session(seed, parts)
    began_s = time.process_time()
    aligned = heard(sounds)
    mid_s = time.process_time()
    comp = comp_of(aligned, sounds, seams_of(aligned))
    end_s = time.process_time()
    minutes = sum(s.shape[1] for s in sounds.values()) / RATE_HZ / 60.0
    cost = known.of(comp.regions)
    played = measured(comp, aligned, sounds)
    cuts = clicks(comp, sounds)
    return {
        "mean of all takes": round(float(known.costs.mean()), 3),
        "best single take": round(known.best_single, 3),
        "comp": round(cost, 3),
        "oracle": round(known.oracle, 3),
        "comp / oracle": round(cost / known.oracle, 2),
        "asked: best single": round(asked.best_single, 3),
        "asked: comp": round(asked.of(comp.regions), 3),
        "asked: oracle": round(asked.oracle, 3),
        "cuts": len(cuts),
        "loudest cut dBFS": round(max(c.level_dbfs for c in comp.crossfades), 1),
        "most click": round(max(c for c, _ in cuts), 2),
        "uncut there": round(max(u for _, u in cuts), 2),
        "played worse by": round(max(played[r.id] - r.cost_score for r in comp.regions), 3),
        "hear, align: CPU s a minute": round((mid_s - began_s) / minutes, 2),
        "score, comp, hear again": round((end_s - mid_s) / minutes, 2),
    }


if __name__ == "__main__":
    from benchmarks.session import table

    print(table(rows(Path(sys.argv[1]) if len(sys.argv) > 1 else MATERIAL)))
