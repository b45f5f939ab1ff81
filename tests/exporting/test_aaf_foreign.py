"""AAFs in the shapes of other programs: sound inside, film rates, pairs, switched-off clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from aaf_foreign import AMPLITUDE, COMBINER, GAIN, LEVEL, RATE, Foreign, aaf, wave

from tonmeister.exchange.aaf import read
from tonmeister.exchange.aaf.reading.sides import without_side
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model.daw import DawSession


def opened(path: Path) -> DawSession:
    into = path.parent / "into"
    into.mkdir()
    return read(path, into)


@pytest.mark.parametrize(
    ("how", "name"), [("embedded", "a.wav"), ("whole_file", "a.wav"), ("whole_file", "a.aif")]
)
def test_sound_that_lies_inside_is_unpacked_to_the_bit(tmp_path: Path, how: str, name: str) -> None:
    path = wave(tmp_path, name)

    def fill(made: Foreign) -> None:
        master = getattr(made, how)(path, "Snare")
        made.track("Snare", [made.gap(4800), made.clip(master, 100, 9600)])

    session = opened(aaf(tmp_path / "x.aaf", fill))
    (clip,) = session.track("Snare").clips
    assert (clip.at_frames, clip.start_frames, clip.length_frames) == (4800, 100, 9600)
    file = session.file(clip.file)
    assert (file.name, file.bits, file.frames) == (f"Snare{path.suffix}", 24, 2 * RATE)
    assert Path(file.path).parent == tmp_path / "into"
    ours, theirs = (sf.read(p, dtype="int32")[0] for p in (file.path, path))
    np.testing.assert_array_equal(ours, theirs)


def test_a_film_that_counts_pictures_keeps_its_places(tmp_path: Path) -> None:
    path = wave(tmp_path, "a.wav")

    def fill(made: Foreign) -> None:
        master = made.embedded(path, "Dialogue")
        made.track("A1", [made.gap(10), made.clip(master, 5, 20)])

    session = opened(aaf(tmp_path / "x.aaf", fill, rate=25))
    (clip,) = session.track("A1").clips
    assert session.rate_hz == RATE
    assert (clip.at_frames, clip.start_frames, clip.length_frames) == (19200, 9600, 38400)


def test_gain_is_known_by_all_its_numbers(tmp_path: Path) -> None:
    """The standard's, and Resolve's, which numbers the effect as others number its parameter."""
    path = wave(tmp_path, "a.wav")
    numbers = {"Mono Audio Gain": GAIN, "Audio Gain": AMPLITUDE}
    ways = [(name, parameter) for name in numbers for parameter in (AMPLITUDE, LEVEL)]

    def fill(made: Foreign) -> None:
        master = made.embedded(path, "Kick")
        for n, (name, parameter) in enumerate(ways, 1):
            clip = made.clip(master, 0, 4800)
            made.track(f"T{n}", [made.effect(numbers[name], name, [clip], parameter, 0.5)])

    session = opened(aaf(tmp_path / "x.aaf", fill))
    gains = [clip.gain_db for track in session.tracks for clip in track.clips]
    assert gains == pytest.approx([20.0 * np.log10(0.5)] * 4)


def test_a_gain_over_the_whole_track_is_its_fader(tmp_path: Path) -> None:
    path = wave(tmp_path, "a.wav")

    def fill(made: Foreign) -> None:
        clip = made.clip(made.embedded(path, "Kick"), 0, 4800)
        made.track("Kick", [clip], lambda s: made.effect(GAIN, "Gain", [s], AMPLITUDE, 0.25))

    track = opened(aaf(tmp_path / "x.aaf", fill)).track("Kick")
    assert track.fader_db == pytest.approx(20.0 * np.log10(0.25))
    assert track.clips[0].gain_db == 0.0


@pytest.mark.parametrize(
    ("name", "halves"),
    [
        ("Piano.L", ("Piano", "left")), ("Piano -R", ("Piano", "right")),
        ("Piano_left", ("Piano", "left")), ("Piano (R)", ("Piano", "right")),
        ("Carol", ("Carol", "")), ("L", ("L", "")), ("Piano 2", ("Piano 2", "")),
    ],
)  # fmt: skip
def test_a_side_is_told_by_the_end_of_a_name(name: str, halves: tuple[str, str]) -> None:
    assert without_side(name) == halves


def test_two_halves_become_one_stereo_track(tmp_path: Path) -> None:
    left, right = wave(tmp_path, "l.wav", seed=1), wave(tmp_path, "r.wav", seed=2)

    def fill(made: Foreign) -> None:
        for name, path in (("Piano -L", left), ("Piano -R", right)):
            master = made.embedded(path, name)
            made.track(name, [made.gap(100), made.clip(master, 7, 4800)])

    session = opened(aaf(tmp_path / "x.aaf", fill))
    assert [track.name for track in session.tracks] == ["Piano", "Master"]
    (clip,) = session.track("Piano").clips
    sound, _ = sf.read(session.file(clip.file).path)
    np.testing.assert_allclose(sound[:, 0], sf.read(left)[0])
    np.testing.assert_allclose(sound[:, 1], sf.read(right)[0])


def test_two_halves_that_were_cut_differently_stay_two_tracks(tmp_path: Path) -> None:
    path = wave(tmp_path, "a.wav")

    def fill(made: Foreign) -> None:
        master = made.embedded(path, "Piano")
        made.track("Piano.L", [made.clip(master, 0, 4800)])
        made.track("Piano.R", [made.clip(master, 0, 4799)])

    names = [track.name for track in opened(aaf(tmp_path / "x.aaf", fill)).tracks]
    assert names == ["Piano.L", "Piano.R", "Master"]


def test_a_clip_of_two_combined_channels_is_stereo(tmp_path: Path) -> None:
    left, right = wave(tmp_path, "l.wav", seed=1), wave(tmp_path, "r.wav", seed=2)

    def fill(made: Foreign) -> None:
        clips = [made.clip(made.embedded(p, p.stem), 10, 4800) for p in (left, right)]
        made.track("Room", [made.effect(COMBINER, "Audio Channel Combiner", clips)])

    session = opened(aaf(tmp_path / "x.aaf", fill))
    track = session.track("Room")
    assert (track.channels, track.clips[0].start_frames) == (2, 10)
    sound, _ = sf.read(session.file(track.clips[0].file).path)
    np.testing.assert_allclose(sound[:, 1], sf.read(right)[0])


def test_a_clip_that_is_switched_off_comes_muted(tmp_path: Path) -> None:
    path = wave(tmp_path, "a.wav")

    def fill(made: Foreign) -> None:
        clip = made.clip(made.embedded(path, "Kick"), 0, 4800)
        selector = made.file.create.Selector()
        selector.media_kind, selector.length = "sound", 4800
        selector["Selected"].value = made.gap(4800)
        selector["Alternates"].append(clip)
        made.track("Kick", [made.gap(100), selector])

    (clip,) = opened(aaf(tmp_path / "x.aaf", fill)).track("Kick").clips
    assert (clip.muted, clip.at_frames) == (True, 100)


def test_an_unknown_effect_is_named_and_its_clip_plays(tmp_path: Path) -> None:
    path = wave(tmp_path, "a.wav")

    def fill(made: Foreign) -> None:
        clip = made.clip(made.embedded(path, "Kick"), 0, 4800)
        number = "11111111-2222-3333-4444-555555555555"
        made.track("Kick", [made.effect(number, "Pitch Wizard", [clip])])

    session = opened(aaf(tmp_path / "x.aaf", fill))
    assert session.track("Kick").clips[0].length_frames == 4800
    assert any("'Pitch Wizard' was left out" in note for note in session.notes)


def test_an_address_of_another_machine_is_looked_for_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "Audio").mkdir()
    wave(tmp_path / "Audio", "My Kick.wav")

    def fill(made: Foreign) -> None:
        master = made.linked("file://localhost/C%3A/Users/x/Audio/My%20Kick.wav", "Kick")
        made.track("Kick", [made.clip(master, 0, 4800)])

    made = aaf(tmp_path / "x.aaf", fill)
    session = opened(made)
    assert Path(session.files[0].path) == tmp_path / "Audio" / "My Kick.wav"


def test_an_aaf_without_a_composition_says_so(tmp_path: Path) -> None:
    def fill(made: Foreign) -> None:
        made.embedded(wave(tmp_path, "a.wav"), "Kick")

    with pytest.raises(CannotOpen, match="holds no composition"):
        opened(aaf(tmp_path / "x.aaf", fill))
