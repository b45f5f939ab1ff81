"""``tonmeister mcp`` as a client starts it: a program that speaks over its standard streams."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.flow.program import PROGRAM
from tests.mcp_server.talk import BECAUSE, FADER, recall
from tonmeister.app.cli import main
from tonmeister.studio import read_sheet


def test_a_client_starts_it_changes_the_sheet_and_leaves(song: Path) -> None:
    words = ["mcp", str(song), "--write", "--author", "Ida"]

    async def talk() -> str:
        async with Client(StdioServerParameters(command=PROGRAM, args=words)) as client:
            changed = await client.call_tool(
                "set_decision", {"move": FADER, "amount_percent": 80, "because": BECAUSE}
            )
            return str(getattr(changed.content[0], "text", ""))

    assert "played at 80 %, was 100 %" in anyio.run(talk)
    sheet = read_sheet(recall(song))
    assert [m.author for s in sheet.strips for m in s.decisions if m.id == FADER] == ["Ida"]
    assert not (song / "tonmeister" / ".tonmeister" / "lock").exists()


@pytest.mark.parametrize("how", ["the client goes", "Ctrl-C"])
def test_it_ends_with_its_client_and_with_ctrl_c(how: str, song: Path) -> None:
    program = subprocess.Popen([PROGRAM, "mcp", str(song)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)  # fmt: skip
    assert program.stdin
    assert program.stdout
    program.stdin.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
    program.stdin.flush()
    assert b'"id":1' in program.stdout.readline()
    if how == "Ctrl-C":
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == -signal.SIGINT
        program.stdin.close()
    else:
        program.stdin.close()
        assert program.wait(20) == 0
    assert program.stdout.read() == b""
    program.stdout.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere is not there: give a song's folder"),
        (["."], "holds no song"),
        ([".", "--author", " "], "takes a name"),
        ([".", "--author", "x" * 61], "takes a name"),
    ],
)
def test_a_mistake_on_the_way_in_is_one_line(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["mcp", *words]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert said in line


def test_without_the_sdk_it_says_how_to_install_it(
    song: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert main(["mcp", str(song)]) == 2
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert "pip install 'tonmeister[mcp]'" in line
