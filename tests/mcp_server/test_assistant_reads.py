"""An assistant looks and listens; nothing changes while it does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from mcp import Client

from tests.mcp_server.talk import BECAUSE, FADER, Talk, chain, contents, recall, talk_to
from tonmeister.effects import effects, knobs_of
from tonmeister.studio import read_sheet

READS = {"list_songs", "tracks", "sheet", "why", "listen", "compare", "effects"}
WRITES = {
    "set_decision", "add_decision", "remove", "hold", "release", "undo", "decide", "render",
    "export",
}  # fmt: skip


async def _tools(client: Client) -> list[dict[str, object]]:
    return [tool.model_dump() for tool in (await client.list_tools()).tools]


def test_without_write_there_is_no_tool_that_changes_anything(reader: Talk, writer: Talk) -> None:
    told = reader.with_client(_tools)
    assert {tool["name"] for tool in told} == READS
    assert all(tool["annotations"]["read_only_hint"] for tool in told)  # type: ignore[index]
    more = writer.with_client(_tools)
    assert {tool["name"] for tool in more} == READS | WRITES
    changing = {t["name"] for t in more if not t["annotations"]["read_only_hint"]}  # type: ignore[index]
    assert changing == WRITES
    said = reader.refused("set_decision", move=FADER, knob="gain_db", value=1.0, because=BECAUSE)
    assert "Unknown tool" in said


def test_every_tool_and_argument_says_what_it_is_and_what_comes_back(writer: Talk) -> None:
    for tool in writer.with_client(_tools):
        assert tool["description"]
        assert tool["output_schema"]["properties"]["said"]  # type: ignore[index]
        for name, one in tool["input_schema"]["properties"].items():  # type: ignore[index]
            assert '"description"' in json.dumps(one), (tool["name"], name)
    (amount,) = (
        t["input_schema"]["properties"]["amount_percent"]["anyOf"][0]  # type: ignore[index]
        for t in writer.with_client(_tools)
        if t["name"] == "set_decision"
    )
    assert (amount["minimum"], amount["maximum"]) == (0.0, 100.0)


def test_looking_and_listening_leave_every_file_as_it_is(song: Path, reader: Talk) -> None:
    before = contents(song)
    reader.ask("list_songs")
    reader.ask("tracks")
    reader.ask("sheet")
    reader.ask("why")
    reader.ask("listen", what="mix")
    reader.ask("listen", what="tracks", everything=True)
    reader.ask("listen", what="01 Kick.wav")
    reader.ask("compare", one="mix", other="master")
    reader.ask("effects", name="compressor")
    assert contents(song) == before


def test_a_song_and_its_tracks_are_told(song: Path, reader: Talk) -> None:
    (row,) = reader.ask("list_songs")["songs"]
    assert row["name"] == "Little Song"
    assert row["state"] == "rendered"
    assert row["genre"] == "rock"
    assert "01 Kick.wav" in row["files"]
    tracks = reader.ask("tracks")["tracks"]
    assert [t["role"] for t in tracks if t["name"] == "04 Lead Vox"] == ["lead vocal"]
    assert all(t["plays"] for t in tracks)


def test_the_sheet_is_told_as_it_stands(song: Path, reader: Talk) -> None:
    sheet = read_sheet(recall(song))
    told = reader.ask("sheet")
    assert [s["name"] for s in told["strips"]] == [s.name for s in sheet.strips]
    moves = {m["id"]: m for s in told["strips"] for m in s["moves"]}
    for move in (m for s in sheet.strips for m in s.decisions):
        row = moves[move.id]
        assert row["settings"] == dict(move.settings)
        assert (row["held"], row["author"], row["reason"]) == (False, "", "")
    one = reader.ask("sheet", strip="lead vocal")
    (strip,) = one["strips"]
    assert strip["name"] == "04 Lead Vox"
    reasons = [m.reason for m in chain(song, "04 Lead Vox")]
    assert [m["reason"] for m in strip["moves"]] == reasons
    assert "no strip's name" in reader.refused("sheet", strip="tuba")


def test_why_gives_the_reasons_of_a_strip_or_a_move(song: Path, reader: Talk) -> None:
    move = next(m for m in chain(song, "04 Lead Vox") if m.id == FADER)
    assert move.reason in reader.ask("why", of=FADER)["said"]
    lines = reader.ask("why", of="lead vocal")["reasons"]["04 Lead Vox"]
    assert any(line.startswith(f"{FADER}: ") for line in lines)
    assert "there is no move" in reader.refused("why", of="04 Lead Vox/eq/99")


def test_listening_says_where_who_and_what_to_do(reader: Talk) -> None:
    mix = reader.ask("listen", what="mix", everything=True)
    assert mix["findings"]
    assert all(f["end_s"] >= f["start_s"] and f["sentence"] for f in mix["findings"])
    assert any(f["what_to_do"] for f in mix["findings"])
    told = reader.ask("listen", what="master")
    assert told["facts"]["loudness_lufs"] < -5.0
    assert {f["weight"] for f in told["findings"]} <= {"note", "fault"}


def test_two_sounds_are_compared_at_equal_loudness(reader: Talk) -> None:
    same = reader.ask("compare", one="mix", other="mix")
    assert same["differences"] == []
    assert same["null_db"] < -90.0
    told = reader.ask("compare", one="mix", other="master")
    assert told["gain_db"] == pytest.approx(told["one_lufs"] - told["other_lufs"], abs=0.02)
    assert all(d["sentence"] for d in told["differences"])
    assert "there is no mix before yet" in reader.refused("compare")


def test_the_shelf_tells_every_effect_and_knob_with_its_range(reader: Talk) -> None:
    assert {e["name"] for e in reader.ask("effects")["effects"]} == set(effects())
    (told,) = reader.ask("effects", name="compressor")["effects"]
    for knob, row in zip(knobs_of(effects()["compressor"]), told["knobs"], strict=True):
        assert (row["name"], row["low"], row["high"]) == (knob.name, knob.low, knob.high)
    assert "there is no effect 'magic'" in reader.refused("effects", name="magic")


def test_among_many_songs_one_is_named(song: Path, tmp_path: Path) -> None:
    shutil.copytree(song, song.parent / "Second")
    (song.parent / "Third").mkdir()
    shutil.copy(song / "01 Kick.wav", song.parent / "Third")
    talk = talk_to(song.parent)
    states = {s["name"]: s["state"] for s in talk.ask("list_songs")["songs"]}
    assert states == {"Little Song": "rendered", "Second": "rendered", "Third": "recordings"}
    assert "say which song: Little Song, Second, Third" in talk.refused("sheet")
    assert talk.ask("sheet", song="second")["song"] == "Second"
    assert "there is no song 'Fourth'" in talk.refused("sheet", song="Fourth")
    assert "no recall sheet yet" in talk.refused("sheet", song="Third")


def test_sheet_findings_and_reasons_can_be_read_as_texts(song: Path, reader: Talk) -> None:
    async def texts(client: Client) -> dict[str, str]:
        there = (await client.list_resources()).resources
        return {
            str(one.uri).rpartition("/")[2]: getattr(
                (await client.read_resource(str(one.uri))).contents[0], "text", ""
            )
            for one in there
        }

    read = reader.with_client(texts)
    assert read["sheet"] == recall(song).read_text("utf-8")
    assert read["findings"] == (song / "tonmeister" / "findings.jsonl").read_text("utf-8")
    assert FADER in read["reasons"]
