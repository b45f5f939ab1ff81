"""The balance against that of the engineer who mixed MusicDelta Rock and Punk (MedleyDB).

His gains are for the stems. Where only the raw track is mixed, the stem's loudness over the raw
track's is part of what he did to it; without stems (Punk) the raw track stands for the stem.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from tonmeister.knowledge import genre
from tonmeister.listening import features_of, listen
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.heard import Heard
from tonmeister.model import Session, SongMap, Track
from tonmeister.producer import decide
from tonmeister.signal import Audio
from tonmeister.signal.mixing import Sum

ROLES = {
    "Rock": ("drums", "bass", "electric guitar", "electric guitar", "lead vocal"),
    "Punk": ("drums", "bass", "electric guitar", "lead vocal"),
}
MOST_OFF_DB = 2.5


def read(path: Path) -> tuple[Audio, int]:
    samples, rate_hz = sf.read(path, always_2d=True)
    channels = samples.shape[1]
    both = samples.T if channels == 2 else np.repeat(samples.T, 2, axis=0)
    return Audio(np.ascontiguousarray(both), rate_hz), channels


@cache
def hear(folder: Path, song: str) -> tuple[Heard, np.ndarray]:
    """Return a song as it came in, and how loud each track is while it plays."""
    files = sorted(folder.glob("*.wav"))
    sounds, tracks, strips = [], [], {}
    for path, role in zip(files, ROLES[song], strict=True):
        audio, channels = read(path)
        sounds.append(audio)
        strips[path.stem] = features_of(audio)
        tracks.append(
            Track(
                name=path.stem, files=(path.name,), role=role, role_from="person",
                confidence=1.0, layout="mono" if channels == 1 else "stereo",
                rate_hz=audio.rate_hz, bits=16, length_s=audio.length_s,
            )
        )  # fmt: skip
    length_s = max(t.length_s for t in tracks)
    heard = Heard(
        session=Session(
            song=song, rate_hz=tracks[0].rate_hz, length_s=length_s, tracks=tuple(tracks)
        ),
        genre=genre("rock"),
        song=SongMap(length_s=length_s, tempo=None, key=None, sections=(), phrases=()),
        strips=strips,
        roles={t.name: t.role for t in tracks},
        mix=features_of(Sum(sounds, [1.0] * len(sounds))),
    )
    return heard, np.array([loud_db(s) for s in strips.values()])


def loud_db(sound: TrackFeatures) -> float:
    return 10.0 * float(np.log10(sound.k_power[sound.active].mean()))


def engineer_db(material: Path, song: str) -> np.ndarray:
    found = (material / f"mdbdrums/{song}/medleydb").glob("mixing_coefficients*.yaml")
    gains = re.findall(r"\d: ([0-9.]+)", next(iter(found)).read_text())
    return 20.0 * np.log10([float(g) for g in gains])


def ours_db(song: Heard) -> np.ndarray:
    """Return what the sheet does to the level of each track: trim, fader and pan law."""
    sheet = decide(song, listen(song), genre=song.genre, reference=None, amounts={})
    gains = []
    for track in song.session.tracks:
        moves = sheet.strip(track.name).decisions
        gain = sum(float(d.settings["gain_db"]) for d in moves if d.effect in ("trim", "fader"))
        gains.append(gain - (3.01 if track.layout == "mono" else 0.0))
    return np.array(gains)


def off_db(ours: np.ndarray, his: np.ndarray) -> float:
    """Return the mean absolute error without the offset that both have in common."""
    difference = ours - his
    return float(np.abs(difference - difference.mean()).mean())


@pytest.mark.material
@pytest.mark.parametrize(("song", "kind"), [("Rock", "stems"), ("Rock", "raw"), ("Punk", "raw")])
def test_the_balance_is_near_the_engineers_and_nearer_than_equal_loudness(material, song, kind):
    folder = material / f"mdbdrums/{song}"
    heard, loud = hear(folder / kind, song)
    his = engineer_db(material, song)
    if kind == "raw" and (folder / "stems").is_dir():
        his = his + hear(folder / "stems", song)[1] - loud
    found, equal = off_db(ours_db(heard), his), off_db(-loud, his)
    assert found <= MOST_OFF_DB
    assert found < equal


@pytest.mark.material
def test_the_balance_does_not_hang_on_how_loud_the_tracks_came(material):
    heard, _ = hear(material / "mdbdrums/Rock/stems", "Rock")
    base = ours_db(heard)
    name = heard.session.tracks[1].name
    softer = heard.strips[name]
    part = np.float32(0.1)
    softer = replace(
        softer, power=softer.power * part, k_power=softer.k_power * part,
        left_right=softer.left_right * part, peak=softer.peak * np.sqrt(part),
    )  # fmt: skip
    moved = ours_db(replace(heard, strips={**heard.strips, name: softer}))
    change = moved - base
    assert change[1] - change[0] == pytest.approx(10.0, abs=1.0)
