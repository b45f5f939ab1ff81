"""The song in time on real recordings whose beats, tempo and key are known."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tonmeister.listening.analyse import features_of
from tonmeister.listening.role_from_sound import looks_like_mix, role_from_sound
from tonmeister.listening.song import song_map
from tonmeister.listening.sources_align import align
from tonmeister.signal.audio import Audio

pytestmark = pytest.mark.material

ROCK = ["drums", "bass", "electric guitar", "electric guitar", "lead vocal"]
PUNK = ["drums", "bass", "electric guitar", "lead vocal"]
MEGAMI = {
    "bass": "bass", "brass": "brass", "drums": "drums", "guitar": "electric guitar",
    "piano": "piano", "vocals_1": "lead vocal", "vocals_2": "backing vocal",
}  # fmt: skip


def read(path: Path) -> Audio:
    samples, rate_hz = soundfile.read(path, always_2d=True)
    both = np.repeat(samples.T, 2, axis=0) if samples.shape[1] == 1 else samples.T[:2]
    return Audio(np.ascontiguousarray(both), rate_hz)


def delta(material: Path, song: str, roles: list[str]):
    folder = material / "mdbdrums" / song / "raw"
    tracks = {
        f"{i:02d}": features_of(read(folder / f"MusicDelta_{song}_RAW_{i:02d}_01.wav"))
        for i in range(1, len(roles) + 1)
    }
    return tracks, dict(zip(tracks, roles, strict=True))


def agreement(found, truth, within_s=0.07):
    """The F-measure of beat tracking: each beat may be met once."""
    left = list(found)
    met = 0
    for at in truth:
        near = [f for f in left if abs(f - at) <= within_s]
        if near:
            left.remove(min(near, key=lambda f: abs(f - at)))
            met += 1
    return 2 * met / (len(found) + len(truth))


@pytest.mark.parametrize(("song", "roles"), [("Rock", ROCK), ("Punk", PUNK)])
def test_beats_and_bars_of_a_played_band_are_where_people_tapped_them(material, song, roles):
    tracks, names = delta(material, song, roles)
    truth = np.loadtxt(
        material / "mdbdrums" / song / "annotations" / f"MusicDelta_{song}_MIX.beats"
    )
    length_s = max(f.length_s for f in tracks.values())
    tempo = song_map(tracks, names, length_s).tempo
    assert tempo is not None
    assert agreement(tempo.beats_s, truth[:, 0]) > 0.95
    starts = [tempo.beats_s[i] for i in tempo.downbeats]
    assert agreement(starts, truth[truth[:, 1] == 1, 0]) > 0.9


def test_tempo_and_key_of_caesium_are_as_published(material):
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: the AAC stems cannot be read")
    stems = {
        "KICK": "kick", "HATS": "hi-hat", "GARAGE BEAT": "drums", "BREAK": "drums",
        "MINILOGUE_SYNTH_mobile": "synth", "BGVOX MAIN_mobile": "backing vocal",
        "VOX LEAD": "lead vocal", "BGVOX HARMONY": "backing vocal",
    }  # fmt: skip
    tracks = {}
    for stem in stems:
        path = material / "everythingisfree" / "6.Caesium" / f"6.Caesium_Stem_{stem}.m4a"
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", path, "-ac", "2", "-ar", "24000", "-f", "f32le", "-"],
            capture_output=True, check=True,
        ).stdout  # fmt: skip
        samples = np.frombuffer(raw, np.float32).reshape(-1, 2).T.astype(np.float64)
        tracks[stem] = features_of(Audio(np.ascontiguousarray(samples), 24000))
    song = song_map(tracks, stems, 236.3)
    assert song.tempo is not None
    assert song.tempo.tempo_bpm == pytest.approx(130.0, abs=0.05)
    assert str(song.key) == "C major"
    bar_s = 240 / 130
    starts = np.array([song.tempo.beats_s[i] for i in song.tempo.downbeats])
    assert np.abs((starts + bar_s / 2) % bar_s - bar_s / 2).max() < 0.03
    assert song.phrases


def test_raw_tracks_without_names_are_mostly_recognised(material):
    """Told by sound alone, with the rules tuned on these and some fifty other recordings."""
    right = []
    for song, roles in (("Rock", ROCK), ("Punk", PUNK)):
        tracks, names = delta(material, song, roles)
        right += [role_from_sound(tracks[name])[0] == names[name] for name in tracks]
    for name, role in MEGAMI.items():
        found = role_from_sound(features_of(read(material / "megami" / "2_rock" / f"{name}.wav")))
        right.append(found[0] in (role, "lead vocal" if "vocal" in role else role))
    assert np.mean(right) >= 0.85


def test_the_human_mix_among_the_raw_tracks_is_found(material):
    tracks, _ = delta(material, "Rock", ROCK)
    mix = features_of(read(material / "mdbdrums" / "Rock" / "MusicDelta_Rock_MIX.wav"))
    assert looks_like_mix(mix, tracks)[0]
    for name in tracks:
        others = {other: f for other, f in tracks.items() if other != name}
        assert not looks_like_mix(tracks[name], others)[0]


def test_a_flipped_late_copy_of_real_drums_is_found_and_other_tracks_are_not(material):
    folder = material / "mdbdrums" / "Rock" / "raw"
    drums = read(folder / "MusicDelta_Rock_RAW_01_01.wav")
    late = np.zeros_like(drums.samples)
    late[:, 150:] = -0.5 * drums.samples[:, :-150]
    found = align(drums, drums.with_samples(late))
    assert found.sure
    assert found.flipped
    assert found.shift_ms == pytest.approx(-150 / 44.1, abs=0.05)
    for i in (2, 3, 5):
        assert not align(drums, read(folder / f"MusicDelta_Rock_RAW_{i:02d}_01.wav")).sure
