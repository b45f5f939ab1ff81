"""What the sources say of compressor, gate, ducker, de-esser, limiter and dither, in numbers."""

from __future__ import annotations

import numpy as np
import pytest
from effect_playing import in_time, level_db, music, peak_db, play

from tonmeister.effects import recall

RATE_HZ = 48000


def steady(level_db_: float, frames: int = 24000) -> np.ndarray:
    """Return a constant, whose peak is its level at every moment."""
    return np.full((2, frames), 10 ** (level_db_ / 20))


def gain_db(out: np.ndarray, sound: np.ndarray, frame: int = -1) -> float:
    return float(20 * np.log10(out[0, frame] / sound[0, frame]))


def curve_db(level: float, threshold: float, ratio: float, knee: float) -> float:
    """Giannoulis, Massberg & Reiss 2012, eq. 4: level out for level in."""
    over = level - threshold
    if 2 * over <= -knee:
        return level
    if 2 * abs(over) <= knee:
        return level + (1 / ratio - 1) * (over + knee / 2) ** 2 / (2 * knee)
    return threshold + over / ratio


@pytest.mark.parametrize("knee", [0.0, 6.0, 12.0])
@pytest.mark.parametrize("ratio", [2.0, 4.0, 20.0])
def test_a_compressor_keeps_to_its_curve(ratio: float, knee: float) -> None:
    for level in (-40.0, -27.0, -24.0, -22.0, -18.0, -6.0, 0.0):
        setting = {"threshold_db": -24.0, "ratio": ratio, "knee_db": knee, "attack_ms": 1.0,
                   "release_ms": 10.0, "makeup_db": 3.0}  # fmt: skip
        sound = steady(level)
        out = play(recall("compressor", setting), sound, rate_hz=RATE_HZ)
        wanted = curve_db(level, -24.0, ratio, knee) - level + 3.0
        assert gain_db(out, sound) == pytest.approx(wanted, abs=0.01)


def test_attack_and_release_take_their_time() -> None:
    """After its time constant the gain has gone 63 % of the way, in dB."""
    comp = recall("compressor", {"threshold_db": -20.0, "ratio": 4.0, "knee_db": 0.0,
                                 "attack_ms": 20.0, "release_ms": 100.0})  # fmt: skip
    sound = np.concatenate([steady(-40, 4800), steady(0, 48000), steady(-40, 48000)], axis=1)
    out = play(comp, sound, rate_hz=RATE_HZ)
    down = gain_db(out, sound, 4800 + round(0.020 * RATE_HZ) - 1)
    assert down == pytest.approx(-15.0 * (1 - np.exp(-1)), abs=0.05)
    back = gain_db(out, sound, 52800 + round(0.100 * RATE_HZ) - 1)
    assert back == pytest.approx(-15.0 * np.exp(-1), abs=0.05)


def test_it_hears_ahead() -> None:
    setting = {"threshold_db": -20.0, "ratio": 10.0, "knee_db": 0.0, "attack_ms": 0.5}
    sound = np.concatenate([steady(-60, 4800), steady(0, 4800)], axis=1)
    blind = in_time(recall("compressor", setting), sound, RATE_HZ)
    ahead = in_time(recall("compressor", {**setting, "lookahead_ms": 3.0}), sound, RATE_HZ)
    assert peak_db(blind) > -1.0
    assert peak_db(ahead) < -17.0


def test_a_key_turns_another_sound_down() -> None:
    comp = recall("compressor", {"threshold_db": -20.0, "ratio": 4.0, "knee_db": 0.0})
    sound = steady(-40)
    turned = play(comp, sound, key=steady(0), rate_hz=RATE_HZ)
    assert gain_db(turned, sound) == pytest.approx(-15.0, abs=0.01)


def test_what_the_key_filter_takes_is_not_heard() -> None:
    t = np.arange(48000) / RATE_HZ
    bass = np.tile(np.sin(2 * np.pi * 40 * t), (2, 1))
    open_ear = recall("compressor", {"threshold_db": -30.0})
    deaf_to_bass = recall("compressor", {"threshold_db": -30.0, "key_highpass_hz": 400.0})
    full = level_db(play(open_ear, bass, rate_hz=RATE_HZ)) - level_db(bass)
    cut = level_db(play(deaf_to_bass, bass, rate_hz=RATE_HZ)) - level_db(bass)
    assert full < -10
    assert cut > -1


