"""How recorded notes sound at other keys: in tune, clean, without clicks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest

from tests.sampler.tiny_soundfont import Row, level_db, pitch_hz, sine
from tonmeister.instruments.sampler import Bank, Envelope, Filter, Recording, Sampler, Zone
from tonmeister.instruments.sampler.sinc import sinc_rows, speed_class
from tonmeister.model import SoundBend, SoundNote
from tonmeister.signal.kernels.sampler import add_voice, filter_sound, read_pitched

RATE_HZ = 48000


@dataclass(frozen=True, eq=False)
class Held:
    """A sound in memory."""

    recording: Recording
    name: str = "held"

    def load(self) -> Recording:
        return self.recording


def sound(samples: Row, rate_hz: float = 44100.0, loop: tuple[int, int] | None = None) -> Held:
    rows = np.atleast_2d(samples).astype(np.float32)
    return Held(Recording(rows, rate_hz, loop))


def play(zone: Zone, *notes: SoundNote, length_s: float = 1.0, bends: tuple[SoundBend, ...] = (),
         seed: int = 1) -> Row:  # fmt: skip
    return Sampler(Bank(name="one", zones=(zone,))).play(notes, bends, length_s, RATE_HZ, seed)


OPEN = Envelope(release_s=0.05)


@pytest.mark.parametrize("semitones", [-12, -7, 0, 3, 7, 12])
def test_a_note_is_in_tune_to_a_hundredth_of_a_cent(semitones: int) -> None:
    zone = Zone(sound=sound(sine(440.0, 3.0)), root_key=69, amp=OPEN)
    out = play(zone, SoundNote(0.0, 1.0, 69 + semitones, 1.0))
    cents = 1200 * math.log2(pitch_hz(out[0], RATE_HZ) / 440.0) - 100 * semitones
    assert abs(cents) < 0.01


@pytest.mark.parametrize("hz", [997.0, 4990.0, 11003.0, 15500.0])
@pytest.mark.parametrize("semitones", [-12, -5, 1, 7, 12])
def test_what_is_not_in_the_recording_stays_80_db_below(hz: float, semitones: int) -> None:
    zone = Zone(sound=sound(sine(hz, 3.0)), root_key=60, amp=OPEN)
    out = play(zone, SoundNote(0.0, 1.0, 60 + semitones, 1.0))[0]
    part = out[9600:40000] * np.kaiser(30400, 16.0)
    power = np.abs(np.fft.rfft(part, 1 << 17)) ** 2
    heard_hz = hz * 2 ** (semitones / 12)
    frequency = np.fft.rfftfreq(1 << 17, 1 / RATE_HZ)
    full = float(np.sum(np.kaiser(30400, 16.0)) * 0.5 * 0.5 * math.sqrt(0.5)) ** 2
    below_20k = (np.abs(frequency - heard_hz) > 40) & (frequency < 20000)
    assert 10 * np.log10(power[below_20k].max() / full) < -80
    if heard_hz < 17000:
        assert 10 * np.log10(power.max() / full) == pytest.approx(0.0, abs=0.3)


def test_a_loop_goes_on_without_a_click() -> None:
    period = 44100 / 441.0
    good = sound(sine(441.0, 0.5))
    zone = Zone(sound=good, root_key=69, tune_cents=0.0, loop="always", amp=OPEN,
                loop_frames=(2000, 2000 + round(period) * 20))  # fmt: skip
    out = play(zone, SoundNote(0.0, 3.0, 69, 1.0), length_s=3.0)[0]
    assert level_db(out[96000:]) == pytest.approx(level_db(out[4800:24000]), abs=0.05)
    assert (
        np.abs(np.diff(out, n=2)[4800:-4800]).max()
        < 1.1 * 0.5 * 0.71 * (2 * np.pi * 441 / 48000) ** 2
    )


def test_a_seam_that_would_click_is_faded() -> None:
    wave = sine(441.0, 1.0) * (1.0 + 0.2 * np.cos(np.arange(44100) / 7000))
    held = sound(wave)
    bad = Zone(sound=held, root_key=69, loop="always", amp=OPEN, loop_frames=(20000, 30050))
    out = play(bad, SoundNote(0.0, 3.0, 69, 1.0), length_s=3.0)[0]
    usual = np.abs(np.diff(out[4800:20000], n=2)).max()
    assert np.abs(np.diff(out[4800:-4800], n=2)).max() < 3.0 * usual


def test_a_note_dies_away_when_it_is_let_go_and_not_before() -> None:
    zone = Zone(sound=sound(sine(440.0, 3.0)), root_key=69, amp=Envelope(release_s=0.2))
    out = play(zone, SoundNote(0.1, 0.5, 69, 1.0))[0]
    assert not out[: round(0.0995 * RATE_HZ)].any()
    assert level_db(out[9600:28000]) == pytest.approx(level_db(sine(440.0)) - 3.01, abs=0.1)
    after = level_db(out[round(0.69 * RATE_HZ) : round(0.71 * RATE_HZ)])
    assert after == pytest.approx(level_db(out[9600:28000]) - 50.0, abs=1.5)
    assert not out[round(0.81 * RATE_HZ) :].any()


def test_a_drum_plays_to_its_end_however_short_its_note() -> None:
    once = Zone(sound=sound(sine(440.0, 0.5)), root_key=69, loop="once")
    long = play(once, SoundNote(0.0, 0.6, 69, 1.0))
    assert np.array_equal(play(once, SoundNote(0.0, 0.01, 69, 1.0)), long)


def test_a_held_loop_is_left_when_the_key_is_let_go() -> None:
    wave = np.concatenate((sine(441.0, 0.5), sine(882.0, 0.5)))
    zone = Zone(sound=sound(wave), root_key=69, loop="held", loop_frames=(2000, 22000),
                amp=Envelope(release_s=5.0))  # fmt: skip
    out = play(zone, SoundNote(0.0, 1.0, 69, 1.0), length_s=2.0)[0]
    assert pitch_hz(out, RATE_HZ, 0.6, 0.95) == pytest.approx(441.0, abs=0.5)
    assert pitch_hz(out, RATE_HZ, 1.55, 1.9) == pytest.approx(882.0, abs=1.0)


def test_a_bend_moves_the_pitch_evenly() -> None:
    zone = Zone(sound=sound(sine(440.0, 6.0)), root_key=69, amp=OPEN)
    bends = (SoundBend(0.0, 0.0), SoundBend(0.5, 0.0), SoundBend(0.6, 2.0))
    out = play(zone, SoundNote(0.0, 2.0, 69, 1.0), length_s=2.0, bends=bends)[0]
    assert pitch_hz(out, RATE_HZ, 0.1, 0.45) == pytest.approx(440.0, abs=0.01)
    assert pitch_hz(out, RATE_HZ, 0.8, 1.8) == pytest.approx(440.0 * 2 ** (2 / 12), abs=0.01)


def test_velocity_turns_down_by_40_db_a_tenth() -> None:
    zone = Zone(sound=sound(sine(440.0, 2.0)), root_key=69, amp=OPEN)
    loud = level_db(play(zone, SoundNote(0.0, 1.0, 69, 1.0)))
    assert level_db(play(zone, SoundNote(0.0, 1.0, 69, 0.5))) == pytest.approx(
        loud - 12.04, abs=0.02
    )


def test_a_filter_lets_its_half_power_through_at_its_cutoff() -> None:
    held = sound(sine(1000.0, 2.0))
    plain = Zone(sound=held, root_key=69, amp=OPEN)
    note = SoundNote(0.0, 1.0, 69, 1.0)
    whole = level_db(play(plain, note)[0, 4800:40000])
    for kind in ("lowpass", "highpass"):
        cut = replace(plain, filter=Filter(kind=kind, cutoff_hz=1000.0))
        assert level_db(play(cut, note)[0, 4800:40000]) == pytest.approx(whole - 3.01, abs=0.1)
    low = replace(plain, filter=Filter(cutoff_hz=250.0))
    assert level_db(play(low, note)[0, 4800:40000]) == pytest.approx(whole - 24.1, abs=0.4)


def test_sides_keep_their_power() -> None:
    held = sound(sine(440.0, 2.0))
    note = SoundNote(0.0, 1.0, 69, 1.0)
    power = [
        float(np.sum(play(Zone(sound=held, root_key=69, pan=p), note) ** 2))
        for p in (-1.0, -0.3, 0.0, 1.0)
    ]
    assert power == pytest.approx([power[0]] * 4, rel=1e-6)
    assert not play(Zone(sound=held, root_key=69, pan=-1.0), note)[1].any()


def test_chance_hangs_on_the_seed_alone() -> None:
    zones = tuple(
        Zone(sound=sound(sine(hz, 1.0)), root_key=60, low_chance=low, high_chance=low + 0.5)
        for hz, low in ((400.0, 0.0), (600.0, 0.5))
    )
    notes = [SoundNote(0.2 * i, 0.1, 60, 0.8) for i in range(20)]
    sampler = Sampler(Bank(name="two", zones=zones))
    first = sampler.play(notes, (), 5.0, RATE_HZ, 7)
    assert np.array_equal(first, Sampler(sampler.bank).play(notes, (), 5.0, RATE_HZ, 7))
    assert not np.array_equal(first, sampler.play(notes, (), 5.0, RATE_HZ, 8))


def test_sounds_take_turns() -> None:
    zones = tuple(
        Zone(sound=sound(sine(hz, 1.0)), root_key=60, turn=i, turns=2)
        for i, hz in enumerate((400.0, 600.0))
    )
    notes = [SoundNote(0.5 * i, 0.4, 60, 0.8) for i in range(4)]
    out = Sampler(Bank(name="two", zones=zones)).play(notes, (), 2.0, RATE_HZ, 1)[0]
    heard = [pitch_hz(out, RATE_HZ, 0.5 * i + 0.05, 0.5 * i + 0.35) for i in range(4)]
    assert heard == pytest.approx([400, 600, 400, 600], abs=1.0)


def test_a_closed_hat_silences_the_open_one_and_not_itself() -> None:
    opened = Zone(sound=sound(sine(400.0, 2.0)), low_key=46, high_key=46, root_key=46,
                  loop="once", group=1, off_by=1)  # fmt: skip
    closed = replace(opened, low_key=42, high_key=42, root_key=42,
                     sound=sound(sine(3000.0, 0.05)))  # fmt: skip
    sampler = Sampler(Bank(name="hats", zones=(opened, closed, replace(closed))))
    alone = sampler.play([SoundNote(0.0, 0.1, 42, 1.0)], (), 1.0, RATE_HZ, 1)
    assert level_db(alone[0, :1000]) > -20
    out = sampler.play([SoundNote(0.0, 0.1, 46, 1.0), SoundNote(0.5, 0.1, 42, 1.0)], (), 1.0,
                       RATE_HZ, 1)  # fmt: skip
    assert level_db(out[0, 20000:24000]) > -20
    assert not out[0, round(0.58 * RATE_HZ) :].any()


def test_a_string_struck_again_sounds_once() -> None:
    zone = Zone(sound=sound(sine(440.0, 3.0)), root_key=69, amp=OPEN)
    once = play(zone, SoundNote(0.5, 0.4, 69, 1.0))
    again = play(zone, SoundNote(0.0, 0.9, 69, 1.0), SoundNote(0.5, 0.4, 69, 1.0))
    assert np.allclose(once[:, 30000:], again[:, 30000:], atol=1e-9)


def test_what_sounds_on_release_comes_when_the_key_goes_up() -> None:
    zone = Zone(sound=sound(sine(440.0, 0.2)), root_key=69, trigger="release", release_fall_db=20.0)
    short = play(zone, SoundNote(0.0, 0.25, 69, 1.0))[0]
    long = play(zone, SoundNote(0.0, 0.5, 69, 1.0))[0]
    assert not short[: round(0.249 * RATE_HZ)].any()
    assert short[round(0.26 * RATE_HZ)] != 0.0
    assert level_db(long) == pytest.approx(level_db(short) - 5.0, abs=0.05)


def test_keys_without_a_sound_stay_silent() -> None:
    zone = Zone(sound=sound(sine(440.0, 0.2)), low_key=60, high_key=72, root_key=69)
    assert not play(zone, SoundNote(0.0, 0.5, 40, 1.0)).any()


def test_the_kernels_are_their_own_specification_bit_by_bit() -> None:
    rng = np.random.default_rng(2)
    held = rng.standard_normal((2, 900)).astype(np.float32)
    rows, slopes = sinc_rows(speed_class(1.3))
    steps = np.linspace(0.7, 1.3, 20)
    filters = np.stack([np.linspace(0.05, 0.4, 20), np.full(20, 0.7)])
    times = np.array([10, 40, 50, 300, 420, 60, 30])
    levels = np.array([0.999, 0.5, 0.995, 1e-5])
    mix = np.array([0.1, 0.2, 1.0, 0.0])
    sounds = []
    for form in (lambda k: k, lambda k: k.py_func):
        read, out = np.zeros((2, 500)), np.zeros((2, 600))
        done = form(read_pitched)(held, 40.0, steps, 32, 200, 400, rows, slopes, 0, 500, read)
        form(filter_sound)(read, filters, mix, 32)
        form(add_voice)(read, 500, 7, 0.6, 0.8, times, levels, 32, np.ones(20), out)
        sounds.append((done, out))
    assert sounds[0][0] == sounds[1][0]
    assert np.array_equal(sounds[0][1], sounds[1][1])
    assert sounds[0][1].any()
