"""What is wrong with a file is heard where it was planted, and a clean file is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from file_piece import whole_piece

from tonmeister.faults import Piece, Planted, faults
from tonmeister.listening import listen
from tonmeister.listening.check import checks
from tonmeister.listening.finished import hear_finished
from tonmeister.model import Finding, SongMap, Span
from tonmeister.signal import Audio

WHERE = Span(8.0, 16.0)
MIX_FAULTS = (
    "clicks", "clipped-hard", "clipped-soft", "cut-end", "cut-start", "dc", "dropouts", "hiss",
    "hum", "lowpass", "overs", "silence-end", "silence-start", "stutter", "truncated",
)  # fmt: skip
STEM_FAULTS = ("bleed", "flipped-mic", "late-mic")
STRENGTH = {"cut-start": 2, "cut-end": 2, "hum": 2}
"""The little song repeats its bars to the sample, which hides a soft hum; its strokes rise so
fast that a softer cut looks like one of them."""

MINE = [name for name in checks() if name.startswith("file/")]
CLOSE = {"hum_dbfs": 2.0, "hiss_dbfs": 1.5, "edge_hz": 100.0, "longest_ms": 0.6, "late_ms": 0.05,
         "clicks_count": 1.0}  # fmt: skip
"""How far a number may lie from the truth; 0.3 of its unit where nothing is said."""


def heard_in(music: Piece, only: list[str]) -> tuple[Finding, ...]:
    song = SongMap(length_s=music.length_s, tempo=None, key=None, sections=(), phrases=())
    stems = {name: Audio(stem, music.rate_hz) for name, stem in music.stems.items()}
    heard = hear_finished(music.audio(), stems=stems, roles=music.roles, song=song)
    return tuple(f for f in listen(heard, only=only) if f.weight != "info")


def right(planted: Planted, findings: tuple[Finding, ...]) -> list[Finding]:
    where = planted.where
    return [
        f for f in findings
        if f.strip == planted.strip and f.where.start_s <= where.end_s + 0.1
        and f.where.end_s >= where.start_s - 0.1
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*MIX_FAULTS, *STEM_FAULTS])
def test_a_planted_fault_is_heard_with_its_place_and_amount(name: str) -> None:
    fault = faults()[name]
    music = whole_piece()
    music = music if name in STEM_FAULTS else replace(music, stems={}, roles={})
    planted = fault.plant(music, WHERE, STRENGTH.get(name, 1), 3)  # type: ignore[arg-type]
    findings = heard_in(planted.piece, [fault.hears])
    (best, *more) = right(planted, findings)
    assert not more
    assert len(findings) == 1
    for fact, truth in planted.truth.items():
        assert best.facts[fact] == pytest.approx(truth, abs=CLOSE.get(fact, 0.3)), fact


def test_the_clean_song_is_left_in_peace() -> None:
    assert heard_in(whole_piece(), [*MINE, "recording/offset", "recording/polarity", "bleed"]) == ()


@pytest.mark.parametrize("name", MINE)
def test_a_check_of_files_says_what_to_try(name: str) -> None:
    fix = checks()[name].fix
    assert len(fix) > 10
    assert not fix.endswith(".")


def test_two_hearings_are_alike() -> None:
    music = faults()["clicks"].plant(whole_piece(), WHERE, 2, 3).piece
    assert heard_in(music, MINE) == heard_in(music, MINE)


@pytest.mark.parametrize(("name", "carrier"), [("hum", "keys"), ("clicks", "voice")])
def test_the_stem_that_carries_it_is_named(name: str, carrier: str) -> None:
    clean = whole_piece()
    alone = replace(clean, mix=clean.stems[carrier], stems={}, roles={})
    spoiled = faults()[name].plant(alone, WHERE, 2, 3).piece.mix
    (finding,) = heard_in(clean.with_stem(carrier, spoiled), [faults()[name].hears])
    assert finding.share is not None
    assert max(finding.share, key=lambda stem: finding.share[stem]) == carrier
    assert finding.share[carrier] > 0.5
