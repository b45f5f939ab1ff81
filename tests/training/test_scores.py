"""The scores: kept by people's own computers, readable, never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tonmeister.studio import Unusable
from tonmeister.studio.scores import FILE, Score, Sitting, data_folder, read_scores, write_scores
from tonmeister.training import Stair

KEPT = {
    "boost": Score(
        Stair(level=5, in_a_row=1, going=-1, turns=(3, 6, 4)),
        (Sitting(date(2026, 1, 2), 10, 7, 4), Sitting(date(2026, 1, 3), 8, 6, 5)),
    ),
    "made-by-another-package": Score(Stair(level=2)),
}


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_scores(tmp_path / "new" / FILE, KEPT)
    assert read_scores(tmp_path / "new" / FILE) == KEPT


def test_a_person_can_read_them(tmp_path: Path) -> None:
    write_scores(tmp_path / FILE, KEPT)
    text = (tmp_path / FILE).read_text("utf-8")
    assert "{ day = 2026-01-02, asked = 10, right = 7, level = 4 }" in text
    assert text.startswith("# Ear training")


def test_without_a_file_one_begins_at_the_beginning(tmp_path: Path) -> None:
    assert read_scores(tmp_path / FILE) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[boost\n", "line 1"),
        ("[boost]\nlevel = 99\n", "level is 99, but goes from 1 to 12"),
        ("[boost]\nlevel = 3\nin_a_row = 0\ngoing = 0\n", "there is no 'turns'"),
        ("[boost]\nlevel = 'high'\n", "level is 'high'"),
        ("boost = 3\n", ""),
        (
            "[boost]\nlevel = 3\nin_a_row = 0\ngoing = 0\nturns = []\n"
            "sessions = [{ day = 'monday', asked = 1, right = 1, level = 1 }]\n",
            "2026-01-31",
        ),
    ],
)
def test_a_damaged_file_is_told_in_one_line_and_left_as_it_is(
    text: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / FILE
    path.write_text(text)
    with pytest.raises(Unusable) as told:
        read_scores(path)
    assert said in str(told.value)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)
    assert path.read_text() == text


def test_they_lie_where_the_user_keeps_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "tonmeister"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr("sys.platform", "linux")
    assert data_folder() == Path.home() / ".local" / "share" / "tonmeister"
    monkeypatch.setattr("sys.platform", "darwin")
    assert data_folder() == Path.home() / "Library" / "Application Support" / "tonmeister"
