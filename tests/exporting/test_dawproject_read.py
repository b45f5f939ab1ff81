"""DAWprojects of other programs: all legal shapes are heard where their programs play them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from dawproject_theirs import AUDIO, clip, clips, opened, song, the_clip, warps

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model import DawMeter

SHAPES = {
    "seconds, bare": clips(clip(AUDIO, time=4, duration=3, playStart=1, unit="seconds")),
    "beats, content in seconds": clips(
        clip(AUDIO, time=8, duration=6, playStart=1, unit="seconds")
    ),
    "beats, bare": clips(clip(AUDIO, time=8, duration=6, playStart=2)),
    "warps": clips(clip(warps(2), time=8, duration=6, playStart=2)),
    "nested warps": clips(
        clip(
            clips(clip(warps(2), time=0, duration=6, unit="beats", playStart=2)),
            time=8, duration=6, playStart=0,
        )
    ),
    "outer offset": clips(
        clip(
            clips(clip(warps(2), time=0, duration=20, unit="beats")),
            time=8, duration=6, playStart=2,
        )
    ),
    "no duration": clips(clip(warps(2), time=8, playStart=2, playStop=8, unit="beats")),
    "seconds within beats": (
        f'<Clips timeUnit="seconds">{clip(AUDIO, time=4, duration=3, playStart=1)}</Clips>'
    ),
    "lanes": (
        '<Lanes timeUnit="seconds">'
        + clips(clip(f"<Lanes>{AUDIO}</Lanes>", time=4, duration=3, playStart=1))
        + "</Lanes>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_sound_lies_where_its_program_plays_it(tmp_path: Path, shape: str) -> None:
    unit = "seconds" if shape.startswith("seconds,") else "beats"
    found = the_clip(opened(tmp_path, song(SHAPES[shape], unit=unit)))
    assert (found.at_frames, found.start_frames, found.length_frames) == (192000, 48000, 144000)


def test_the_example_of_bitwigs_own_page_is_read(tmp_path: Path) -> None:
    loop = """<Clips id="id25"><Clip time="0.0" duration="8.00003433227539" playStart="0.0"
      loopStart="0.0" loopEnd="8.00003433227539" fadeTimeUnit="beats" fadeInTime="1.0"
      fadeOutTime="0.0" name="Drumfunk3 170bpm"><Clips id="id26">
      <Clip time="0.0" duration="8.00003433227539" contentTimeUnit="beats" playStart="0.0"
       fadeTimeUnit="beats" fadeInTime="0.0" fadeOutTime="0.0">
      <Warps contentTimeUnit="seconds" timeUnit="beats" id="id28">
      <Audio algorithm="stretch" channels="2" duration="2.823541666666667" sampleRate="48000"
       id="id27"><File path="audio/Drumfunk3 170bpm.wav"/></Audio>
      <Warp time="0.0" contentTime="0.0"/>
      <Warp time="8.00003433227539" contentTime="2.823541666666667"/></Warps></Clip></Clips></Clip>
      </Clips>"""
    sounds = {"audio/Drumfunk3 170bpm.wav": (48000, 2, 135530)}
    session = opened(tmp_path, song(loop, bpm=149.0), sounds)
    found = the_clip(session)
    assert (found.at_frames, found.length_frames, found.start_frames) == (0, 135530, 0)
    assert found.name == "Drumfunk3 170bpm"
    assert found.fade_in.length_frames == round(48000 * 60 / 149)
    assert any("was stretched to the beat" in note for note in session.notes)
    assert session.tracks[0].fader_db == pytest.approx(-6.0206, abs=1e-4)
    assert session.meters == (DawMeter(at_quarters=0.0, beats=3, unit=4),)


def test_a_loop_is_played_as_often_as_it_sounds(tmp_path: Path) -> None:
    loop = clip(AUDIO, time=0, duration=5, unit="seconds", playStart=0.5, loopStart=0.25, loopEnd=1)
    heard = opened(tmp_path, song(clips(loop))).tracks[0].clips
    assert [(c.at_frames, c.start_frames, c.length_frames) for c in heard] == [
        (0, 24000, 24000), (24000, 12000, 36000), (60000, 12000, 36000), (96000, 12000, 24000),
    ]  # fmt: skip


def test_a_reference_plays_what_it_refers_to_and_a_circle_is_refused(tmp_path: Path) -> None:
    alias = '<Clip time="4" duration="1" reference="x"/>'
    heard = opened(tmp_path, song(clips(clip(AUDIO, time=0, duration=2), alias))).tracks[0].clips
    assert [(c.at_frames, c.length_frames) for c in heard] == [(0, 48000), (96000, 24000)]
    ring = '<Clips id="q"><Clip time="0" duration="4" reference="q"/></Clips>'
    with pytest.raises(CannotOpen, match="nested without end"):
        opened(tmp_path, song(ring))


def test_a_sound_at_the_pace_of_the_song_is_not_called_stretched(tmp_path: Path) -> None:
    shape = clips(clip(warps(2), time=0, duration=6))
    assert opened(tmp_path, song(shape)).notes == ()
    (tmp_path / "b").mkdir()
    slow = opened(tmp_path / "b", song(shape, bpm=119.0))
    assert any("was stretched" in note for note in slow.notes)


def test_a_crossfade_begins_earlier_and_fades_have_their_own_unit(tmp_path: Path) -> None:
    fades = {"fadeTimeUnit": "seconds", "fadeInTime": -0.1, "fadeOutTime": 0.5}
    shape = clips(clip(AUDIO, time=4, duration=4, playStart=1, unit="seconds", **fades))
    found = the_clip(opened(tmp_path, song(shape)))
    assert (found.at_frames, found.start_frames) == (96000 - 4800, 48000 - 4800)
    assert found.end_frames == 192000
    assert (found.fade_in.length_frames, found.fade_out.length_frames) == (4800, 24000)


@pytest.mark.parametrize(("unit", "value"), [("linear", 0.5), ("decibel", -6.020599913)])
def test_clip_gain_is_read_in_any_unit(tmp_path: Path, unit: str, value: float) -> None:
    point = f'<Target expression="gain"/><RealPoint time="0" value="{value}"/>'
    gain = f'<Points unit="{unit}">{point}</Points>'
    shape = clips(clip(f"<Lanes>{warps(2)}{gain}</Lanes>", time=0, duration=4))
    assert the_clip(opened(tmp_path, song(shape))).gain_db == pytest.approx(-6.0206, abs=1e-4)


def test_the_gain_that_the_next_version_may_bring_is_read(tmp_path: Path) -> None:
    gain = '<Gain unit="decibel" value="-4.5"/>'
    shape = clips(clip(gain + warps(2), time=0, duration=4))
    assert the_clip(opened(tmp_path, song(shape))).gain_db == -4.5


def test_a_gain_that_steps_holds_until_the_next_point(tmp_path: Path) -> None:
    gain = """<Points unit="linear"><Target expression="gain"/><RealPoint time="0" value="1"/>
      <RealPoint time="2" value="0.1"/></Points>"""
    shape = clips(clip(f"<Lanes>{warps(2)}{gain}</Lanes>", time=0, duration=4))
    found = the_clip(opened(tmp_path, song(shape)))
    assert found.envelope_db == ((0, 0.0), (48000, 0.0), (48000, -20.0))


def test_a_sound_beside_the_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "Audio").mkdir()
    sf.write(tmp_path / "Audio" / "riff.wav", np.zeros(480000), 48000)
    beside = AUDIO.replace('path="audio', 'external="true" path="Audio')
    shape = clips(clip(beside, time=0, duration=2))
    session = opened(tmp_path, song(shape), {})
    assert session.files[0].path == str(tmp_path / "Audio" / "riff.wav")
    assert the_clip(session).length_frames == 48000
