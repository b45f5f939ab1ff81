"""DAWprojects of other programs: all legal shapes are heard where their programs play them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from dawproject_songs import container

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.dawproject import read
from tonmeister.model import DawClip, DawMeter, DawSession

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Project version="1.0">'
Sounds = dict[str, tuple[int, int, int]]
SOUNDS: Sounds = {"audio/riff.wav": (48000, 1, 480000)}


def song(
    lanes: str, *, structure: str = "", bpm: float = 120.0, more: str = "", unit: str = "beats"
) -> str:
    """Return a project with a track ``t1``, its channel ``c1`` and a master ``m``."""
    tracks = structure or (
        '<Track contentType="audio" id="t1" name="Guitar"><Channel audioChannels="2" role="regular"'
        ' destination="m" id="c1"><Volume unit="linear" value="0.5" id="v1"/></Channel></Track>'
    )
    return f"""{HEAD}<Application name="Theirs" version="5"/>
    <Transport><Tempo unit="bpm" value="{bpm}" id="tempo"/>
    <TimeSignature numerator="3" denominator="4" id="sig"/></Transport>
    <Structure>{tracks}<Track contentType="audio notes" id="tm" name="Master">
    <Channel role="master" id="m"/></Track></Structure>
    <Arrangement id="a"><Lanes timeUnit="{unit}" id="l0"><Lanes track="t1" id="l1">{lanes}</Lanes>
    </Lanes>{more}</Arrangement><Scenes/></Project>"""


def opened(folder: Path, project: str, sounds: Sounds = SOUNDS) -> DawSession:
    return read(container(folder, project, sounds), folder / "in")


def clip(content: str, **attributes: object) -> str:
    """Return a clip; ``unit`` is the unit of what it holds."""
    if "unit" in attributes:
        attributes["contentTimeUnit"] = attributes.pop("unit")
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<Clip {told}>{content}</Clip>"


def clips(*inner: str) -> str:
    return f"<Clips>{''.join(inner)}</Clips>"


def the_clip(session: DawSession) -> DawClip:
    (clip,) = session.tracks[0].clips
    return clip


AUDIO = (
    '<Audio channels="1" duration="10" sampleRate="48000" id="x">'
    '<File path="audio/riff.wav"/></Audio>'
)


def warps(rate: float, more: str = "") -> str:
    """Return the sound warped at a number of quarter notes a second."""
    return (
        f'<Warps contentTimeUnit="seconds" timeUnit="beats" id="w">{AUDIO}'
        f'<Warp time="0" contentTime="0"/><Warp time="{10 * rate}" contentTime="10"/></Warps>{more}'
    )


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


def test_rides_of_fader_and_pan_are_read(tmp_path: Path) -> None:
    structure = """<Track contentType="audio" id="t1" name="G"><Channel role="regular"
      destination="m" id="c1"><Pan min="-1" max="1" unit="linear" value="0.25" id="p1"/>
      <Volume unit="decibel" value="-4.5" id="v1"/></Channel></Track>"""
    rides = """<Points unit="decibel" timeUnit="seconds"><Target parameter="v1"/>
      <RealPoint time="1" value="-12" interpolation="linear"/><RealPoint time="2" value="0"/>
      </Points><Points unit="linear"><Target parameter="p1"/>
      <RealPoint time="0" value="-1" interpolation="linear"/><RealPoint time="4" value="1"/>
      </Points>"""
    track = opened(tmp_path, song(rides, structure=structure)).tracks[0]
    assert (track.fader_db, track.pan_percent) == (-4.5, 25.0)
    assert track.fader_curve_db[0] == (48000, -12.0)
    assert track.fader_curve_db[-1] == (96000, 0.0)
    assert track.pan_curve_percent == ((0, -100.0), (96000, 100.0))


GROUPS = """<Track contentType="tracks" id="g" name="Drums">
 <Channel role="{role}" destination="m" id="gc" audioChannels="2"/>
 <Track contentType="tracks" id="f" name="Toms"><Track contentType="audio" id="t1" name="Floor">
  <Channel role="regular" destination="gc" id="c1"><Sends>
   <Send destination="fx" type="pre" id="s1"><Volume unit="linear" value="0.1" id="sv"/></Send>
   <Send destination="fx" id="s2"><Enable value="false" id="e"/>
    <Volume unit="linear" value="1" id="sv2"/></Send></Sends></Channel></Track></Track></Track>
 <Track contentType="audio" id="r" name="Room">
  <Channel role="effect" destination="m" id="fx"/></Track>
 <Channel role="submix" destination="m" name="Loose" id="loose"/>"""


@pytest.mark.parametrize("role", ["submix", "master"], ids=["the standard", "Bitwig"])
def test_groups_are_buses_and_plain_folders_are_families(tmp_path: Path, role: str) -> None:
    session = opened(tmp_path, song("", structure=GROUPS.format(role=role)))
    assert [(t.name, t.kind) for t in session.tracks] == [
        ("Floor", "track"), ("Room", "return"), ("Drums", "bus"), ("Loose", "bus"),
        ("Master", "master"),
    ]  # fmt: skip
    floor = session.track("Floor")
    assert (floor.output, floor.group) == ("Drums", "Toms")
    pre, off = floor.sends
    assert (pre.to, pre.level_db, pre.pre_fader) == ("Room", -20.0, True)
    assert (off.level_db, off.pre_fader) == (-100.0, False)


def test_tempo_in_seconds_and_ramps_arrive_on_the_beat(tmp_path: Path) -> None:
    more = """<TempoAutomation timeUnit="beats">
      <RealPoint time="0" value="60" interpolation="linear"/>
      <RealPoint time="8" value="120" interpolation="hold"/></TempoAutomation>
      <Markers timeUnit="beats"><Marker time="8" name="There"/></Markers>"""
    session = opened(tmp_path, song("", more=more, bpm=60.0))
    exact_s = 60.0 * 8 / 60 * 0.6931471805599453  # the time of a ramp: beats over their mean, log
    assert session.markers[0].at_frames == pytest.approx(exact_s * 48000, abs=1)
    assert any("glides" in note for note in session.notes)
    more = """<TempoAutomation timeUnit="seconds"><RealPoint time="0" value="120"/>
      <RealPoint time="4" value="60"/></TempoAutomation>
      <Markers><Marker time="10" name="There"/></Markers>"""
    (tmp_path / "b").mkdir()
    session = opened(tmp_path / "b", song("", more=more))
    assert [(t.at_s, t.quarter_bpm) for t in session.tempos] == [(0.0, 120.0), (4.0, 60.0)]
    assert session.markers[0].at_frames == 48000 * 6


def test_notes_keep_their_place_in_nested_clips(tmp_path: Path) -> None:
    shape = """<Clips><Clip time="4" duration="4" playStart="1"><Notes id="n">
      <Note time="0.5" duration="0.25" channel="0" key="60" vel="0.5"/>
      <Note time="1" duration="1" channel="1" key="61"/>
      <Note time="4" duration="8" channel="0" key="62"/></Notes></Clip></Clips>"""
    notes = opened(tmp_path, song(shape)).tracks[0].notes
    assert [(n.at_quarters, n.length_quarters, n.midi) for n in notes] == [
        (4.0, 1.0, 61), (7.0, 1.0, 62),
    ]  # fmt: skip


def test_devices_of_bitwig_become_effects_and_the_rest_is_told(tmp_path: Path) -> None:
    structure = """<Track contentType="audio" id="t1" name="Bus"><Channel role="regular" id="c1"
     destination="m"><Devices>
      <Compressor deviceName="Compressor" deviceRole="audioFX" name="Comp">
       <Enabled value="false" id="e1"/><Attack unit="seconds" value="0.005" id="a"/>
       <InputGain unit="decibel" value="3" id="ig"/><OutputGain unit="decibel" value="-2" id="og"/>
       <Ratio max="100" min="0" unit="percent" value="75" id="cr"/>
       <Threshold unit="decibel" value="-18" id="th"/></Compressor>
      <Equalizer deviceName="EQ+" deviceRole="audioFX" name="EQ+">
       <Band type="bell" order="2">
        <Freq unit="semitones" value="81" id="bf" name="Band 1 Frequency"/>
        <Gain unit="decibel" value="6" id="bg"/><Q unit="linear" value="1.5" id="bq"/></Band>
       <Band type="notch"><Freq unit="hertz" value="50" id="nf"/></Band></Equalizer>
      <Limiter deviceName="Peak" deviceRole="audioFX"><Threshold unit="decibel" value="-3" id="lt"/>
      </Limiter>
      <BuiltinDevice deviceName="Polymer" deviceRole="audioFX" name="Magic"/>
      <ClapPlugin deviceID="org.x.y" deviceName="Surge" deviceRole="instrument"/>
     </Devices></Channel></Track>"""
    session = opened(tmp_path, song("", structure=structure))
    comp, bell, limiter = session.tracks[0].devices
    assert (comp.effect, comp.enabled, comp.settings["ratio"]) == ("compressor", False, 4.0)
    assert (comp.settings["threshold_db"], comp.settings["makeup_db"]) == (-21.0, 1.0)
    assert comp.settings["attack_ms"] == 5.0
    assert (bell.name, bell.settings["frequency_hz"]) == ("EQ+", pytest.approx(880.0))
    assert (bell.settings["gain_db"], bell.settings["width_q"]) == (6.0, 1.5)
    assert limiter.settings["ceiling_dbtp"] == -3.0
    told = "\n".join(session.notes)
    for lost in ("notch", "Magic", "Surge"):
        assert lost in told


def test_what_is_not_carried_is_told(tmp_path: Path) -> None:
    shape = """<Clips><Clip time="0" duration="1">
      <Video channels="2" sampleRate="48000" duration="1">
      <File path="a.mov"/></Video></Clip>
      <Clip time="0" duration="1" reference="nowhere"/></Clips>
      <Points unit="linear"><Target expression="timbre"/><RealPoint time="0" value="1"/></Points>"""
    more = "<Nothing/>"
    project = song(shape, more=more).replace(
        "<Scenes/>", '<Scenes><Scene id="s"><ClipSlot><Clip time="0"/></ClipSlot></Scene></Scenes>'
    )
    told = "\n".join(opened(tmp_path, project).notes)
    for words in ("Video", "nowhere", "launcher", "expression", "Nothing"):
        assert words in told


def test_a_project_without_a_title_is_called_as_its_file(tmp_path: Path) -> None:
    assert opened(tmp_path, song("")).title == "Theirs"
    about = "<MetaData><Title>Night drive</Title><Artist>Band</Artist><Year>2026</Year></MetaData>"
    session = read(container(tmp_path, song(""), {}, about), tmp_path / "in")
    assert session.title == "Night drive"
    assert dict(session.about) == {"artist": "Band", "year": "2026"}


def test_a_sound_beside_the_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "Audio").mkdir()
    sf.write(tmp_path / "Audio" / "riff.wav", np.zeros(480000), 48000)
    beside = AUDIO.replace('path="audio', 'external="true" path="Audio')
    shape = clips(clip(beside, time=0, duration=2))
    session = opened(tmp_path, song(shape), {})
    assert session.files[0].path == str(tmp_path / "Audio" / "riff.wav")
    assert the_clip(session).length_frames == 48000
