"""Sessions that others made in Ardour come in, of version 3 to 9."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import soundfile
from ardour_sessions import OLD_MAP, RATE, a, opened, playlist, region, session, track

from tonmeister.exchange.daw.laws import sides

GAIN = '<Processor type="amp"><Controllable name="gaincontrol" value="{}"/>{}</Processor>'
MAIN = '<Processor type="main-outs"><PannerShell><Panner uri="{}"/></PannerShell></Processor>'
BALANCE = "http://ardour.org/plugin/panner_balance"


def fader(gain: float, events: str = "", style: str = "Linear") -> str:
    moves = (
        f'<Automation><AutomationList automation-id="gain" state="Play" '
        f'interpolation-style="{style}"><events>{events}</events></AutomationList></Automation>'
    )
    return GAIN.format(gain, moves if events else "")


def pan(azimuth: float) -> str:
    return f'<Pannable><Controllable name="pan-azimuth" value="{azimuth}"/></Pannable>'


def test_a_session_of_ardour_3_comes_in_with_its_places_in_frames(tmp_path: Path) -> None:
    stream = '<Diskstream playlist="list" name="V"/><MuteMaster muted="yes"/>'
    xml = session(
        track("V", 2, stream + fader(0.5), attrs='flags="" phase-invert="1" active="yes"'),
        playlist(20, region(4800, 9600, start=100, old=True,
                            attrs='scale-amplitude="-0.5" muted="0" opaque="1"'), track_id=2),
        tempo=OLD_MAP, version="3001",
    )  # fmt: skip
    found = opened(tmp_path, xml)
    voice = found.track("V")
    clip = voice.clips[0]
    assert (clip.at_frames, clip.length_frames, clip.start_frames) == (4800, 9600, 100)
    assert clip.flip_polarity
    assert clip.gain_db == pytest.approx(20 * math.log10(0.5))
    assert (voice.muted, voice.flip_polarity, voice.channels) == (True, True, 1)
    assert [(m.at_quarters, m.beats) for m in found.meters] == [(0.0, 4), (4.0, 3)]
    assert [(t.at_s, t.quarter_bpm) for t in found.tempos] == [(0.0, 120.0), (3.5, 60.0)]
    assert dict(found.about) == {"artist": "The Others"}


def test_a_stereo_recording_in_two_files_becomes_one(tmp_path: Path) -> None:
    xml = session(
        track("G", 2, wide=2),
        playlist(20, region(0, 48000, sources=(11, 12)), region(50000, 1000, sources=(11, 12))),
    )
    found = opened(tmp_path, xml)
    (file,) = found.files
    assert (file.name, file.channels, file.frames) == ("Gtr.wav", 2, 2 * RATE)
    assert Path(file.path).is_relative_to(tmp_path / "into")
    home = tmp_path / "interchange" / "song" / "audiofiles"
    both = [soundfile.read(home / f"Gtr%{side}.wav")[0] for side in "LR"]
    assert np.array_equal(soundfile.read(file.path)[0], np.stack(both, axis=1))
    assert {clip.file for clip in found.track("G").clips} == {"Gtr.wav"}


def test_what_an_opaque_region_covers_is_not_heard_but_under_its_fades(tmp_path: Path) -> None:
    fades = (
        f"<FadeIn><AutomationList><events>{a(0)} 0\n{a(1000)} 1\n</events>"
        "</AutomationList></FadeIn>"
        '<FadeOut default="yes"/>'
    )
    over = region(10000, 10000, layer=1, inside=fades,
                  attrs='opaque="1" fade-in-active="1" fade-out-active="0"')  # fmt: skip
    clips = opened(
        tmp_path, session(track("V", 2), playlist(20, region(0, 40000), over))
    ).track("V").clips  # fmt: skip
    assert [(c.at_frames, c.end_frames, c.start_frames) for c in clips] == [
        (0, 11000, 0), (10000, 20000, 0), (20000, 40000, 20000),
    ]  # fmt: skip
    assert clips[1].fade_in.length_frames == 1000
    see_through = over.replace('opaque="1"', 'opaque="0"')
    clips = opened(
        tmp_path, session(track("V", 2), playlist(20, region(0, 40000), see_through))
    ).track("V").clips  # fmt: skip
    assert len(clips) == 2


def test_fades_are_told_apart_by_their_shape(tmp_path: Path) -> None:
    def faded(points: list[tuple[float, float]]) -> str:
        text = "".join(f"{a(at * 4800)} {value}\n" for at, value in points)
        inside = f"<FadeIn><AutomationList><events>{text}</events></AutomationList></FadeIn>"
        return region(0, 48000, inside=inside, attrs='fade-in-active="1" opaque="1"')

    steps = [k / 32 for k in range(33)]
    for shape, points in (
        ("linear", [(0.0, 0.0), (1.0, 1.0)]),
        ("equal_power", [(k, math.sin(k * math.pi / 2)) for k in steps]),
    ):
        fade = opened(
            tmp_path, session(track("V", 2), playlist(20, faded(points)))
        ).track("V").clips[0].fade_in  # fmt: skip
        assert (fade.shape, fade.length_frames) == (shape, 4800)
    found = opened(
        tmp_path, session(track("V", 2), playlist(20, faded([(k, k**5) for k in steps])))
    )
    assert any("nearest" in note for note in found.notes)


def test_other_playlists_of_a_track_wait_as_lanes(tmp_path: Path) -> None:
    lists = playlist(20, region(0, 100), name="comp") + playlist(
        31, region(5, 100), name="take 1", track_id=2
    )
    lanes = opened(tmp_path, session(track("V", 2), lists)).track("V").lanes
    assert [(lane.name, lane.clips[0].at_frames) for lane in lanes] == [("comp", 0), ("take 1", 5)]


@pytest.mark.parametrize("wide", [1, 2])
@pytest.mark.parametrize("azimuth", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_a_pan_keeps_both_sides_levels(wide: int, azimuth: float, tmp_path: Path) -> None:
    found = opened(
        tmp_path,
        session(track("V", 2, pan(azimuth) + fader(0.7) + MAIN.format(BALANCE), wide=wide),
                playlist(20, region(0, 100))),
    ).track("V")  # fmt: skip
    gain = 10 ** (found.fader_db / 20)
    ours = [gain * side for side in sides(found.law, found.pan_percent)]
    if wide == 1:  # Ardour's mono panner, as its source has it
        bend = 2.0 - 4.0 * 10.0 ** (-3.0 / 20.0)
        theirs = [x * (bend * x + 1.0 - bend) for x in (1.0 - azimuth, azimuth)]
    else:
        theirs = [min(1.0, 2.0 * (1.0 - azimuth)), min(1.0, 2.0 * azimuth)]
    assert ours == pytest.approx([0.7 * side for side in theirs], abs=1e-9)


def test_a_moving_fader_is_read_as_it_comes_out_of_ardours_filter(tmp_path: Path) -> None:
    points = [(0, 1.0), (10000, 0.25), (10001, 0.8), (40000, 0.8)]
    events = "".join(f"{a(at)} {value}\n" for at, value in points)
    found = opened(
        tmp_path,
        session(
            track("V", 2, fader(1.0, events) + MAIN.format(BALANCE), wide=2),
            playlist(20, region(0, 100)),
        ),
    ).track("V")
    frames, values = zip(*points, strict=True)
    wanted = np.interp(np.arange(45000) + 0.5, frames, values)
    heard = np.empty(wanted.size)
    now = wanted[0]
    for n, goal in enumerate(wanted):  # Ardour's amp: a one-pole filter of 25 Hz
        now += 156.825 / RATE * (goal - now)
        heard[n] = now
    at, levels = zip(*found.fader_curve_db, strict=True)
    ours = 10 ** (np.interp(np.arange(45000), at, levels) / 20)
    assert np.max(np.abs(ours - heard)) < 4e-3  # where it jumps by 7 dB within a frame
    assert np.median(np.abs(ours - heard)) < 3e-4
    assert len(at) < 300


def test_a_sparse_ride_goes_along_the_faders_scale(tmp_path: Path) -> None:
    events = f"{a(0)} 1\n{a(480000)} 0.01\n"
    found = opened(
        tmp_path,
        session(track("V", 2, fader(1.0, events, "Exponential")), playlist(20, region(0, 100))),
    ).track("V")
    at, levels = zip(*found.fader_curve_db, strict=True)
    place = [((6 * math.log2(g) + 192) / 198) ** 8 for g in (1.0, 0.01)]
    half = 2 ** ((((place[0] + place[1]) / 2) ** 0.125 * 198 - 192) / 6)
    assert np.interp(240000, at, levels) == pytest.approx(20 * math.log10(half), abs=0.2)


def test_sends_and_buses_and_what_reaches_nobody(tmp_path: Path) -> None:
    send = '<Processor type="intsend" role="Aux" target="5" active="yes">{}</Processor>'
    new = send.format('<Controllable name="gaincontrol" value="0.5"/>')
    old = send.format(
        '<Processor type="amp"><Controllable name="gaincontrol" value="0.25"/></Processor>'
    )
    bus = 'default-type="audio"'
    found = opened(
        tmp_path,
        session(
            track("V", 2, new + fader(1.0), to="Sub") + track("W", 3, fader(1.0) + old)
            + track("Lost", 6, to="Elsewhere") + track("Sub", 4, attrs=bus, wide=2)
            + track("Verb", 5, "<Processor type='intreturn'/>", attrs=bus, wide=2),
            playlist(20, region(0, 100)) + playlist(30, region(0, 100)),
        ),
    )  # fmt: skip
    kinds = {t.name: (t.kind, t.output) for t in found.tracks}
    assert kinds["Sub"] == ("bus", "Master")
    assert kinds["Verb"] == ("return", "Master")
    assert kinds["V"] == ("track", "Sub")
    v, w = found.track("V").sends[0], found.track("W").sends[0]
    assert (v.to, v.pre_fader, w.pre_fader) == ("Verb", True, False)
    assert (v.level_db, w.level_db) == pytest.approx([-6.0206, -12.0412], abs=0.02)
    assert any("Lost" in note for note in found.notes)


def test_a_trim_before_plug_ins_is_played_into_the_clips(tmp_path: Path) -> None:
    plug = '<Processor type="lv2" unique-id="urn:x" name="X" active="1"><lv2><Port symbol="a" value="0.5"/></lv2></Processor>'  # noqa: E501
    trim = '<Processor type="trim"><Controllable name="trimcontrol" value="2"/></Processor>'
    xml = session(track("V", 2, trim + plug + fader(0.5)), playlist(20, region(0, 100)))
    found = opened(tmp_path, xml).track("V")
    assert found.clips[0].gain_db == pytest.approx(6.0206, abs=1e-4)
    assert found.fader_db == pytest.approx(-6.0206 - 0.0, abs=0.02)
    (device,) = found.devices
    assert device.plugin is not None
    assert (device.plugin.kind, device.plugin.id, dict(device.plugin.values)) == (
        "lv2", "urn:x", {"a": 0.5},
    )  # fmt: skip


def test_missing_sound_midi_and_odd_plug_ins_are_said(tmp_path: Path) -> None:
    midi = '<Region name="m" type="midi" length="b1920@b0" start="b0" source-0="99"/>'
    port = '<Processor type="port" name="Outboard"/>'
    xml = session(
        track("V", 2, port), playlist(20, region(0, 100, sources=(16,)), midi, region(200, 50))
    )
    found = opened(tmp_path, xml)
    assert [clip.at_frames for clip in found.track("V").clips] == [200]
    told = "\n".join(found.notes)
    for words in ("gone.wav: not there", "MIDI", "Outboard"):
        assert told.count(words) == 1, told


@pytest.mark.parametrize(
    ("azimuth", "width"), [(0.5, 1.0), (0.5, 0.6), (0.5, 0.0), (0.35, 0.0), (0.35, 0.6)]
)
def test_ardours_usual_stereo_panner_is_a_width_and_a_balance(
    azimuth: float, width: float, tmp_path: Path
) -> None:
    usual = "http://ardour.org/plugin/panner_2in2out"
    place = (
        f'<Pannable><Controllable name="pan-azimuth" value="{azimuth}"/>'
        f'<Controllable name="pan-width" value="{width}"/></Pannable>'
    )
    theirs_read = opened(
        tmp_path,
        session(track("G", 2, place + MAIN.format(usual), wide=2), playlist(20, region(0, 100))),
    )
    found = theirs_read.track("G")
    bend = 2.0 - 4.0 * 10.0 ** (-3.0 / 20.0)

    def gain(x: float) -> float:
        return x * (bend * x + 1.0 - bend)

    ends = (azimuth - width / 2, azimuth + width / 2)
    theirs = np.array([[gain(1 - e) for e in ends], [gain(e) for e in ends]])
    kept = next((float(str(d.settings["width_percent"])) for d in found.devices), 100.0) / 100
    narrow = np.array([[1 + kept, 1 - kept], [1 - kept, 1 + kept]]) / 2
    faded = np.diag(sides(found.law, found.pan_percent)) * 10 ** (found.fader_db / 20)
    told = any("nearly ours" in note for note in theirs_read.notes)
    assert told == ((azimuth, width) == (0.35, 0.6))
    off = faded @ narrow - theirs
    assert np.max(np.abs(off.sum(axis=1) if told else off)) < 1e-8
