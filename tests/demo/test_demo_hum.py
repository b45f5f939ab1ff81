"""A minute of humming, and what was meant by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tonmeister.flow.demo_hum import (
    BEAT_S,
    LEAD_S,
    hummed_lines,
    hummed_parts,
    perform_hum,
    record_hum,
)


def test_the_idea_is_a_mono_file_of_a_minute_that_hums_what_was_meant(tmp_path: Path) -> None:
    path = record_hum(tmp_path)
    about = soundfile.info(path)
    assert (about.channels, about.samplerate, about.subtype) == (1, 48000, "PCM_16")
    assert 55.0 < about.duration < 62.0
    sound, rate_hz = soundfile.read(path)
    meant = perform_hum().notes
    written = [s for line in hummed_lines(hummed_parts()) for s in line]
    assert len(meant) == len(written)
    for note, syllable in zip(meant, written, strict=True):
        assert abs(note.start_s - LEAD_S - syllable.start_beats * BEAT_S) < 1e-9
        at = round((note.start_s + note.off_ms / 1000.0 + 0.4 * note.length_s) * rate_hz)
        assert np.sqrt(np.mean(sound[at : at + 2000] ** 2)) > 10 ** (-40 / 20)


def test_the_idea_is_hummed_the_same_way_every_time(tmp_path: Path) -> None:
    one, two = record_hum(tmp_path / "a"), record_hum(tmp_path / "b")
    assert one.read_bytes() == two.read_bytes()
    assert not np.array_equal(perform_hum(1).sound, perform_hum(2).sound)
