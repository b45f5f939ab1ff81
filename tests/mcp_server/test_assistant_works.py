"""Long work of an assistant: deciding anew and playing, with its progress, and stopped halfway."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from tests.mcp_server.talk import BECAUSE, FADER, Talk, chain, contents, recall, talk_to
from tests.mcp_server.test_assistant_changes import move_in
from tonmeister.app.cli import main
from tonmeister.flow.mcp import playing
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import Wishes
from tonmeister.studio import Project, read_proposal, read_sheet


def test_a_render_is_measured_heard_and_compared_with_the_one_before(
    song: Path, writer: Talk
) -> None:
    sheet = recall(song).read_bytes()
    writer.ask("render")
    writer.ask("set_decision", move=FADER, knob="gain_db", value=6.0, because=BECAUSE)
    assert "The sheet was changed since it was rendered" in writer.ask("listen")["said"]
    writer.progress.clear()
    told = writer.ask("render")
    assert told["version"] == writer.ask("sheet")["version"]
    assert told["true_peak_dbtp"] < 0.0
    assert (song / "tonmeister" / told["mix"]).is_file()
    assert writer.progress
    assert 0.0 <= writer.progress[0] <= writer.progress[-1] <= 100.0
    assert all(a < b for a, b in pairwise(writer.progress))
    assert "was changed since" not in writer.ask("listen")["said"]
    heard = writer.ask("compare")
    assert heard["other_lufs"] > heard["one_lufs"] + 1.0
    assert any("presence" in d["sentence"] or d["low_hz"] for d in heard["differences"])
    writer.ask("render")
    again = writer.ask("compare")
    assert (again["one_lufs"], again["other_lufs"]) == (heard["one_lufs"], heard["other_lufs"])
    writer.ask("undo")
    assert recall(song).read_bytes() == sheet


def test_the_mix_goes_out_into_the_project_and_is_proved(song: Path, writer: Talk) -> None:
    before = contents(song)
    (told,) = writer.ask("export", to=["stems"])["exports"]
    project = song / "tonmeister"
    assert (project / told["main"]).is_file()
    assert (project / told["note"]).is_file()
    assert "add up to the mix" in " ".join(told["proof"])
    after = contents(song)
    came = {path for path in after if path not in before and "/.cache/" not in path}
    assert len(came) >= told["files_count"] > 3
    assert all(path.startswith(f"{project}/exports/stems/") for path in came)
    assert after[str(recall(song))] == before[str(recall(song))]


def test_nothing_goes_out_through_a_link_or_to_an_unknown_format(
    song: Path, writer: Talk, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (song / "tonmeister" / "exports").symlink_to(outside)
    assert "is a link: nothing is written there" in writer.refused("export", to=["stems"])
    assert "to [" in writer.refused("export", to=[])
    assert "'ardour', 'dawproject'" in writer.refused("export", to=["tape"])
    assert list(outside.iterdir()) == []


def test_deciding_anew_keeps_what_is_held_and_can_be_given_back(song: Path, writer: Talk) -> None:
    before = contents(song / "tonmeister" / ".tonmeister") | {"": recall(song).read_bytes()}
    told = writer.ask(
        "decide", because="it is too wet for a dry song", amounts={"space": 40},
        hold_strips=["02 Bass DI"], loudness_lufs=-12.0,
    )  # fmt: skip
    sheet = read_sheet(recall(song))
    assert sheet.amounts == {"space": 40.0}
    assert sheet.target.loudness_lufs == -12.0
    assert all(m.amount_percent == 40.0 for s in sheet.strips for m in s.decisions
               if m.stage == "space")  # fmt: skip
    assert all(m.hold and m.author == "Ida" for m in chain(song, "02 Bass DI"))
    assert sheet.notes[-1] == "Ida decided anew: it is too wet for a dry song."
    assert "all of space is played at 40 %, was 100 %" in told["changes"]
    writer.ask("undo")
    after = contents(song / "tonmeister" / ".tonmeister") | {"": recall(song).read_bytes()}
    assert {k: v for k, v in after.items() if "session" not in k} == {
        k: v for k, v in before.items() if "session" not in k
    }


def test_a_change_survives_deciding_anew(song: Path, writer: Talk) -> None:
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    mine = move_in(song, FADER)
    writer.ask("decide", because="the rest may move", amounts={"eq": 50})
    assert move_in(song, FADER) == mine
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.0, because=BECAUSE)


def test_what_is_let_go_is_decided_anew(song: Path, writer: Talk) -> None:
    was = move_in(song, FADER)
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    held = recall(song).read_bytes()
    writer.ask("release", move=FADER, because="the house may set it")
    writer.ask("decide", because="the house sets it")
    assert move_in(song, FADER) == was
    writer.ask("undo")
    writer.ask("undo")
    assert recall(song).read_bytes() == held
    writer.ask("decide", because="it is held again")
    assert move_in(song, FADER).settings["gain_db"] == 1.5


def test_a_person_hands_a_move_over(song: Path, writer: Talk) -> None:
    was_db = move_in(song, FADER).settings["gain_db"]
    text = recall(song).read_text("utf-8")
    at = text.index("settings = ", text.index(f'id = "{FADER}"'))
    mine = text[at:].replace(f"gain_db = {was_db}", "gain_db = -0.7", 1)
    recall(song).write_text(text[:at] + mine, "utf-8")
    asked = {"move": FADER, "amount_percent": 50.0, "because": BECAUSE}
    assert "hand it over" in writer.refused("set_decision", **asked)
    assert main(["decide", str(song), "--no-edits", "--genre", "rock", "--json"]) == 0
    writer.ask("sheet")
    assert "is held: it is left alone" in writer.refused("set_decision", **asked)
    assert main(["hold", str(song), FADER, "--let-go", "--json"]) == 0
    writer.ask("sheet")
    writer.ask("set_decision", **asked)
    now = move_in(song, FADER)
    assert (now.settings["gain_db"], now.amount_percent, now.author) == (-0.7, 50.0, "Ida")


def test_the_first_sheet_of_a_song_can_be_decided(song: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw" / "New Song"
    raw.mkdir(parents=True)
    for path in song.glob("*.wav"):
        (raw / path.name).write_bytes(path.read_bytes())
    writer = talk_to(raw, may_write=True)
    assert "no recall sheet yet" in writer.refused("render")
    told = writer.ask("decide", because="to begin with", genre="rock")
    assert "a first sheet" in told["said"]
    assert read_proposal(Project.find(raw)) == read_sheet(recall(raw))
    assert writer.ask("list_songs")["songs"][0]["state"] == "decided"
    assert "there is no sheet yet" in writer.ask("undo")["said"]
    assert not recall(raw).exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"amounts": {"polka": 50}}, "there is no stage 'polka'"),
        ({"amounts": {"eq": 150}}, "less than or equal to 100"),
        ({"genre": "polka"}, "there is no genre 'polka'"),
        ({"loudness_lufs": 3.0}, "less than or equal to -5"),
        ({"hold_strips": ["tuba"]}, "is no strip's name"),
        ({"hold_strips": ["Drums"]}, "there are no moves on it to hold"),
        ({"leave_alone": ["tuba"]}, "there is no such track"),
    ],
)
def test_constraints_that_cannot_be_are_refused(
    asked: dict[str, Any], said: str, lasting: Path, refused_writer: Talk
) -> None:
    before = recall(lasting).read_bytes()
    assert said in refused_writer.refused("decide", because=BECAUSE, **asked)
    assert recall(lasting).read_bytes() == before


def test_a_sheet_changed_while_deciding_is_not_written_over(
    song: Path, writer: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = playing.hear
    hers = recall(song).read_text("utf-8").replace("ceiling_dbtp = -1.0", "ceiling_dbtp = -1.5", 1)

    def hear(project: Project, wishes: Wishes, tell: Teller) -> object:
        heard = real(project, wishes, tell)
        recall(song).write_text(hers, "utf-8")
        return heard

    monkeypatch.setattr(playing, "hear", hear)
    said = writer.refused("decide", because=BECAUSE, hold_strips=["02 Bass DI"])
    assert "in the meantime" in said
    assert recall(song).read_text("utf-8") == hers


def test_work_that_fails_halfway_leaves_the_sheet_as_it_was(
    song: Path, writer: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recall(song).read_bytes()

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device", "recall.toml")

    monkeypatch.setattr(playing, "settle", fails)
    said = writer.refused("decide", because=BECAUSE, hold_strips=["02 Bass DI"])
    assert said == "recall.toml: no space left on device"
    assert recall(song).read_bytes() == before
    assert "nothing to give back" in writer.refused("undo")


def test_an_error_of_our_own_is_one_line_too_and_told_in_full_aside(
    song: Path, writer: Talk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(playing, "check_only", fails)
    said = writer.refused("render")
    assert said.startswith("an error inside tonmeister: RuntimeError(")
    assert "in fails" in capsys.readouterr().err


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_work_is_stopped_when_the_client_takes_the_call_back(
    mode: str, song: Path, writer: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = threading.Event(), threading.Event()
    project = Project.find(song)

    def plays_for_ever(_: Wishes, tell: Teller) -> None:
        with project.lock(), tell.stage("render", "Playing the mix") as on:
            begun.set()
            while not tell.stop.wait(0.01):
                on(0.5)
            stopped.set()
            tell.check()

    monkeypatch.setattr(playing, "check_only", plays_for_ever)

    async def take_back() -> str:
        async with Client(writer.server, mode=mode) as client:
            with anyio.move_on_after(20) as scope:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(client.call_tool, "render", {})
                    await anyio.to_thread.run_sync(begun.wait)
                    tasks.cancel_scope.cancel()
            assert not scope.cancelled_caught
            asked = {"move": FADER, "because": BECAUSE}
            result = await client.call_tool("remove", asked)  # waits until the room is free
            return str(getattr(result.content[0], "text", ""))

    before = recall(song).read_bytes()
    assert "switched off" in anyio.run(take_back)
    assert stopped.is_set()
    writer.ask("undo")
    assert recall(song).read_bytes() == before
    assert not (project.hidden / "lock").exists()
