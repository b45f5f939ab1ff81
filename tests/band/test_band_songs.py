"""The band's laws on real songs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.band.band_measures import (
    in_harmony,
    leading_semitones,
    out_of_range,
    push_error_ms,
)
from tests.band.band_songs import song
from tonmeister.knowledge.styles import reach, style, styles
from tonmeister.producer.arranging.arranger import arrange
from tonmeister.producer.arranging.harmony import Harmony

NUMBERS = ("001", "003", "006", "010")
"""Each in every fourth style."""


@pytest.mark.material
@pytest.mark.parametrize("number", NUMBERS)
def test_real_songs_are_arranged_by_all_laws(material: Path, number: str) -> None:
    folder = material / "pop909" / number
    if not folder.is_dir():
        pytest.skip(f"POP909 {number} is not among the recordings")
    chart = song(folder)
    assert len(chart.chords) > 50
    for name in styles()[NUMBERS.index(number) :: len(NUMBERS)]:
        done = arrange(chart, style(name), seed=5)
        assert all(c.notes for c in done.clips if c.part not in ("strings", "drums")), name
        assert sum(out_of_range(clip, reach) for clip in done.clips) == 0, name
        assert push_error_ms(done, style(name)) < 1.0, name
        assert in_harmony(done) >= 0.9, name
        moved = leading_semitones(done, style(name))
        assert all(v <= 2.0 for v in moved.values()), (name, moved)
        starts = {round(s.start, 3): s for s in Harmony(done.chart).stretches}
        bass = [n for c in done.clips if c.part == "bass" for n in c.notes]
        for note in bass:
            chord = starts.get(round(note.start_quarters, 3))
            assert chord is None or note.length_quarters < 0.2 or (
                note.midi % 12 == chord.bass
            ), (name, note)  # fmt: skip


@pytest.mark.material
def test_a_whole_song_takes_less_than_a_second(material: Path) -> None:
    chart = song(material / "pop909" / "001")
    arrange(chart, style("pop"))
    start = time.process_time()
    arrange(chart, style("pop"))
    assert time.process_time() - start < 1.0
