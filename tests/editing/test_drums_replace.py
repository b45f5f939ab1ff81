"""Replacing strokes: in phase, equally loud, nothing else touched, each one undone alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.listening.drums.own import in_band, own_part
from tonmeister.listening.drums.shots import Shot, sound_name
from tonmeister.model import Edit, Hit
from tonmeister.producer.edits.drums import KitSounds, ReplaceWish, replace_edits
from tonmeister.producer.edits.drums_choice import Chooser, looks
from tonmeister.producer.edits.drums_measured import why_not
from tonmeister.signal import Audio
from tonmeister.signal.instruments import drum_kit
from tonmeister.signal.instruments.filters import RATE_HZ, put
from tonmeister.signal.loudness import measure
from tonmeister.studio.kits import OURS, open_kit

TIMES_S = (0.5, 1.1, 1.7, 2.3, 2.9, 3.4)
VELOCITIES = (0.9, 0.6, 0.9, 0.3, 0.9, 0.6)


@cache
def kicks() -> np.ndarray:
    """A kick track: other drums than the kit's (tuned down), six strokes, a little hiss."""
    out = 1e-4 * np.random.default_rng(1).standard_normal(4 * RATE_HZ)
    for i, (at_s, v) in enumerate(zip(TIMES_S, VELOCITIES, strict=True)):
        stroke = drum_kit.kick(v, np.random.default_rng(i))
        lower = np.interp(np.arange(0, stroke.size - 1, 0.93), np.arange(stroke.size), stroke)
        put(out, lower, at_s, 0.5 * v)
    return out[None]


HITS = tuple(
    Hit(at_s=t, piece="kick", velocity=v) for t, v in zip(TIMES_S, VELOCITIES, strict=True)
)


@cache
def kit() -> KitSounds:
    ours = open_kit(OURS, Path())
    shots = [s for s in ours.shots if s.piece in ("kick", "snare")]
    sounds = {sound_name(OURS, s.name): ours.sound(s.name, RATE_HZ) for s in shots}
    return KitSounds(said=OURS, shots=shots, sounds=sounds, sha256={})


def done(blend_percent: float, using: KitSounds | None = None) -> tuple[list[Edit], np.ndarray]:
    at_hand = using or kit()
    wish = ReplaceWish(blend_percent=blend_percent)
    edits, _ = replace_edits("Kick", kicks(), RATE_HZ, HITS, at_hand, wish)
    return edits, play_edits(kicks(), RATE_HZ, edits, AtHand(sounds=at_hand.sounds))


@pytest.mark.parametrize("blend_percent", [25.0, 50.0, 100.0])
def test_the_track_stays_as_loud(blend_percent: float) -> None:
    edits, out = done(blend_percent)
    assert len(edits) == len(HITS)
    loud = [measure(Audio(x, RATE_HZ)).integrated_lufs() for x in (kicks(), out)]
    assert abs(loud[1] - loud[0]) <= 0.5
    assert not np.array_equal(out, kicks())


@pytest.mark.parametrize("blend_percent", [0.0, 50.0, 100.0])
def test_what_no_stroke_covers_is_bit_by_bit_the_recording(blend_percent: float) -> None:
    edits, out = done(blend_percent)
    free = np.ones(out.shape[1], np.bool_)
    for edit in edits:
        free[int(edit.start_s * RATE_HZ) : int(np.ceil(edit.end_s * RATE_HZ))] = False
    assert free.sum() > RATE_HZ // 3
    assert np.array_equal(out[:, free], kicks()[:, free])


def test_a_blend_of_nothing_is_the_recording() -> None:
    assert np.array_equal(done(0.0)[1], kicks())


def test_one_stroke_undone_leaves_the_others() -> None:
    edits, out = done(50.0)
    undone = [replace(e, bypass=True) if i == 2 else e for i, e in enumerate(edits)]
    without = play_edits(kicks(), RATE_HZ, undone, AtHand(sounds=kit().sounds))
    a, b = round(edits[2].start_s * RATE_HZ), round(edits[3].start_s * RATE_HZ)
    assert np.array_equal(without[:, a:b], kicks()[:, a:b])
    assert np.array_equal(without[:, :a], out[:, :a])
    assert np.array_equal(without[:, b:], out[:, b:])


def test_sample_and_stroke_add_up_and_do_not_cancel() -> None:
    edits, out = done(50.0)
    for edit in edits:
        assert why_not(kicks(), out, RATE_HZ, edit) == ""
    turned = [replace(e, settings={**e.settings, "polarity": -float(e.settings["polarity"])})
              for e in edits]  # fmt: skip
    wrong = play_edits(kicks(), RATE_HZ, turned, AtHand(sounds=kit().sounds))
    assert all("cancel" in why_not(kicks(), wrong, RATE_HZ, e) for e in turned)


