"""DAWprojects of other programs: their mixers, tempo, notes and devices in our words."""

from __future__ import annotations

from pathlib import Path

import pytest
from dawproject_songs import container
from dawproject_theirs import opened, song

from tonmeister.exchange.dawproject import read


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
