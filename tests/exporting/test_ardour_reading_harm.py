"""Broken and hostile Ardour sessions: one clear line, nothing outside of the target folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from ardour_sessions import opened, playlist, region, session, sounds, track
from hypothesis import given, settings
from hypothesis import strategies as st

from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.exchange.daw.opening import CannotOpen

ARDOUR = FORMATS["ardour"]
PLAIN = session(track("V", 2), playlist(20, region(0, 100)))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ("", "no whole XML"),
        (PLAIN[:700], "no whole XML"),
        ("<html/>", "no Ardour session"),
        ('<Session version="7002" sample-rate="0"/>', "no sample rate"),
        ('<Session version="2.0.0" sample-rate="48000"/>', "Ardour 2"),
        (PLAIN.replace('start="a0"', 'start="a1e9"'), "no place in time"),
        (PLAIN.replace("@a0", f"@a{10**40}"), "in no song"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><Session>&a;</Session>', "entities"),
        (PLAIN.replace("mono.wav", "../../../../secret.wav"), "outside"),
    ],
)
def test_a_broken_session_gets_one_clear_line(xml: str, words: str, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    sounds(folder)
    (tmp_path / "secret.wav").write_bytes(
        (folder / "interchange" / "song" / "audiofiles" / "mono.wav").read_bytes()
    )
    path = folder / "song.ardour"
    path.write_text(xml, "utf-8")
    with pytest.raises(CannotOpen, match=words) as told:
        ARDOUR.read(path, tmp_path / "into")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "into").exists()


def test_a_session_without_master_or_with_a_circle_still_opens(tmp_path: Path) -> None:
    start = PLAIN.index('<Route id="1"')
    bare = PLAIN[:start] + PLAIN[PLAIN.index("</Route>", start) + 8 :]
    found = opened(tmp_path, bare)
    assert found.master.name == "Master"
    ring = session(
        track("A", 2, to="B", attrs='default-type="audio"', wide=2)
        + track("B", 3, to="A", attrs='default-type="audio"', wide=2),
        "",
    )
    found = opened(tmp_path, ring)
    assert "Master" in {t.output for t in found.tracks}
    assert any("circle" in note for note in found.notes)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_session_is_more_than_one_line(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged ardour"
    sounds(folder)
    quoted = [n for n, sign in enumerate(PLAIN) if sign == '"']
    which = data.draw(st.integers(4, len(quoted) // 2 - 1))
    begin, end = quoted[2 * which] + 1, quoted[2 * which + 1]
    junk = data.draw(
        st.sampled_from(["", "nan", "-1e99", "a", "b-5", "a@", "9" * 400, "😀", "x" * 999])
    )
    path = folder / "song.ardour"
    path.write_text(PLAIN[:begin] + junk + PLAIN[end:], "utf-8")
    told = ""
    try:
        told = ARDOUR.read(path, folder / "into").master.kind
    except CannotOpen as error:
        told = f"refused: {error}"
    assert told == "master" or (told.startswith("refused") and "\n" not in told)
