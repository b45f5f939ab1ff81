"""DAWprojects that are broken or mean harm: one clear line, and nothing outside the folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from dawproject_songs import container

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
