"""No path leads out of the folders given on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.mcp_server.talk import Talk, recall, talk_to
from tonmeister.flow.mcp.rooms import rooms
from tonmeister.flow.wishes import BadWish


@pytest.fixture
def outside(song: Path, tmp_path: Path) -> Path:
    """A sound that lies outside of the song."""
    return Path(shutil.copy(song / "01 Kick.wav", tmp_path / "secret.wav"))


@pytest.mark.parametrize(
    "said",
    [
        "../../secret.wav", "sub/../../../secret.wav", "..\\..\\secret.wav", "~/secret.wav",
        "C:secret.wav", "nix\0.wav", "", "  ", ".tonmeister/project.json", "recall.toml",
        "session.toml", "tonmeister/recall.toml", "nowhere.wav", "link.wav", "folder/secret.wav",
    ],
)  # fmt: skip
def test_only_sound_inside_the_song_is_heard(
    said: str, lasting: Path, refused_writer: Talk
) -> None:
    secret = lasting.parent.parent / "secret.wav"
    if not secret.exists():
        shutil.copy(lasting / "01 Kick.wav", secret)
        (lasting / "link.wav").symlink_to(secret)
        (lasting / "folder").symlink_to(secret.parent)
    for words in (
        refused_writer.refused("listen", what=said),
        refused_writer.refused("compare", one=said, other="mix"),
        refused_writer.refused("compare", one="mix", other=said),
    ):
        wanted = "leads out of the song's folder" if "link" in said or "folder" in said else ""
        assert wanted in words
        assert "error inside" not in words


def test_absolute_paths_are_refused_even_inside(song: Path, outside: Path, reader: Talk) -> None:
    for path in (outside, song / "01 Kick.wav"):
        assert "is no file of this song" in reader.refused("listen", what=str(path))


def test_a_reference_from_outside_is_refused(song: Path, outside: Path, writer: Talk) -> None:
    before = recall(song).read_bytes()
    for said in (str(outside), "../../secret.wav"):
        words = writer.refused("decide", because="nearer to the record", reference=said)
        assert "is no file of this song" in words
    assert recall(song).read_bytes() == before


def test_a_song_is_no_path(song: Path, reader: Talk) -> None:
    for said in ("..", "/", str(song), "../songs/Little Song"):
        assert "there is no song" in reader.refused("sheet", song=said)


def test_songs_that_are_links_out_of_the_folder_are_not_there(song: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "Other").symlink_to(song)
    with pytest.raises(BadWish, match="holds no song"):
        rooms([shelf])
    inside = Path(shutil.copytree(song, shelf / "Mine"))
    shutil.rmtree(inside / "tonmeister")
    (inside / "tonmeister").symlink_to(song / "tonmeister")
    with pytest.raises(BadWish, match="holds no song"):
        rooms([shelf])


@pytest.mark.parametrize(
    "name", ["recall.toml", "session.toml", "findings.jsonl", ".tonmeister", ".cache", "checks"]
)
def test_a_project_whose_files_are_links_elsewhere_is_not_opened(
    name: str, song: Path, tmp_path: Path
) -> None:
    path = song / "tonmeister" / name
    moved = tmp_path / "elsewhere"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(BadWish, match="holds no song"):
        rooms([song])


def test_recordings_elsewhere_need_the_project_itself_to_be_named(
    song: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(song / "tonmeister", tmp_path / "shelf" / "Out"))
    home = json.dumps({"song_folder": str(song)})
    (project / ".tonmeister" / "project.json").write_text(home)
    with pytest.raises(BadWish, match="holds no song"):
        rooms([tmp_path / "shelf"])
    (room,) = rooms([project])
    assert room.project.song_folder == song
    talk = talk_to(project)
    assert talk.ask("sheet")["song"] == "Out"


def test_a_folder_without_songs_is_told(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "holds no song"), (tmp_path / "nix", "is not there")):
        with pytest.raises(BadWish, match=said):
            rooms([path])