def test_a_sample_that_is_the_wrong_way_round_is_turned() -> None:
    wrong = KitSounds(said=OURS, shots=kit().shots, sha256={},
                      sounds={name: -x for name, x in kit().sounds.items()})  # fmt: skip
    right, turned = done(50.0)[0], done(50.0, wrong)[0]
    assert [e.settings["polarity"] for e in turned] == [
        -float(e.settings["polarity"]) for e in right
    ]
    assert [e.settings["offset_ms"] for e in turned] == [e.settings["offset_ms"] for e in right]


def test_a_late_sample_is_brought_forward() -> None:
    late = {name: np.pad(x, ((0, 0), (240, 0))) for name, x in kit().sounds.items()}
    moved = KitSounds(said=OURS, shots=kit().shots, sounds=late, sha256={})
    by_ms = [float(b.settings["offset_ms"]) - float(a.settings["offset_ms"])
             for a, b in zip(done(50.0)[0], done(50.0, moved)[0], strict=True)]  # fmt: skip
    assert by_ms == pytest.approx([-5.0] * len(HITS), abs=0.05)


def test_no_sound_comes_twice_in_a_row() -> None:
    edits, _ = done(100.0)
    used = [e.settings["sample"] for e in edits]
    assert all(a != b for a, b in pairwise(used))


def test_hard_strokes_take_the_hard_layer() -> None:
    layers = [int(str(e.settings["sample"]).split("/")[1][0]) for e in done(100.0)[0]]
    assert layers[0] > layers[1] > layers[3]


def test_the_likest_drum_of_the_kit_is_chosen() -> None:
    rng = np.random.default_rng(5)
    low, high = drum_kit.tom(79.0)(0.8, rng)[None], drum_kit.tom(132.0)(0.8, rng)[None]
    shots = [Shot(name=n, piece="toms", group=n) for n in ("low", "high")]
    sounds = {sound_name("K", "low"): low, sound_name("K", "high"): high}
    chooser = Chooser("K", shots, sounds, RATE_HZ)
    for pitch_hz, wanted in ((85.0, "low"), (126.0, "high")):
        heard = looks(drum_kit.tom(pitch_hz)(0.8, np.random.default_rng(9))[None], RATE_HZ)
        assert chooser.group("toms", heard) == wanted


def test_a_cymbal_over_a_kick_stays() -> None:
    crash = np.zeros((1, 4 * RATE_HZ))
    put(crash[0], drum_kit.crash(0.9, np.random.default_rng(2)), 0.4, 0.3)
    both = kicks() + crash
    edits, _ = replace_edits("Kit", both, RATE_HZ, HITS[:1], kit(), ReplaceWish(blend_percent=100))
    out = play_edits(both, RATE_HZ, edits, AtHand(sounds=kit().sounds))
    ringing = slice(round(0.55 * RATE_HZ), round(0.75 * RATE_HZ))
    kept = in_band(out[:, ringing] - both[:, ringing], RATE_HZ, 3000, 24000)
    was = in_band(crash[:, ringing], RATE_HZ, 3000, 24000)
    assert 10 * np.log10(np.sum(kept**2) / np.sum(was**2)) < -15


def test_a_strokes_own_part_is_all_of_its_beginning() -> None:
    first, own = own_part(kicks(), RATE_HZ, 0.5, "kick", 200.0, single=True)
    a = round(0.5 * RATE_HZ)
    assert np.allclose(own[:, a - first + 20 : a - first + 300], kicks()[:, a + 20 : a + 300],
                       atol=2e-3)  # fmt: skip
    assert np.all(own[:, -1] == pytest.approx(0.0, abs=1e-3))


def test_a_missing_sound_leaves_the_stroke_as_recorded() -> None:
    edits, _ = done(100.0)
    assert np.array_equal(play_edits(kicks(), RATE_HZ, edits, AtHand()), kicks())


def test_a_piece_the_kit_lacks_is_said() -> None:
    hits = [replace(HITS[0], piece="hats")]
    wish = ReplaceWish(pieces=("hats",))
    edits, notes = replace_edits("Kit", kicks(), RATE_HZ, hits, kit(), wish)
    assert edits == []
    assert notes == ["Kit: the kit has no hats, so its strokes stay as they are"]


def test_a_stroke_at_the_very_end_is_no_trouble() -> None:
    hits = [replace(HITS[0], at_s=3.999)]
    edits, _ = replace_edits("Kick", kicks(), RATE_HZ, hits, kit(), ReplaceWish())
    out = play_edits(kicks(), RATE_HZ, edits, AtHand(sounds=kit().sounds))
    assert out.shape == kicks().shape
    assert np.isfinite(out).all()


def test_a_stereo_stroke_keeps_its_place() -> None:
    left = np.concatenate([kicks(), 0.25 * kicks()])
    edits, _ = replace_edits("Kit", left, RATE_HZ, HITS, kit(), ReplaceWish(blend_percent=100))
    out = play_edits(left, RATE_HZ, edits, AtHand(sounds=kit().sounds))
    lean_db = 20 * np.log10(np.std(out[0]) / np.std(out[1]))
    assert lean_db == pytest.approx(12.0, abs=0.5)
