"""An assistant changes the sheet: signed, held, told, and given back to the letter."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.mcp_server.talk import BECAUSE, FADER, Talk, chain, recall, talk_to
from tonmeister.app.cli import main
from tonmeister.exchange.report.decisions import decision
from tonmeister.flow.mcp import moves
from tonmeister.model import Decision, RecallSheet
from tonmeister.producer import merge
from tonmeister.studio import Project, read_proposal, read_sheet

BUS, BASS = "Drums", "02 Bass DI/balance/fader"


def move_in(song: Path, name: str) -> Decision:
    """Return a move of a song's sheet."""
    sheet = read_sheet(recall(song))
    return next(m for s in sheet.strips for m in s.decisions if m.id == name)


def test_a_change_is_signed_held_and_told(
    song: Path, writer: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    was = move_in(song, FADER)
    told = writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    now = move_in(song, FADER)
    assert now.settings == {**was.settings, "gain_db": 1.5}
    assert (now.author, now.hold) == ("Ida", True)
    old_db = float(was.settings["gain_db"])
    words = f"Ida set gain_db from {old_db:.1f} dB to 1.5 dB: {BECAUSE}."
    assert now.reason == f"{was.reason} {words}"
    assert told["changes"] == [
        f"{FADER}: gain_db is 1.5 dB, was {old_db:.1f} dB",
        f"{FADER}: held",
    ]
    assert main(["why", str(song), FADER]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"{BECAUSE}. (by Ida, held)" in said
    assert "held by Ida" in decision(now, 6.0, {})
    (row,) = [m for s in writer.ask("sheet")["strips"] for m in s["moves"] if m["author"]]
    assert (row["id"], row["author"], row["held"]) == (FADER, "Ida", True)


def test_all_else_in_the_file_stays_with_its_comments(song: Path, writer: Talk) -> None:
    text = recall(song).read_text("utf-8")
    text = text.replace(f'id = "{FADER}"', f'# too loud? ask Bo\nid = "{FADER}" # mine')
    recall(song).write_text(text, "utf-8")
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    now = recall(song).read_text("utf-8")
    assert f'# too loud? ask Bo\nid = "{FADER}" # mine' in now
    was, new = text.splitlines(), now.splitlines()
    gone = [line for line in was if line not in new]
    came = [line for line in new if line not in was]
    assert [line.partition(" ")[0] for line in gone] == ["settings", "reason"]
    assert {line.partition(" ")[0] for line in came} == {"settings", "reason", "hold", "author"}


def test_two_changes_are_given_back_one_by_one_to_the_letter(song: Path, writer: Talk) -> None:
    recall(song).write_text("# mine\n" + recall(song).read_text("utf-8"), "utf-8")
    first = recall(song).read_bytes()
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    second = recall(song).read_bytes()
    writer.ask("remove", move="Master/master/nose", because="it is too dark with it")
    assert move_in(song, "Master/master/nose").bypass
    assert len(writer.ask("sheet")["changes"]) == 2
    assert "too dark" in writer.ask("undo")["said"]
    assert recall(song).read_bytes() == second
    writer.ask("undo")
    assert recall(song).read_bytes() == first
    assert "nothing to give back" in writer.refused("undo")


def test_another_assistant_goes_on_where_one_stopped(song: Path, writer: Talk) -> None:
    first = recall(song).read_bytes()
    writer.ask("set_decision", move=FADER, amount_percent=50, because=BECAUSE)
    talk_to(song, may_write=True).ask("undo")
    assert recall(song).read_bytes() == first


def test_a_new_move_stands_in_its_chain_and_survives_deciding(song: Path, writer: Talk) -> None:
    settings = {"threshold_db": -28, "ratio": 2.5}
    told = writer.ask(
        "add_decision", strip="lead vocal", effect="compressor", settings=settings, because=BECAUSE
    )
    new = move_in(song, "04 Lead Vox/compress/Ida 1")
    assert new.settings == {"threshold_db": -28.0, "ratio": 2.5}
    assert (new.stage, new.author, new.hold) == ("compress", "Ida", True)
    assert "new, compressor (threshold_db -28.0 dB, ratio 2.5:1)" in told["said"]
    ahead = "04 Lead Vox/compress/Ida 1"
    shelf = {"frequency_hz": 9000.0, "gain_db": 2.0}
    writer.ask("add_decision", strip="04 Lead Vox", effect="high_shelf", settings=shelf,
               after=ahead, because=BECAUSE)  # fmt: skip
    ids = [m.id for m in chain(song, "04 Lead Vox")]
    assert ids.index("04 Lead Vox/eq/Ida 1") == ids.index(ahead) + 1
    writer.ask("add_decision", strip="Master", effect="bell",
               settings={"frequency_hz": 3000.0, "gain_db": -1.0}, because=BECAUSE)  # fmt: skip
    master = [m.effect for m in chain(song, "Master")]
    assert master[-2:] == ["clipper", "limiter"]
    last = read_proposal(Project.find(song))
    assert last is not None
    merged, _ = merge(last, last, read_sheet(recall(song)))
    kept = {m.id: m for s in merged.strips for m in s.decisions}
    for name in (ahead, "04 Lead Vox/eq/Ida 1", "Master/master/Ida 1"):
        assert kept[name] == move_in(song, name)


def test_a_hold_is_let_go_only_by_who_took_it(song: Path, writer: Talk) -> None:
    writer.ask("hold", move=FADER, because="the singer likes it so")
    assert (move_in(song, FADER).hold, move_in(song, FADER).author) == (True, "Ida")
    assert "is held already" in writer.refused("hold", move=FADER, because=BECAUSE)
    bo = talk_to(song, may_write=True, author="Bo")
    assert "held: it is left alone" in bo.refused("release", move=FADER, because=BECAUSE)
    writer.desk.seen.clear()
    writer.ask("release", move=FADER, because="it may change again")
    assert not move_in(song, FADER).hold
    assert "is not held" in writer.refused("release", move=FADER, because=BECAUSE)


def _edit(song: Path, old: str, new: str) -> bytes:
    text = recall(song).read_text("utf-8")
    assert text.count(old) == 1
    recall(song).write_text(text.replace(old, new), "utf-8")
    return recall(song).read_bytes()


def test_a_sheet_that_a_person_changed_meanwhile_is_not_written_over(
    song: Path, writer: Talk
) -> None:
    writer.ask("sheet")
    hers = _edit(song, "ceiling_dbtp = -1.0\n\n", "ceiling_dbtp = -1.5\n\n")
    words = writer.refused("set_decision", move=FADER, amount_percent=50, because=BECAUSE)
    assert "was changed by somebody else since it was read" in words
    assert recall(song).read_bytes() == hers
    writer.ask("sheet")
    writer.ask("set_decision", move=FADER, amount_percent=50, because=BECAUSE)
    assert read_sheet(recall(song)).target.ceiling_dbtp == -1.5
    hers = _edit(song, "ceiling_dbtp = -1.5\n\n", "ceiling_dbtp = -2.0\n\n")
    assert "giving that back would take theirs, too" in writer.refused("undo")
    assert recall(song).read_bytes() == hers


def test_a_change_while_one_is_made_is_not_written_over(
    song: Path, writer: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moves.with_setting
    hers = b""

    def slowly(*given: Any, **named: Any) -> RecallSheet:
        nonlocal hers
        hers = _edit(song, "ceiling_dbtp = -1.0\n\n", "ceiling_dbtp = -1.5\n\n")
        return real(*given, **named)

    monkeypatch.setattr(moves, "with_setting", slowly)
    words = writer.refused("set_decision", move=FADER, amount_percent=50, because=BECAUSE)
    assert "changed by somebody else in the meantime" in words
    assert recall(song).read_bytes() == hers


def test_what_a_person_set_does_not_become_the_assistants_with_time(
    song: Path, writer: Talk
) -> None:
    """Neither by a change of something else, nor over a change of its own, nor by a strip held."""
    writer.ask("set_decision", move=FADER, knob="gain_db", value=1.5, because=BECAUSE)
    _edit(song, "settings = { gain_db = 1.5 }\n", "settings = { gain_db = 0.5 }\n")
    bass = f"settings = {{ gain_db = {move_in(song, BASS).settings['gain_db']} }}\n"
    _edit(song, bass, "settings = { gain_db = -0.7 }\n")
    writer.ask("sheet")
    writer.ask("remove", move="Master/master/nose", because="it is too dark with it")
    for name in (FADER, BASS):
        assert "it is left alone" in writer.refused("remove", move=name, because=BECAUSE)
    writer.ask("decide", because="hold the bass as it is", hold_strips=["02 Bass DI"])
    assert (move_in(song, BASS).author, move_in(song, BASS).settings["gain_db"]) == ("", -0.7)
    assert "it is left alone" in writer.refused("remove", move=BASS, because=BECAUSE)
    assert "it is left alone" in writer.refused("release", move=BASS, because=BECAUSE)


@pytest.mark.parametrize("how", ["set", "held"])
def test_what_a_person_set_or_holds_is_left_alone(how: str, song: Path, writer: Talk) -> None:
    was = move_in(song, FADER)
    line = f"settings = {{ gain_db = {was.settings['gain_db']} }}"
    text = recall(song).read_text("utf-8")
    at = text.index(line, text.index(f'id = "{FADER}"'))
    mine = "settings = { gain_db = -0.7 }" if how == "set" else f"{line}\nhold = true"
    text = text[:at] + mine + text[at + len(line) :]
    recall(song).write_text(text, "utf-8")
    for tool, asked in (
        ("set_decision", {"knob": "gain_db", "value": 3.0}),
        ("remove", {}),
        ("release" if how == "held" else "hold", {}),
    ):
        words = writer.refused(tool, move=FADER, because=BECAUSE, **asked)
        assert f"{FADER} is {'held' if how == 'held' else 'as a person set it'}" in words
    assert recall(song).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("tool", "asked", "said"),
    [
        ("set_decision", {"move": FADER, "knob": "gain_db", "value": 99.0}, "goes from -100.0 dB"),
        ("set_decision", {"move": FADER, "knob": "gain_db", "value": "loud"}, "takes a number"),
        ("set_decision", {"move": FADER, "knob": "gain", "value": 1.0}, "no knob 'gain'; it has"),
        ("set_decision", {"move": FADER, "knob": "gain_db"}, "a knob goes with a value"),
        ("set_decision", {"move": FADER}, "say what to set"),
        ("set_decision", {"move": FADER, "amount_percent": 130}, "less than or equal to 100"),
        ("set_decision", {"move": FADER, "amount_percent": 100}, "stands so already"),
        ("set_decision", {"move": FADER, "gain_db": 1.0}, "takes no gain_db; it takes move"),
        ("set_decision", {"move": "04 Lead Vox/eq/9", "bypass": True}, "there are 04 Lead Vox/"),
        ("set_decision", {"move": "04 Lead Vox/ride/ride", "knob": "gain_db", "value": 1.0},
         "moves over the song"),
        ("remove", {"move": ""}, "there is no move ''"),
        ("add_decision", {"strip": "tuba", "effect": "bell", "settings": {}}, "no strip's name"),
        ("add_decision", {"strip": BUS, "effect": "magic", "settings": {}}, "no effect 'magic'"),
        ("add_decision", {"strip": BUS, "effect": "bell", "settings": {"gain_db": 99}},
         "gain_db is 99.0 dB, but goes"),
        ("add_decision", {"strip": BUS, "effect": "bell", "settings": {"width": 1}},
         "there is no knob width"),
        ("add_decision", {"strip": BUS, "effect": "ducker", "settings": {}}, "say which one in"),
        ("add_decision", {"strip": BUS, "effect": "ducker", "settings": {}, "key": "Tuba"},
         "is no strip"),
        ("add_decision", {"strip": BUS, "effect": "send", "settings": {"to": "Hall"}},
         "the returns are: Room"),
        ("add_decision", {"strip": BUS, "effect": "trim", "settings": {"shift_ms": 5}},
         "only a track can be shifted"),
        ("add_decision", {"strip": BUS, "effect": "bell", "settings": {}, "stage": "polka"},
         "there is no stage 'polka'"),
        ("add_decision", {"strip": BUS, "effect": "bell", "settings": {}, "after": "x"},
         "has no move 'x'"),
        ("add_decision", {"strip": BUS, "effect": "plugin", "settings": {"id": "/tmp/x.so"}},
         "is set up by a person"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(
    tool: str, asked: dict[str, Any], said: str, lasting: Path, refused_writer: Talk
) -> None:
    before = recall(lasting).read_bytes()
    assert said in refused_writer.refused(tool, because=BECAUSE, **asked)
    assert recall(lasting).read_bytes() == before
    assert "nothing to give back" in refused_writer.refused("undo")


def test_a_reason_must_be_given(song: Path, writer: Talk) -> None:
    before = recall(song).read_bytes()
    assert "because is missing" in writer.refused("remove", move=FADER)
    assert "because" in writer.refused("remove", move=FADER, because="so")
    assert "takes a sentence" in writer.refused("remove", move=FADER, because=" \n\t \n\t \n\t ")
    assert recall(song).read_bytes() == before


@pytest.mark.parametrize(
    "words", ['he said "no" """ \\u0000', "ende\n[target]\nx = 1", "Größe 🎚 ok"]
)
def test_no_words_break_the_sheet(words: str, song: Path) -> None:
    writer = talk_to(song, may_write=True, author='Ida "the ear" ]]')
    writer.ask("set_decision", move=FADER, amount_percent=50, because=words)
    now = move_in(song, FADER)
    assert now.author == 'Ida "the ear" ]]'
    assert now.reason.endswith(f": {' '.join(words.split())}.")
    raw = tomllib.loads(recall(song).read_text("utf-8"))
    assert raw["target"]["ceiling_dbtp"] == -1.0
    writer.ask("add_decision", strip="Drums", effect="bell", settings={}, because=words)
    assert move_in(song, "Drums/eq/Ida the ear 1").author == 'Ida "the ear" ]]'


def test_a_broken_sheet_is_told_and_left_as_it_is(song: Path, writer: Talk) -> None:
    text = recall(song).read_text("utf-8").replace("gain_db = ", "gain_db = = ", 1)
    recall(song).write_text(text, "utf-8")
    for tool, asked in (("sheet", {}), ("remove", {"move": FADER, "because": BECAUSE}),
                        ("render", {})):  # fmt: skip
        assert "recall.toml: " in writer.refused(tool, **asked)
    assert "cannot be read" in writer.ask("list_songs")["songs"][0]["state"]
    assert recall(song).read_text("utf-8") == text


def test_while_another_run_works_nothing_is_changed(song: Path, writer: Talk) -> None:
    before = recall(song).read_bytes()
    with Project.find(song).lock():
        assert "in use by another run" in writer.refused("remove", move=FADER, because=BECAUSE)
        assert "in use by another run" in writer.refused("undo")
    assert recall(song).read_bytes() == before
