"""Tightening, piece by piece: attacks, moves, lines, feel, groups."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.knowledge.edit_habits import habits
from tonmeister.listening.timing import (
    Lines,
    attacks_of,
    feel_of,
    follows,
    hits_of,
    lines_of,
    on_lines,
    partners,
    rubato,
)
from tonmeister.listening.timing.after import strange
from tonmeister.model import Edit, EditList, edit_id
from tonmeister.producer.edits.tighten import Manner, Stroke, plan_moves
from tonmeister.producer.edits.tighten_group import same_in_group, with_their_group
from tonmeister.signal.instruments import drum_kit, drum_mics
from tonmeister.signal.kernels.stretch import best_jump, crossfade
from tonmeister.signal.kernels.stretch_attacks import powers
from tonmeister.signal.stretch import Piece, chained, moved

RATE_HZ = 48000
Row = NDArray[np.float64]


def struck(times_s: list[float], length_s: float = 3.0) -> Row:
    """Clicks that ring: a sharp attack, then a decaying tone and some noise."""
    rng = np.random.default_rng(1)
    out = np.zeros(round(length_s * RATE_HZ))
    t = np.arange(round(0.25 * RATE_HZ)) / RATE_HZ
    for at_s in times_s:
        a = round(at_s * RATE_HZ)
        tone = (np.sin(2 * np.pi * 210 * t) + 0.3 * rng.standard_normal(t.size)) * np.exp(-t / 0.06)
        count = min(t.size, out.size - a)
        out[a : a + count] += 0.5 * tone[:count]
    return out


def move(start_s: float, move_ms: float, track: str = "Snare", **more: object) -> Edit:
    settings = {"move_ms": move_ms, "lead_ms": 100.0, "tail_ms": 150.0, "joint": "plain",
                "group": f"The kit {start_s:.3f}"}  # fmt: skip
    settings.update(more.pop("settings", {}))  # type: ignore[call-overload]
    return Edit(id=edit_id(track, "move", start_s), track=track, stage="tighten", kind="move",
                start_s=start_s, end_s=start_s + 0.06, settings=settings, rule="tighten.to_grid",
                reason="why", **more)  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture(scope="module")
def kit() -> tuple[dict[str, Row], list[float]]:
    """Five microphones of a kit of ours, and when it was struck."""
    rng = np.random.default_rng(3)
    times = [0.3 + 0.25 * i + float(rng.uniform(-0.02, 0.02)) for i in range(16)]
    notes = [(t, 0.1, (36.0, 42.0, 38.0, 42.0)[i % 4], 0.9) for i, t in enumerate(times)]
    lanes = drum_kit.play_drums(notes, 5.0, 7)
    for name in ("toms", "crash", "ride"):
        lanes.setdefault(name, np.zeros_like(lanes["kick"]))
    left, right = drum_mics.overheads(lanes, 7)
    mics = {
        "kick": drum_mics.close(lanes, "kick", {"snare": (0.05, 2.0, 3000.0)}),
        "snare": drum_mics.close(lanes, "snare", {"hats": (0.15, 1.1, 12000.0)}),
        "hi-hat": drum_mics.close(lanes, "hats", {"snare": (0.12, 1.2, 9000.0)}),
        "overheads": left,
        "drum room": right,
    }
    return mics, times


def test_a_stroke_is_timed_to_half_a_millisecond() -> None:
    times = [0.31, 0.55, 0.8017, 1.2, 1.4563, 2.0]
    heard = attacks_of(struck(times)[None], RATE_HZ)
    assert len(heard) == len(times)
    assert np.abs(heard.times_s - times).max() < 0.0005


def test_a_steady_low_tone_has_no_attacks_of_its_own() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    tone = np.sin(2 * np.pi * 41 * t) + 0.4 * np.sin(2 * np.pi * 82 * t)
    heard = attacks_of(tone[None] * 0.3, RATE_HZ)
    assert heard.times_s.max() < 0.04  # where it begins, and nowhere else


def test_silence_and_noise_have_no_attacks() -> None:
    assert len(attacks_of(np.zeros((1, RATE_HZ)), RATE_HZ)) == 0
    noise = 0.1 * np.random.default_rng(2).standard_normal((1, 2 * RATE_HZ))
    assert attacks_of(noise, RATE_HZ).times_s.max() < 0.04  # where the recording begins


def test_the_strokes_of_a_kit_are_each_heard_once(kit: tuple[dict[str, Row], list[float]]) -> None:
    mics, times = kit
    roles = {name: name for name in mics}
    hits = hits_of({n: attacks_of(x[None], RATE_HZ) for n, x in mics.items()}, roles)
    assert len(hits) == len(times)
    assert np.abs(np.array([h.time_s for h in hits]) - times).max() < 0.001
    assert [h.leader for h in hits[:4]] == ["kick", "hi-hat", "snare", "hi-hat"]


def test_a_moved_piece_is_the_same_samples_elsewhere_and_the_rest_is_untouched() -> None:
    x = struck([0.5, 1.0, 1.5])[None]
    start, end = round(0.995 * RATE_HZ), round(1.08 * RATE_HZ)
    y = moved(x, RATE_HZ, [Piece(start, end, 480, 9600, 9600)], "plain")
    assert y.shape == x.shape
    assert np.array_equal(y[:, start + 480 : end + 480], x[:, start:end])
    assert np.array_equal(y[:, : start - 9600], x[:, : start - 9600])
    assert np.array_equal(y[:, end + 9600 :], x[:, end + 9600 :])
    assert not np.array_equal(y, x)


def found_again(attack: Row, sound: Row) -> list[float]:
    """Return where (s) the very same attack is heard in a sound."""
    size = attack.size
    score = np.correlate(sound, attack, "valid")
    power = np.convolve(sound**2, np.ones(size), "valid") * float(np.sum(attack**2))
    alike = score / np.sqrt(power + 1e-9)
    top = [
        i
        for i in range(1, alike.size - 1)
        if alike[i] > 0.6 and alike[i] >= alike[i - 1 : i + 2].max()
    ]
    return [i / RATE_HZ for i in top]


@pytest.mark.parametrize("shift", [-900, -300, 250, 1100])
def test_no_stroke_is_heard_twice_after_a_move(shift: int) -> None:
    rng = np.random.default_rng(6)
    attack = 0.6 * rng.standard_normal(144)  # three milliseconds that are like nothing else
    x = struck([0.5, 0.8, 1.1, 1.4])[None]
    for at_s in (0.5, 0.8, 1.1, 1.4):
        x[0, round(at_s * RATE_HZ) : round(at_s * RATE_HZ) + 144] += attack
    pieces = [Piece(round(0.797 * RATE_HZ), round(0.86 * RATE_HZ), shift, 9000, 9000)]
    y = moved(x, RATE_HZ, pieces, "plain")
    assert np.allclose(found_again(attack, y[0]), [0.5, 0.8 + shift / RATE_HZ, 1.1, 1.4])


def test_a_stroke_too_many_or_too_few_is_noticed() -> None:
    x = struck([0.5, 1.0, 1.5])
    before = attacks_of(x[None], RATE_HZ)
    assert strange(before, before, lambda t: t) == []
    lost = attacks_of(struck([0.5, 1.5])[None], RATE_HZ)
    assert [round(at, 2) for at in strange(before, lost, lambda t: t)] == [1.0]
    shifted = attacks_of(struck([0.5, 1.0, 1.2, 1.5])[None], RATE_HZ)
    assert [round(at, 2) for at in strange(before, shifted, lambda t: t)] == [1.2]


def test_moving_a_sum_is_summing_what_was_moved(kit: tuple[dict[str, Row], list[float]]) -> None:
    """The microphones of a kit stay in phase: the same thing is done to each."""
    mics, times = kit
    pieces = [Piece(round((t - 0.003) * RATE_HZ), round((t + 0.05) * RATE_HZ), s, 5000, 5000)
              for t, s in zip(times, [300, -500, 700, -200] * 4, strict=True)]  # fmt: skip
    each = sum(moved(x[None], RATE_HZ, pieces, "plain") for x in mics.values())
    whole = moved(np.sum(list(mics.values()), axis=0)[None], RATE_HZ, pieces, "plain")
    assert np.abs(each - whole).max() < 1e-12


def test_pieces_never_go_over_their_neighbours() -> None:
    pieces = [Piece(1000, 2000, 900, 500, 300), Piece(2300, 3000, -900, 300, 500)]
    chain = chained(pieces, 6000, RATE_HZ)
    out = [(p.start + p.shift, p.end + p.shift) for p in chain]
    assert all(a[1] <= b[0] for a, b in pairwise(out))
    assert moved(np.ones((2, 6000)), RATE_HZ, pieces, "plain").shape == (2, 6000)


@pytest.mark.parametrize("joint", ["plain", "seek"])
def test_moves_at_the_ends_of_a_recording_lose_nothing(joint: str) -> None:
    x = struck([0.001, 1.0, 2.95])[None]
    pieces = [Piece(0, 3000, -400, 0, 5000), Piece(round(2.94 * RATE_HZ), x.shape[1], 900, 900, 0)]
    y = moved(x, RATE_HZ, pieces, joint)  # type: ignore[arg-type]
    assert y.shape == x.shape
    assert np.isfinite(y).all()


def test_a_sung_tone_is_lengthened_without_a_break() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    tone = sum(np.sin(2 * np.pi * 220 * k * t) / k for k in range(1, 9))[None] * 0.2
    piece = Piece(round(1.0 * RATE_HZ), round(1.05 * RATE_HZ), 1200, 14000, 14000)
    y = moved(tone, RATE_HZ, [piece], "seek")
    steepest = np.abs(np.diff(tone, n=2)).max()
    assert np.abs(np.diff(y, n=2)).max() < 1.5 * steepest
    level = np.sqrt(np.convolve(y[0] ** 2, np.ones(2400) / 2400, "valid"))
    assert level.min() > 0.93 * level.max()


def test_an_edit_is_played_as_far_as_its_amount_says() -> None:
    x = struck([0.5, 1.0, 1.5])[None]
    for amount, moved_ms in ((100.0, 10.0), (50.0, 5.0)):
        y = play_edits(x, RATE_HZ, [move(0.996, 10.0, amount_percent=amount)], AtHand())
        heard = attacks_of(y, RATE_HZ).times_s
        assert heard[1] == pytest.approx(1.0 + moved_ms / 1000.0, abs=0.0006)
    untouched = play_edits(x, RATE_HZ, [move(0.996, 10.0, bypass=True)], AtHand())
    assert np.array_equal(untouched, x)


def test_a_stroke_between_two_moved_ones_stays_bit_by_bit() -> None:
    x = struck([0.5, 1.0, 1.5])[None]
    edits = [move(0.497, 9.0, settings={"tail_ms": 430.0}), move(1.497, -9.0)]
    y = play_edits(x, RATE_HZ, edits, AtHand())
    a, b = round(0.997 * RATE_HZ), round(1.2 * RATE_HZ)
    assert np.array_equal(y[:, a:b], x[:, a:b])


def stroke(at_s: float, late_ms: float | None) -> Stroke:
    return Stroke(time_s=at_s, cut_s=at_s - 0.003, last_s=at_s + 0.004, late_ms=late_ms,
                  against="beat 1")  # fmt: skip


def test_only_what_is_out_by_more_than_the_tolerance_moves() -> None:
    manner = Manner(group="The kit", strength_percent=80.0, tolerance_ms=8.0, joint="plain",
                    rule="r")  # fmt: skip
    strokes = [stroke(0.5, 7.9), stroke(1.0, 10.0), stroke(1.5, None), stroke(2.0, -20.0)]
    planned = plan_moves(strokes, manner, RATE_HZ, 3.0)
    assert [p.stroke for p in planned] == [1, 3]
    assert [round(p.move_ms, 1) for p in planned] == [-8.0, 16.0]
    assert planned[0].end_s + planned[0].tail_ms / 1000.0 <= strokes[2].cut_s + 1e-9


def test_lines_are_straight_swung_and_named() -> None:
    beats = np.arange(9) * 0.5
    straight, swung = lines_of(beats, 4), lines_of(beats, 2, swing_percent=66.0)
    assert straight.times_s[4] == 0.0
    assert straight.times_s[5] == pytest.approx(0.125)
    assert swung.times_s[3] == pytest.approx(0.33)
    assert straight.say(4) == "bar 1, beat 1"
    assert straight.say(4 + 16 + 7) == "bar 2, beat 2 and 3/4"


def laid_back(late_ms: dict[int, float], scatter_ms: float, bars: int = 24) -> tuple[Row, Lines]:
    rng = np.random.default_rng(4)
    lines = lines_of(np.arange(bars * 4 + 1) * 0.5, 2)
    played = np.arange(bars * 8)
    late = np.array([late_ms.get(int(k) % 8, 0.0) for k in played])
    scatter = np.clip(rng.standard_normal(played.size), -2, 2) * scatter_ms
    return played * 0.25 + (late + scatter) / 1000.0, lines


def test_a_backbeat_laid_back_every_time_is_feel_and_scatter_is_not() -> None:
    times, lines = laid_back({2: 14.0, 6: 14.0}, 6.0)
    feel = feel_of(on_lines(times, lines), lines)
    kept = {k: 1000 * (feel.all_s + feel.place_s[k]) for k in range(8)}
    assert kept[2] == pytest.approx(14.0, abs=4.0)
    assert kept[6] == pytest.approx(14.0, abs=4.0)
    assert max(abs(kept[k]) for k in (0, 1, 3, 4, 5, 7)) < 3.5


def test_swing_is_kept_as_it_was_played() -> None:
    times, lines = laid_back({1: 60.0, 3: 60.0, 5: 60.0, 7: 60.0}, 5.0)
    feel = feel_of(on_lines(times, lines), lines)
    offbeat = np.median([1000 * (feel.all_s + feel.place_s[k]) for k in (1, 3, 5, 7)])
    assert offbeat == pytest.approx(60.0, abs=3.0)


def test_pure_scatter_is_not_believed_to_be_feel() -> None:
    times, lines = laid_back({}, 12.0)
    feel = feel_of(on_lines(times, lines), lines)
    kept = [1000 * abs(feel.all_s + v) for v in feel.place_s.values()]
    assert np.median(kept) < 2.5


def test_strokes_that_follow_no_grid_are_known() -> None:
    lines = lines_of(np.arange(60) * 0.5, 4)
    on_it = np.arange(80) * 0.25 + 0.005
    anywhere = np.sort(np.random.default_rng(5).uniform(0, 25, 120))
    assert follows(on_it, lines) > 0.95
    assert follows(anywhere, lines) < 0.25


def test_rubato_is_told_from_a_tempo_that_drifts() -> None:
    drift = np.cumsum(np.linspace(0.5, 0.55, 60))
    free = np.cumsum(0.5 * (1.0 + 0.15 * np.sin(np.arange(60) * 0.8)))
    assert rubato(drift) < 0.02
    assert rubato(free) > 0.045


def test_partners_are_each_others_nearest_and_near() -> None:
    found = partners(np.array([1.0, 1.03, 2.0, 3.0]), np.array([1.02, 2.2, 3.055]))
    assert found.tolist() == [-1, 0, -1, 2]


def test_undoing_one_microphone_undoes_the_stroke_on_all() -> None:
    edits = EditList(song="s", edits=(move(1.0, 8.0, "Kick", bypass=True), move(1.0, 8.0, "OH"),
                                      move(2.0, 5.0, "Kick"), move(2.0, 5.0, "OH")))  # fmt: skip
    alike = same_in_group(edits)
    assert [e.bypass for e in alike.edits] == [True, True, False, False]
    assert with_their_group(edits, ["OH/move/2.000"]) == ["Kick/move/2.000", "OH/move/2.000"]


def test_a_number_changed_on_one_microphone_counts_for_all() -> None:
    rows = [move(1.0, 8.0, name) for name in ("Kick", "Snare", "OH")]
    rows[1] = replace(rows[1], settings={**rows[1].settings, "move_ms": 3.0})
    alike = same_in_group(EditList(song="s", edits=tuple(rows)))
    assert {e.settings["move_ms"] for e in alike.edits} == {3.0}


def test_habits_know_every_kind_of_part_in_every_genre() -> None:
    for name in (None, "pop", "metal", "jazz", "electronic"):
        about = habits("tighten", name)
        for key in ("strength_percent", "drums_tolerance_ms", "bass_tolerance_ms",
                    "voice_tolerance_ms", "other_tolerance_ms"):  # fmt: skip
            assert float(about[key]) > 0.0


def test_the_kernels_give_the_same_bits_as_plain_python() -> None:
    if not hasattr(crossfade, "py_func"):
        pytest.skip("the compiler is switched off: there is only plain Python")
    x = np.random.default_rng(7).standard_normal((2, 3000))
    one, two = np.zeros((2, 400)), np.zeros((2, 400))
    crossfade(one, x, 0, 400, -900, -1200, 0.3)
    crossfade.py_func(two, x, 0, 400, -900, -1200, 0.3)
    assert np.array_equal(one, two)
    args = (x[0], 1200, 1700, 120, 0, -300, 300, 200.0)
    assert best_jump(*args) == best_jump.py_func(*args)
    level, plain = np.zeros((4, 100)), np.zeros((4, 100))
    powers(x[0], 24, 0.9, 0.5, level)
    powers.py_func(x[0], 24, 0.9, 0.5, plain)
    assert np.array_equal(level, plain)
