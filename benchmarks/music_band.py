"""What the band plays, in figures: one row a style, over charts of all meters and several seeds.

``python -m benchmarks.music_band [MATERIAL]``. Voice leading: semitones a voice moves from chord
to chord, mean over keys, pad and strings. Steps: mean distance of neighbouring notes of the bass.
Push error: how far the mean lateness of the worst part lies from the style's figure. In the
harmony: notes that are tones of the chord or of its scale. CPU time: 64 bars, six parts, the best
of three.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from tonmeister.knowledge.styles import Style, reach, style, styles
from tonmeister.model import Chart, Clip
from tonmeister.producer.arranging.arranger import arrange

SEEDS = (1, 2, 3)
SIX = ("drums", "bass", "keys", "guitar", "pad", "strings")


def rows(material: Path | None = None) -> list[dict[str, object]]:
    """Return the table: one row a style."""
    from tests.band.band_charts import CHARTS

    return [_row(style(name), CHARTS) for name in styles()]


def _row(named: Style, charts: dict[str, Chart]) -> dict[str, object]:
    from tests.band.band_measures import (
        in_harmony,
        leading_semitones,
        out_of_range,
        push_error_ms,
        steps_semitones,
    )

    done = [arrange(chart, named, seed=seed) for chart in charts.values() for seed in SEEDS]
    song = arrange(charts["song"], named)
    clips = [clip for one in done for clip in one.clips]
    return {
        "style": named.name,
        "notes": {clip.name: len(clip.notes) for clip in song.clips},
        "keys": {clip.name: _range(clip) for clip in song.clips if clip.notes},
        "leading_semitones": _mean(
            [v for one in done for v in leading_semitones(one, named).values()]
        ),
        "bass_steps_semitones": _mean([v for one in done for v in steps_semitones(one)]),
        "push_error_ms": round(max(push_error_ms(one, named) for one in done), 3),
        "out_of_range_count": sum(out_of_range(clip, reach) for clip in clips),
        "in_harmony_percent": _mean([100.0 * in_harmony(one) for one in done], 1),
        "time_s": round(min(_time_s(charts["song"], named) for _ in range(3)), 3),
    }


def _time_s(chart: Chart, named: Style) -> float:
    longer = sixty_four(chart)
    start = time.process_time()
    arrange(longer, named, parts=SIX, intro=False)
    return time.process_time() - start


def sixty_four(chart: Chart) -> Chart:
    """Return a chart of 64 bars of the song."""
    from tests.band.band_charts import chart as made

    words = [c.symbol.name for c in chart.chords]
    return made(
        "|".join((words * 2)[:64]),
        sections="Intro 4,Verse 12,Chorus 8,Verse 12,Chorus 8,Bridge 8,Chorus 8,Outro 4",
    )


def _range(clip: Clip) -> tuple[int, int]:
    keys = [n.midi for n in clip.notes]
    return min(keys), max(keys)


def _mean(values: list[float], digits: int = 2) -> float | None:
    return round(float(np.mean(values)), digits) if values else None


if __name__ == "__main__":
    for row_ in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print("  ".join(f"{k} {v}" for k, v in row_.items()))