def test_a_compressor_is_the_reference_within_minus_140_db() -> None:
    """Plain numpy, with the library's log and exp."""
    comp = recall("compressor", {"threshold_db": -24.0, "ratio": 3.0, "makeup_db": 2.0})
    sound = music(9000)
    level = 20 * np.log10(np.maximum(np.abs(sound).max(axis=0), 1e-6))
    want = np.array([curve_db(v, -24.0, 3.0, 6.0) - v for v in level])
    attack, release = (1 - np.exp(-1000 / (ms * RATE_HZ)) for ms in (10.0, 150.0))
    env, gains = 0.0, np.empty(want.size)
    for i, g in enumerate(want):
        env += (attack if g < env else release) * (g - env)
        gains[i] = 10 ** ((env + 2.0) / 20)
    out = play(comp, sound, rate_hz=RATE_HZ)
    assert level_db(out - sound * gains) - level_db(out) < -140


def test_a_gate_opens_and_closes_where_it_says() -> None:
    gate = recall("gate", {"threshold_db": -40.0, "range_db": -30.0, "attack_ms": 0.5,
                           "hold_ms": 20.0, "release_ms": 5.0, "hysteresis_db": 6.0})  # fmt: skip
    for level, closed in ((-41.0, True), (-39.0, False)):
        out = play(gate, steady(level), rate_hz=RATE_HZ)
        assert gain_db(out, steady(level)) == pytest.approx(-30.0 if closed else 0.0, abs=0.01)
    held = np.concatenate([steady(-30), steady(-45)], axis=1)  # over threshold less hysteresis
    assert gain_db(play(gate, held, rate_hz=RATE_HZ), held) == pytest.approx(0.0, abs=0.01)
    fallen = np.concatenate([steady(-30), steady(-50)], axis=1)
    out = play(gate, fallen, rate_hz=RATE_HZ)
    last_open = 24000 + round(0.020 * RATE_HZ) - 1
    assert gain_db(out, fallen, last_open) == pytest.approx(0.0, abs=0.01)
    after = gain_db(out, fallen, last_open + round(0.005 * RATE_HZ))
    assert after == pytest.approx(-30 * (1 - np.exp(-1)), abs=0.2)
    assert gain_db(out, fallen) == pytest.approx(-30.0, abs=0.01)


def test_a_ducker_steps_back_no_further_than_its_depth() -> None:
    ducker = recall("ducker", {"threshold_db": -30.0, "depth_db": -4.0})
    sound = steady(-20)
    for key_db, wanted in ((0.0, -4.0), (-60.0, 0.0)):
        out = play(ducker, sound, key=steady(key_db), rate_hz=RATE_HZ)
        assert gain_db(out, sound) == pytest.approx(wanted, abs=0.01)


def test_a_ducker_turns_only_its_band() -> None:
    ducker = recall("ducker", {"low_hz": 200.0, "high_hz": 2000.0, "depth_db": -6.0})
    t = np.arange(48000) / RATE_HZ
    for hz, wanted in ((20.0, 0.0), (632.0, -5.0), (18000.0, 0.0)):
        tone = np.tile(np.sin(2 * np.pi * hz * t), (2, 1))
        out = play(ducker, tone, key=steady(0, 48000), rate_hz=RATE_HZ)
        assert level_db(out[:, 24000:]) - level_db(tone[:, 24000:]) == pytest.approx(
            wanted, abs=0.5
        )


def test_a_deesser_softens_the_hiss_and_leaves_the_voice() -> None:
    deesser = recall("deesser", {"frequency_hz": 5000.0, "threshold_db": -40.0, "range_db": -8.0})
    t = np.arange(48000) / RATE_HZ
    for hz, low, high in ((300.0, -0.3, 0.3), (11000.0, -8.0, -4.0)):
        tone = np.tile(0.5 * np.sin(2 * np.pi * hz * t), (2, 1))
        out = play(deesser, tone, rate_hz=RATE_HZ)
        assert low <= level_db(out[:, 24000:]) - level_db(tone[:, 24000:]) <= high


def true_peak_at_16x(sound: np.ndarray) -> float:
    from scipy.signal import firwin, resample_poly

    window = firwin(16 * 128 + 1, 1 / 16, window=("kaiser", 9.0))
    return peak_db(resample_poly(sound, 16, 1, axis=1, window=window))


