"""A record cutter's questions, asked of sounds made to raise each of them."""

from __future__ import annotations

import numpy as np
import pytest
from platform_song import limiter, little_song, sheet_for

from tonmeister.effects import recall
from tonmeister.knowledge.platform_targets import Groove, platform
from tonmeister.listening import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.producer.vinyl import Advice, vinyl_advice
from tonmeister.signal import Audio

RATE_HZ = 44100


@pytest.fixture(scope="module")
def groove() -> Groove:
    found = platform("vinyl").vinyl
    assert found is not None
    return found


def features(samples: np.ndarray) -> TrackFeatures:
    return features_of(Audio(np.ascontiguousarray(samples), RATE_HZ))


def song() -> np.ndarray:
    return little_song(5.0).samples


def rules(found: tuple[Advice, ...]) -> list[str]:
    return [advice.finding.check for advice in found]


def with_move(samples: np.ndarray, advice: Advice) -> np.ndarray:
    """Play the proposed move."""
    assert advice.decision is not None
    player = recall(advice.decision.effect, advice.decision.settings).start(RATE_HZ)
    return player.process(samples.copy(), None, lambda knob: advice.decision.settings[knob])


def test_a_tame_song_is_cut_as_it_is(groove: Groove) -> None:
    assert vinyl_advice(features(song()), groove) == ()


def test_a_wide_bass_is_heard_and_the_move_mends_it(groove: Groove) -> None:
    t = np.arange(5 * RATE_HZ) / RATE_HZ
    bass = 0.2 * np.sin(2 * np.pi * 60 * t)
    wide = song() + np.stack([bass, -bass])
    (advice,) = vinyl_advice(features(wide), groove)
    assert advice.finding.check == "vinyl/mono_low"
    assert float(advice.finding.facts["side_mid_db"]) > -5.0
    assert advice.decision is not None
    assert advice.decision.settings["mono_below_hz"] == 150.0
    assert advice.finding.id in advice.decision.because
    assert vinyl_advice(features(with_move(wide, advice)), groove) == ()


def test_a_sharp_s_is_heard_and_the_move_takes_from_it(groove: Groove) -> None:
    rng, sharp = np.random.default_rng(2), song()
    hiss = np.diff(rng.standard_normal((1, 5 * RATE_HZ + 2)), n=2, axis=1)
    for start_s in (0.7, 1.9, 3.1, 4.2):
        at = round(start_s * RATE_HZ)
        sharp[:, at : at + RATE_HZ // 6] += 0.08 * hiss[:, : RATE_HZ // 6]
    (advice,) = vinyl_advice(features(sharp), groove)
    assert advice.finding.check == "vinyl/deess"
    before_db = float(advice.finding.facts["sibilance_db"])
    again = vinyl_advice(features(with_move(sharp, advice)), groove)
    after_db = [float(a.finding.facts["sibilance_db"]) for a in again] or [groove.sibilance_max_db]
    assert after_db[0] < before_db - 2.0


def test_what_is_limited_hard_is_turned_back_at_its_limiter(groove: Groove) -> None:
    loud = np.tanh(9.0 * song())
    loud *= 0.9 / np.abs(loud).max()
    audio = Audio(loud, RATE_HZ)
    sheet = sheet_for(audio, limiter(gain_db=9.0))
    found = vinyl_advice(features(loud), groove, sheet=sheet)
    advice = next(a for a in found if a.finding.check == "vinyl/lower")
    down_db = float(advice.finding.facts["down_db"])
    assert features(loud).facts["loudness_lufs"] - down_db < groove.loudest_lufs
    assert advice.decision is not None
    assert advice.decision.id == "master/limiter/1"
    assert float(advice.decision.settings["gain_db"]) == pytest.approx(9.0 - down_db)
    alone = vinyl_advice(features(loud), groove)
    assert next(a for a in alone if a.finding.check == "vinyl/lower").decision is None


def test_clipped_peaks_are_counted(groove: Groove) -> None:
    clipped = np.clip(3.0 * song(), -0.6, 0.6)
    found = vinyl_advice(features(clipped), groove)
    assert "vinyl/clipped" in rules(found)


@pytest.mark.parametrize(
    ("minutes", "disc", "speed", "rule", "softer_db"),
    [
        (18.0, "12 inch", "33", None, 0.0), (24.0, "12 inch", "33", "vinyl/long", 1.8),
        (30.0, "12 inch", "33", "vinyl/too_long", 3.7),
        (18.0, "12 inch", "45", "vinyl/too_long", 1.9),
        (5.5, "7 inch", "45", "vinyl/long", 0.8),
    ],
)  # fmt: skip
def test_a_side_has_only_so_many_minutes(
    groove: Groove, minutes: float, disc: str, speed: str, rule: str | None, softer_db: float
) -> None:
    found = vinyl_advice(features(song()), groove, side_minutes=minutes, disc=disc, speed=speed)
    assert rules(found) == ([rule] if rule else [])
    if found:
        assert float(found[0].finding.facts["quieter_db"]) == pytest.approx(softer_db, abs=0.05)
        assert f"{minutes:.1f} minutes" in found[0].words


def test_a_disc_that_nobody_cuts_is_one_clear_line(groove: Groove) -> None:
    with pytest.raises(ValueError, match="no 5 inch at 78; there are 12 inch at 33"):
        vinyl_advice(features(song()), groove, disc="5 inch", speed="78")
