from __future__ import annotations

import re
from dataclasses import replace

import pytest
from studio_sounds import Write, hiss

from tonmeister.model import Session
from tonmeister.studio import (
    Project,
    SessionError,
    ingest,
    read_session,
    with_sound_roles,
    write_session,
)


@pytest.fixture
def session(song, project: Project, write: Write) -> Session:
    write("Audio 1.wav")
    write("Vox.wav", hiss(0.8, seed=2))
    write("Rough mix.wav", hiss(seed=3))
    return ingest(song, project)


def edit(project: Project, old: str, new: str, count: int = 1) -> None:
    text = project.session_file.read_text("utf-8")
    assert re.search(old, text)
    project.session_file.write_text(re.sub(old, new, text, count=count), "utf-8")


def in_track(name: str, key: str) -> str:
    return rf'(?s)(name = "{name}".*?\n{key} = )[^\n]*'


def test_what_was_written_is_read(project: Project, session: Session) -> None:
    assert read_session(project) == session


def test_a_role_that_a_person_wrote_wins_for_ever(project: Project, session: Session) -> None:
    edit(project, in_track("Audio 1", "role"), r'\1"bass"  # my five-string')
    now = read_session(project)
    assert (now.track("Audio 1").role, now.track("Audio 1").role_from) == ("bass", "person")
    again = ingest(project.song_folder, project)
    assert again.track("Audio 1").role == "bass"
    heard = with_sound_roles(again, {"Audio 1": ("kick", 0.99)})
    heard = replace(
        heard,
        tracks=tuple(
            replace(t, role="kick", role_from="sound") if t.name == "Audio 1" else t
            for t in heard.tracks
        ),
    )
    assert write_session(project, heard).track("Audio 1").role == "bass"
    assert ingest(project.song_folder, project).track("Audio 1").role == "bass"
    assert "# my five-string" in project.session_file.read_text("utf-8")


def test_what_a_person_wrote_wins_even_where_the_machine_once_agreed(
    project: Project, session: Session
) -> None:
    edit(project, in_track("Audio 1", "role"), r'\1"bass"')
    ingest(project.song_folder, project)
    agreed = with_sound_roles(session, {"Audio 1": ("bass", 0.9)})
    write_session(project, agreed)
    other = with_sound_roles(session, {"Audio 1": ("tom", 0.9)})
    assert write_session(project, other).track("Audio 1").role == "bass"


def test_a_kept_out_track_comes_in_when_a_person_says_so(
    project: Project, session: Session
) -> None:
    assert not session.track("Rough mix").use
    edit(project, in_track("Rough mix", "use"), r"\1true")
    assert read_session(project).track("Rough mix").use
    assert ingest(project.song_folder, project).track("Rough mix").use
    edit(project, in_track("Vox", "use"), r"\1false")
    assert not ingest(project.song_folder, project).track("Vox").use


def test_another_role_brings_a_wrongly_kept_out_track_in(
    project: Project, session: Session
) -> None:
    edit(project, in_track("Rough mix", "role"), r'\1"piano"')
    now = read_session(project).track("Rough mix")
    assert now.use
    assert now.why_not == ""
    edit(project, in_track("Vox", "role"), r'\1"guide"')
    assert not ingest(project.song_folder, project).track("Vox").use


def test_comments_order_and_new_names_survive(project: Project, session: Session) -> None:
    edit(project, r'\[\[track\]\]\nname = "Vox"', '# she sang this ill\n[[track]]\nname = "Anna"')
    edit(project, in_track("Anna", "start_s"), r"\g<1>1  # a second late")
    edit(project, r'song = "My Song"', 'song = "Anna\'s Song" # really')
    now = ingest(project.song_folder, project)
    assert now.song == "Anna's Song"
    assert now.track("Anna").files == ("Vox.wav",)
    assert now.track("Anna").start_s == 1.0
    assert now.length_s == pytest.approx(1.8)
    text = project.session_file.read_text("utf-8")
    assert "# she sang this ill\n[[track]]\nname" in text
    assert "# a second late" in text
    assert "# really" in text
    assert read_session(project) == now


def test_writing_again_changes_not_a_letter(project: Project, session: Session) -> None:
    edit(project, r"\Z", "\n# the end\n")
    text = project.session_file.read_text("utf-8")
    write_session(project, session)
    ingest(project.song_folder, project)
    assert project.session_file.read_text("utf-8") == text


def test_a_track_taken_out_of_the_file_stays_out(project: Project, session: Session) -> None:
    text = project.session_file.read_text("utf-8")
    at = text.index('[[track]]\nname = "Vox"')
    project.session_file.write_text(text[:at], "utf-8")
    again = ingest(project.song_folder, project)
    assert not again.track("Vox").use
    assert "by hand" in again.track("Vox").why_not


def test_a_new_recording_joins_and_a_lost_one_goes(
    project: Project, session: Session, write: Write
) -> None:
    write("Bass.wav")
    (project.song_folder / "Audio 1.wav").unlink()
    again = ingest(project.song_folder, project)
    assert sorted(t.role for t in again.tracks) == ["bass", "lead vocal", "rough mix"]
    assert read_session(project) == again


def test_the_rate_that_a_person_wrote_holds_until_another_is_asked_for(
    project: Project, session: Session
) -> None:
    edit(project, r"(?m)^rate_hz = 48000", "rate_hz = 96000")
    assert ingest(project.song_folder, project).rate_hz == 96000
    assert ingest(project.song_folder, project).rate_hz == 96000
    assert ingest(project.song_folder, project, rate_hz=44100).rate_hz == 44100
    assert ingest(project.song_folder, project).rate_hz == 44100


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (in_track("Vox", "role"), r'\1"lead vocals"', "there is no role 'lead vocals'"),
        (in_track("Vox", "use"), r'\1"no"', "use is 'no', but may be true or false"),
        (in_track("Vox", "start_s"), r'\1"late"', "start_s is 'late', but takes a number"),
        (in_track("Vox", "use"), r"\1true\nrool = 1", "there is no 'rool'"),
        (r'name = "Vox"', 'name = "Audio 1"', "two tracks are called 'Audio 1'"),
        (in_track("Vox", "layout"), r'\1"wide"', "layout is 'wide'"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    project: Project, session: Session, old: str, new: str, said: str
) -> None:
    edit(project, old, new)
    with pytest.raises(SessionError) as error:
        read_session(project)
    found = re.fullmatch(r"(?s)session\.toml line (\d+): (.*)", str(error.value))
    assert found
    assert said in found[2]
    row = project.session_file.read_text("utf-8").split("\n")[int(found[1]) - 1]
    assert said.split("'")[1] in row or said.split(" ")[0] in row


def test_broken_toml_and_another_schema_are_named(project: Project, session: Session) -> None:
    edit(project, r'"session/1"', '"session/9"')
    with pytest.raises(SessionError, match="'session/9'"):
        ingest(project.song_folder, project)
    project.session_file.write_text("song = \n")
    with pytest.raises(SessionError, match=r"session\.toml: .*line 1"):
        read_session(project)