def hot(kind: str) -> np.ndarray:
    rng = np.random.default_rng(4)
    n = 2 * RATE_HZ
    if kind == "noise":
        sound = rng.standard_normal((2, n)) * 0.3
    elif kind == "drums":
        hits = np.exp(-(np.arange(n) % 6000) / 700.0)
        sound = 0.5 * rng.standard_normal((2, n)) * hits + 0.2 * np.sin(np.arange(n) * 0.01)
    elif kind == "square":
        sound = np.tile(0.9 * np.sign(np.sin(2 * np.pi * 997 * np.arange(n) / RATE_HZ)), (2, 1))
    else:
        sound = np.tile(np.sin(2 * np.pi * 11999 * np.arange(n) / RATE_HZ + 0.3), (2, 1))
    fade = np.minimum(1.0, np.minimum(np.arange(n), np.arange(n)[::-1]) / 4000)
    return sound * fade


@pytest.mark.parametrize("lookahead_ms", [1.5, 5.0])
@pytest.mark.parametrize("kind", ["noise", "drums", "square", "tone between the samples"])
def test_at_10_db_of_drive_no_peak_passes_the_ceiling(kind: str, lookahead_ms: float) -> None:
    limiter = recall(
        "limiter", {"gain_db": 10.0, "ceiling_dbtp": -1.0, "lookahead_ms": lookahead_ms}
    )
    peak = true_peak_at_16x(in_time(limiter, hot(kind), RATE_HZ))
    assert -1.4 < peak <= -1.0


def test_under_its_ceiling_a_limiter_does_nothing() -> None:
    sound = 0.3 * music(20000)
    assert peak_db(in_time(recall("limiter", {}), sound) - sound) < -200


def test_saturation_keeps_small_signals_and_bends_large_ones() -> None:
    t = np.arange(24000) / RATE_HZ
    for kind in ("tape", "tube", "clip"):
        effect = recall("saturation", {"kind": kind, "drive_db": 12.0})
        soft, loud = (np.tile(a * np.sin(2 * np.pi * 1000 * t), (2, 1)) for a in (1e-4, 0.5))
        assert level_db(in_time(effect, soft, RATE_HZ)) - level_db(soft) == pytest.approx(
            0, abs=0.02
        )
        assert level_db(in_time(effect, loud, RATE_HZ)) - level_db(loud) < -2.5


def test_overtones_do_not_fold_back() -> None:
    """A loud tone of 15 kHz: what is not itself (its overtones lie beyond hearing) is tiny."""
    t = np.arange(48000) / RATE_HZ
    tone = np.tile(0.5 * np.sin(2 * np.pi * 15000 * t), (2, 1))
    out = in_time(recall("saturation", {"drive_db": 6.0}), tone, RATE_HZ)[0, 4000:44000]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(out.size)))
    hz = np.fft.rfftfreq(out.size, 1 / RATE_HZ)
    folded = spectrum[(np.abs(hz - 15000) > 50) & (hz < 14000)].max()
    assert 20 * np.log10(folded / spectrum.max()) < -60


@pytest.mark.parametrize("bits", [16, 20])
def test_dither_makes_the_noise_theory_says(bits: int) -> None:
    """TPDF of two steps and rounding: a variance of step^2 / 4, whatever the sound."""
    step = 2.0 ** (1 - bits)
    for sound in (np.zeros((2, 60000)), 0.3 * music(60000)):
        out = play(recall("dither", {"bits": float(bits)}), sound)
        assert np.allclose(out / step, np.round(out / step), atol=1e-9)
        assert level_db(out - sound) == pytest.approx(10 * np.log10(step**2 / 4), abs=0.1)
        assert abs(np.corrcoef(out[0] - sound[0], out[1] - sound[1])[0, 1]) < 0.02


def test_shaped_noise_is_softer_where_the_ear_is_keen() -> None:
    flat, shaped = (
        play(recall("dither", {"shaped": on}), np.zeros((2, 65536)))[0] for on in (False, True)
    )
    hz = np.fft.rfftfreq(65536, 1 / 44100)
    keen = (hz > 2000) & (hz < 5000)
    power = [np.abs(np.fft.rfft(x))[keen] ** 2 for x in (flat, shaped)]
    assert 10 * np.log10(power[1].mean() / power[0].mean()) < -12
