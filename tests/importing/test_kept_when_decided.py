"""What was brought in stays through later decisions, until it is let go of."""

from __future__ import annotations

from dataclasses import replace

from tonmeister.model import Decision, RecallSheet, Strip, Target
from tonmeister.producer.merge import BROUGHT, merge


def _fader(strip: str, gain_db: float, *, brought: bool = False) -> Decision:
    return Decision(
        id=f"{strip}/balance/fader", stage="balance", effect="fader",
        settings={"gain_db": gain_db}, rule=BROUGHT if brought else "balance/place",
        because=() if brought else ("f1",), reason="", hold=brought,
    )  # fmt: skip


def _sheet(*strips: Strip) -> RecallSheet:
    return RecallSheet(
        song="Song", rate_hz=48000, length_s=1.0, genre="pop",
        target=Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0),
        strips=(*strips, Strip(name="Master", kind="master", output="")),
    )  # fmt: skip


def _track(name: str, output: str, *moves: Decision) -> Strip:
    return Strip(name=name, kind="track", track=name, role="kick", output=output, decisions=moves)


HERS = _sheet(
    _track("Kick", "Kit", _fader("Kick", -5.0, brought=True)),
    _track("Old", "Kit", _fader("Old", -9.0, brought=True)),
    Strip(name="Kit", kind="bus", decisions=(_fader("Kit", -1.0, brought=True),), output="Master"),
)
NEW = _sheet(
    _track("Kick", "Drums", _fader("Kick", -11.0)),
    Strip(name="Drums", kind="bus", output="Master"),
)


def test_moves_and_routing_of_a_session_that_was_brought_in_stay() -> None:
    sheet, told = merge(HERS, NEW, HERS)
    assert sheet.strip("Kick").decisions == HERS.strip("Kick").decisions
    assert sheet.strip("Kick").output == "Kit"
    assert [strip.name for strip in sheet.strips] == ["Kick", "Old", "Kit", "Master"]
    assert told == ("You hold Kick/balance/fader; it stays as it is.",)


def test_a_strip_that_is_let_go_of_is_decided_and_routed_anew() -> None:
    free = replace(HERS.strip("Kick"), decisions=(replace(_fader("Kick", -5.0), rule=BROUGHT),))
    hers = replace(HERS, strips=(free, *HERS.strips[1:]))
    last = replace(HERS, strips=(HERS.strips[0], *HERS.strips[1:]))
    sheet, _ = merge(last, NEW, hers)
    assert sheet.strip("Kick").decisions[0].settings["gain_db"] == -11.0
    assert sheet.strip("Kick").output == "Drums"
    assert {"Kit", "Drums"} <= {strip.name for strip in sheet.strips}
