"""DAWprojects that are broken or mean harm: one clear line, and nothing outside the folder."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import pytest
from dawproject_songs import container
from hypothesis import given, settings
from hypothesis import strategies as st

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.dawproject import read

AUDIO = (
    '<Audio channels="1" duration="1" sampleRate="8000"><File path="{path}" external="{out}"/>'
    "</Audio>"
)


def song(path: str = "audio/a.wav", out: str = "false", version: str = "1.0") -> str:
    """Return a project that plays one sound."""
    audio = AUDIO.format(path=path, out=out)
    return f"""<Project version="{version}"><Application name="X" version="1"/>
    <Structure><Track id="t" name="T"><Channel id="c"/></Track></Structure>
    <Arrangement><Lanes timeUnit="seconds"><Lanes track="t"><Clips>
    <Clip time="0" duration="1">{audio}</Clip></Clips></Lanes></Lanes></Arrangement></Project>"""


def refused(folder: Path, path: Path, *, outside: bool = False) -> str:
    """Return the one line with which a file is refused; nothing may lie in ``in`` after it."""
    before = {p for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(CannotOpen) as caught:
        read(path, folder / "in", outside=outside)
    assert {p for p in folder.rglob("*") if p.is_file()} == before
    line = str(caught.value)
    assert line
    assert "\n" not in line
    return line


def test_a_path_that_climbs_out_lands_in_the_folder_under_its_own_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for told in ("../../evil.wav", "..\\..\\evil.wav", "/evil.wav"):
        path = container(home, song(told), {told: (8000, 1, 8000)})
        session = read(path, home / "in")
        assert Path(session.files[0].path).parent == home / "in"
    assert [p.name for p in tmp_path.iterdir()] == ["home"]
    assert sorted(p.name for p in (home / "in").iterdir()) == [
        "evil 2.wav", "evil 3.wav", "evil.wav",
    ]  # fmt: skip


@pytest.mark.parametrize("told", ["/etc/hostname", "../secret.wav"])
def test_a_sound_outside_is_only_taken_when_asked_for(tmp_path: Path, told: str) -> None:
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    home = tmp_path / "home"
    home.mkdir()
    assert "outside" in refused(home, container(home, song(told, out="true")))


def test_a_missing_sound_is_named_and_has_no_path(tmp_path: Path) -> None:
    for told, out, words in (
        ("audio/a.wav", "false", "audio/a.wav is not in Theirs.dawproject"),
        ("takes/a.wav", "true", "takes/a.wav is not beside Theirs.dawproject"),
    ):
        session = read(container(tmp_path, song(told, out=out)), tmp_path / "in")
        (file,) = session.files
        assert (file.name, file.path, file.channels, file.frames) == ("a.wav", "", 1, 8000)
        assert [note for note in session.notes if words in note]
        assert session.tracks[0].clips[0].file == "a.wav"


def test_a_sound_that_is_none_is_named_and_has_no_path(tmp_path: Path) -> None:
    path = container(tmp_path, song())
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("audio/a.wav", b"this is no sound")
    session = read(path, tmp_path / "in")
    assert session.files[0].path == ""
    assert any("a.wav is no sound" in note for note in session.notes)


def test_what_was_unpacked_is_taken_away_when_the_rest_is_refused(tmp_path: Path) -> None:
    bad = '<Channel id="c"><Volume unit="linear" value="loud"/></Channel>'
    project = song().replace('<Channel id="c"/>', bad)
    refused(tmp_path, container(tmp_path, project, {"audio/a.wav": (8000, 1, 8000)}))
    assert not list((tmp_path / "in").glob("*"))


def test_no_zip_no_project_no_file(tmp_path: Path) -> None:
    assert "is not there" in refused(tmp_path, tmp_path / "none.dawproject")
    text = tmp_path / "text.dawproject"
    text.write_text("hello", "utf-8")
    assert "cannot be unpacked" in refused(tmp_path, text)
    with zipfile.ZipFile(tmp_path / "empty.dawproject", "w") as packed:
        packed.writestr("other.xml", "<a/>")
    assert "no project.xml" in refused(tmp_path, tmp_path / "empty.dawproject")


@pytest.mark.parametrize("version", ["0.1", "2.0", "", "one"])
def test_another_version_is_not_guessed_at(tmp_path: Path, version: str) -> None:
    assert "reads 1.0" in refused(tmp_path, container(tmp_path, song(version=version)))


def test_another_root_is_refused(tmp_path: Path) -> None:
    assert "Song" in refused(tmp_path, container(tmp_path, '<Song version="1.0"/>'))


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE p [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Project version="1.0">&b;</Project>',
        '<!DOCTYPE p [<!ENTITY f SYSTEM "file:///etc/group">]><Project version="1.0">&f;</Project>',
        '<!DOCTYPE p SYSTEM "http://example.org/p.dtd"><Project version="1.0"/>',
    ],
    ids=["bomb", "file", "dtd"],
)
def test_entities_are_not_opened(tmp_path: Path, xml: str) -> None:
    assert "entities" in refused(tmp_path, container(tmp_path, xml))


def test_a_bomb_is_left_packed(tmp_path: Path) -> None:
    path = tmp_path / "bomb.dawproject"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.xml", b"<Project>" + b" " * (64 << 20))
    assert "far more" in refused(tmp_path, path)
    path = container(tmp_path, song())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("audio/a.wav", b"RIFF" + b"\0" * (64 << 20))
    assert "far more" in refused(tmp_path, path)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('time="0"', 'time="soon"'),
        ('time="0"', 'time="nan"'),
        ('time="0"', 'time="inf"'),
        ('time="0"', 'time="1e300"'),
        ('duration="1"', 'duration=""'),
        ('<Channel id="c"/>', '<Channel id="c" audioChannels="two"/>'),
        ('<Channel id="c"/>', '<Channel><Volume unit="linear" value="loud"/></Channel>'),
        ('<Channel id="c"/>', '<Channel><Volume unit="decibel" value="inf"/></Channel>'),
        ('<Channel id="c"/>', '<Channel><Pan unit="linear" value="x"/></Channel>'),
        ("<Structure>", '<Transport><Tempo unit="bpm" value="0"/></Transport><Structure>'),
        ("<Structure>", '<Transport><Tempo unit="bpm" value="-inf"/></Transport><Structure>'),
        (
            "<Structure>",
            '<Transport><TimeSignature numerator="4" denominator="0"/></Transport><Structure>',
        ),
        ('path="audio/a.wav"', ""),
        ("</Project>", ""),
    ],
)
def test_figures_that_are_none_are_named(tmp_path: Path, was: str, becomes: str) -> None:
    project = song()
    assert was in project
    path = container(tmp_path, project.replace(was, becomes, 1), {"audio/a.wav": (8000, 1, 8000)})
    assert "project.xml" in refused(tmp_path, path)


def test_clips_that_loop_or_nest_without_end_are_refused(tmp_path: Path) -> None:
    loop = 'duration="1e5" loopStart="0" loopEnd="1e-4" contentTimeUnit="seconds"'
    path = container(tmp_path, song().replace('duration="1"', loop, 1))
    assert "without end" in refused(tmp_path, path)
    deep = "<Lanes>" * 500 + "</Lanes>" * 500
    path = container(tmp_path, song().replace("<Clips>", f"{deep}<Clips>"))
    assert "without end" in refused(tmp_path, path)


def test_a_plug_in_whose_state_is_missing_is_named(tmp_path: Path) -> None:
    plugin = """<Channel id="c"><Devices><Vst3Plugin deviceName="X" deviceRole="audioFX">
      <State path="../../plugins/x.vstpreset"/></Vst3Plugin></Devices></Channel>"""
    path = container(tmp_path, song().replace('<Channel id="c"/>', plugin),
                     {"audio/a.wav": (8000, 1, 8000)})  # fmt: skip
    assert "x.vstpreset" in refused(tmp_path, path)


JUNK = ("", "nan", "inf", "-1", "1e400", "abc", "t", "9" * 50, "../../x", "beats", "decibel", "0x1")


@given(wheres=st.lists(st.tuples(st.integers(0, 999), st.sampled_from(JUNK)), max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_an_attribute_it_opens_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, wheres: list[tuple[int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("junk")
    root = fromstring(RICH)
    places = [(e, name) for e in root.iter() for name in sorted(e.attrib)]
    for where, junk in wheres:
        element, name = places[where % len(places)]
        element.set(name, junk)
    path = container(folder, tostring(root, "unicode"), {"audio/a.wav": (8000, 1, 8000)})
    try:
        session = read(path, folder / "in")
    except CannotOpen:
        return
    for track in session.tracks:
        assert -100.0 <= track.pan_percent <= 100.0
        assert -100.0 <= track.fader_db <= 200.0
        for clip in track.clips:
            assert min(clip.at_frames, clip.start_frames) >= 0
            assert clip.length_frames > 0


RICH = """<Project version="1.0"><Application name="Tonmeister" version="1.0"/>
<Transport><Tempo id="tempo" unit="bpm" value="120"/>
<TimeSignature id="meter" numerator="4" denominator="4"/></Transport><Structure>
<Track id="t0" name="A" contentType="tracks"><Channel id="c0" role="submix" destination="c2"/>
<Track id="t1" name="B" contentType="audio"><Channel id="c1" audioChannels="1" destination="c0">
<Devices><Compressor deviceName="C" deviceRole="audioFX"><Ratio unit="percent" value="50"/>
<Threshold unit="decibel" value="-10"/></Compressor><Equalizer deviceName="E" deviceRole="audioFX">
<Band type="bell"><Freq unit="semitones" value="60"/><Gain unit="decibel" value="3"/></Band>
</Equalizer></Devices><Mute id="m1" value="false"/><Pan id="p1" unit="normalized" value="0.5"
min="0" max="1"/><Sends><Send id="s1" destination="c3" type="pre"><Volume unit="linear"
value="0.5" id="sv" max="2"/></Send></Sends><Volume id="v1" unit="linear" value="1" max="2"/>
</Channel></Track></Track><Track id="t3" name="R"><Channel id="c3" role="effect"/></Track>
<Track id="t2" name="M" contentType="audio notes"><Channel id="c2" role="master"/></Track>
</Structure><Arrangement id="a" comment="8000 Hz, 8000 frames"><Lanes timeUnit="beats" id="l">
<Lanes track="t1" id="l1"><Clips id="l1-clips"><Clip time="1" duration="2" playStart="0"
comment="gain -3.0 dB" fadeTimeUnit="beats" fadeInTime="0.1" fadeOutTime="0.2" enable="true">
<Clips id="x"><Clip time="0" duration="2" contentTimeUnit="beats" playStart="0.5" loopStart="0"
loopEnd="1"><Lanes id="y"><Warps contentTimeUnit="seconds" timeUnit="beats"><Audio channels="1"
duration="1" sampleRate="8000" id="au"><File path="audio/a.wav"/></Audio><Warp time="0"
contentTime="0"/><Warp time="2" contentTime="1"/></Warps><Points unit="linear"><Target
expression="gain"/><RealPoint time="0" value="0.7" interpolation="linear"/><RealPoint time="2"
value="0.5"/></Points></Lanes></Clip></Clips></Clip></Clips><Points unit="linear"><Target
parameter="v1"/><RealPoint time="0" value="1"/><RealPoint time="1" value="0.5"/></Points></Lanes>
<Lanes track="t3" id="l3"><Clips><Clip time="0" duration="1"><Notes><Note time="0" duration="1"
channel="0" key="60" vel="0.5"/></Notes></Clip></Clips></Lanes></Lanes><Markers timeUnit="beats">
<Marker time="1" name="X"/></Markers><TempoAutomation timeUnit="beats" unit="bpm"><Target
parameter="tempo"/><RealPoint time="0" value="120" interpolation="linear"/><RealPoint time="4"
value="60"/></TempoAutomation><TimeSignatureAutomation timeUnit="beats"><Target
parameter="meter"/><TimeSignaturePoint time="4" numerator="3" denominator="4"/>
</TimeSignatureAutomation></Arrangement></Project>"""
