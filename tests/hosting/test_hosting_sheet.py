"""A plug-in in the recall sheet: written, read back, checked, and confined to its project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hosting_scene import (
    DPL,
    Fakes,
    Room,
    apart_dbfs,
    fake,
    fakes_in,
    lv2,
    sheet_of,
    sound,
    track,
)
from hypothesis import given
from hypothesis import strategies as st

from tonmeister.effects import OutOfRange, recall
from tonmeister.effects.plugin import values_of, values_text
from tonmeister.studio import SheetError, read_sheet, write_sheet
from tonmeister.studio.hosts import CannotHost, state_file

A = sound(1)


@pytest.fixture
def fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    return fakes_in(tmp_path / "fakes", monkeypatch)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_a_plugin_goes_through_the_recall_sheet_and_back(room: Room) -> None:
    plugin = lv2(DPL, 'threshold=-3 "True Peak"=1', state="Mine.ttl", latency_ms=1.5)
    sheet = sheet_of(track("a", plugin), master=(fake("Gäin", strip="M", mix_percent=40.0),))
    write_sheet(room.project, sheet)
    assert read_sheet(room.project.recall_file) == sheet


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("threshold=-3", "threshold is -3", "values cannot be read from 'threshold is -3'"),
        ("threshold=-3", "threshold=loud", "threshold is 'loud', but takes a number"),
        ("threshold=-3", "threshold=-3 threshold=2", "values sets threshold twice"),
        ('format = "lv2"', 'format = "au"', "format is 'au', but may be lv2, vst3"),
        ('state = "M.ttl"', 'state = "../M.ttl"', "state is '../M.ttl', but takes the name"),
    ],
)
def test_a_mistake_in_the_sheet_is_named_with_its_line(
    was: str, now: str, line: str, room: Room
) -> None:
    write_sheet(room.project, sheet_of(track("a", lv2(DPL, "threshold=-3", state="M.ttl"))))
    text = room.project.recall_file.read_text()
    assert was in text
    room.project.recall_file.write_text(text.replace(was, now))
    with pytest.raises(SheetError) as error:
        read_sheet(room.project.recall_file)
    assert line in str(error.value)
    assert "recall.toml line " in str(error.value)


names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(st.dictionaries(names, st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_values_that_can_be_written_are_read_back(values: dict[str, float]) -> None:
    try:
        text = values_text(values)
    except OutOfRange:
        assert any('"' in name and "'" in name for name in values)
        return
    assert values_of(text) == values


def test_values_take_commas_semicolons_and_lines() -> None:
    wanted = {"a": 1.0, "b c": -2.5, "d": 3e-4}
    assert values_of("a=1, 'b c' = -2.5;\n d=3e-4") == wanted
    assert values_of("") == {}


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "a\\b", "/etc/passwd", "C:x", ".hidden", "..", " ", "x\n"]
)
def test_a_state_elsewhere_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(OutOfRange, match="state is"):
        recall("plugin", {"state": name})


def test_a_state_that_only_points_elsewhere_is_refused(tmp_path: Path, room: Room) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("0.5")
    (room.project.folder / "plugins").mkdir()
    (room.project.folder / "plugins" / "link").symlink_to(secret)
    with pytest.raises(CannotHost, match="does not lie in the project's folder plugins"):
        state_file(room.project.folder, "link")
    for name in ("../../secret.txt", str(secret)):
        with pytest.raises(CannotHost, match="does not lie"):
            state_file(room.project.folder, name)


def test_a_state_shapes_the_sound_and_its_print(fakes: Fakes, room: Room) -> None:
    sheet = sheet_of(track("a", fake("Gain", state="Half.txt")))
    assert apart_dbfs(room.play(sheet, {"a": A}), A.samples) < -200
    assert "put Half.txt into" in room.problems[0]
    state = room.project.folder / "plugins" / "Half.txt"
    state.parent.mkdir()
    state.write_text("0.5")
    assert apart_dbfs(room.play(sheet, {"a": A}), 0.5 * A.samples) < -120
    state.write_text("0.25")
    os.utime(state, ns=(1, 1))
    assert apart_dbfs(room.play(sheet, {"a": A}), 0.25 * A.samples) < -120
    assert fakes.calls == ["play Gain"] * 2
