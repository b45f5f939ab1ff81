"""People sing one melody, each in a key and tempo of their own (SSVD, recorded with telephones)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.takes.sung_for_align import heard, part, take
from tonmeister.listening.takes.align import align


@pytest.mark.slow
@pytest.mark.material
def test_people_without_a_click_are_followed_and_know_the_melody_together(material: Path) -> None:
    takes, labels = {}, {}
    for number, path in enumerate(
        sorted((material / "ssvd/take_group_2_38notes").glob("*.mp3")), 1
    ):
        sound, rate_hz = soundfile.read(str(path), always_2d=True)
        takes[number] = heard(number, path.stem, sound.mean(axis=1), rate_hz=rate_hz)
        labels[number] = np.loadtxt(path.with_name(f"{path.stem}_label.txt"))
    made = align(part(*takes.values()), {**takes, 99: take(1)})
    assert set(made.on_clock) == set(takes), "all six are one melody"
    assert set(made.left_out) == {99}, "and the demo song is another"
    keys = {n: clock.transposed_semitones for n, clock in made.on_clock.items()}
    assert max(keys.values()) - min(keys.values()) >= 11, "two sing an octave lower"
    away = [
        float(np.nanmin(np.abs(made.on_clock[number].onsets_s - onset_s)))
        for number, label in labels.items()
        for onset_s in label[:, 0]
    ]
    assert np.median(away) < 0.05
    written = labels[1][:, 3]
    pitches = np.array([note.pitch for note in made.notes])
    assert abs(len(pitches) - len(written)) <= 6
    best = max(
        sum(
            1
            for i, p in enumerate(written)
            if np.abs(pitches[max(0, i - 3) : i + 5] - p - s).min() < 0.5
        )
        for s in np.arange(-14.0, 14.0, 0.5)
    )
    assert best >= 0.85 * len(written)
