"""The demo session's own faults, cleaned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tonmeister.flow.demo import DEMO_FAULTS, HISS_DBFS, SEED
from tonmeister.flow.editing.clean import CleanAsked, clean
from tonmeister.flow.tell import Teller
from tonmeister.listening import features_of
from tonmeister.music import demo_parts, demo_song
from tonmeister.music.demo_parts import seconds
from tonmeister.producer.edits.clean import CleanWish
from tonmeister.signal import Audio
from tonmeister.signal.instruments import drum_kit, drum_mics, faults, plucked
from tonmeister.signal.instruments.filters import RATE_HZ

LENGTH_S = 16.0


def cleaned(folder: Path, name: str, sound: np.ndarray) -> tuple[Audio, set[str]]:
    """Clean one track; returns it, and the kinds of edits made."""
    path = folder / f"{name}.wav"
    soundfile.write(path, sound, RATE_HZ, subtype="PCM_24")
    wish = CleanWish(kinds=("hum", "clicks", "clipping", "bleed"))
    done = clean(path, Teller(), CleanAsked(wish=wish))
    assert done.tracks[0].edits, done.tracks[0]
    heard = soundfile.read(done.files[name], always_2d=True)[0].T
    return Audio(np.ascontiguousarray(heard), RATE_HZ), {e.kind for e in done.tracks[0].edits}


def facts(sound: np.ndarray) -> dict[str, float]:
    return features_of(Audio(np.atleast_2d(sound), RATE_HZ)).facts


def test_the_hum_on_the_driven_guitar_comes_down_by_twenty_decibels(tmp_path: Path) -> None:
    fault = DEMO_FAULTS["hum on the driven guitar"]
    line = demo_parts.drive_guitar(demo_song.form(), np.random.default_rng((SEED, 4)))
    first = min(note[0] for note in line)
    line = [(note[0] - first + 1.0, *note[1:]) for note in line if note[0] - first < LENGTH_S - 4]
    dry = plucked.drive_guitar(line, LENGTH_S, SEED + 4)
    dry = faults.hiss(dry * 0.3 / np.abs(dry).max(), HISS_DBFS, SEED)
    hummed = faults.hum(dry, float(fault["mains_hz"]), float(fault["level_dbfs"]))
    assert facts(hummed).get("hum_db", 0.0) > 0.0
    after, kinds = cleaned(tmp_path, "Gtr Drive", hummed)
    assert kinds == {"hum"}
    left = facts(after.samples).get("hum_dbfs", -120.0)
    assert left < facts(hummed)["hum_dbfs"] - 15.0
    gained_db = 10 * np.log10(np.sum((hummed - dry) ** 2) / np.sum((after.samples[0] - dry) ** 2))
    assert gained_db >= 20.0


def test_a_voice_recorded_too_hot_gets_its_peaks_back(tmp_path: Path) -> None:
    from damaged_music import sung_vowel

    over_db = float(DEMO_FAULTS["clipped backing vocal"]["over_db"])
    right = sung_vowel()
    hot = faults.clip(right, over_db)
    assert facts(hot)["clipped_count"] > 0
    after, kinds = cleaned(tmp_path, "Backing Vox", hot)
    assert kinds == {"declip"}
    assert facts(after.samples).get("clipped_count", 0.0) == 0.0
    assert facts(after.samples)["sample_peak_dbfs"] == pytest.approx(over_db, abs=0.5)


def test_the_hats_in_the_snare_come_down_between_its_strokes(tmp_path: Path) -> None:
    parts = demo_song.form(short=True)
    length_s = seconds(int(parts[-1].end_beats)) + 1.0
    hits = demo_parts.drums(parts, np.random.default_rng((SEED, 1)))
    lanes = drum_kit.play_drums(hits, length_s, SEED)
    bled = 10 ** (float(DEMO_FAULTS["hi-hats in the snare"]["level_db"]) / 20)
    for lane in lanes.values():
        lane *= 0.5 / max(float(np.abs(lane).max()), 1e-12)
    sound = drum_mics.close(
        lanes, "snare", {"hats": (bled, 1.1, 12000.0), "kick": (0.05, 1.6, 900.0)}
    )
    sound = sound * 0.42 / np.abs(sound).max()
    after, kinds = cleaned(tmp_path, "Snare", sound)
    assert kinds == {"gate"}
    came = soundfile.read(tmp_path / "Snare.wav")[0]
    changed = np.abs(after.samples[0] - came) > 1e-7
    was, now = (float(np.sum(x[changed] ** 2)) for x in (came, after.samples[0]))
    assert changed.any()
    assert 10 * np.log10(was / now) > 3.0
