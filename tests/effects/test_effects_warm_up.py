"""Getting ready: every kernel is made before the music starts, and says so."""

from __future__ import annotations

from tonmeister.effects._warm import warm_up
from tonmeister.signal.kernels import dynamics, filters, grain, limit, oversample, spaces, weigh

KERNELS = (
    filters.cascade, filters.moving_band, dynamics.ride, dynamics.gate, dynamics.turn,
    dynamics.turn_band, dynamics.to_gain, oversample.true_peaks, oversample.shape, limit.limit,
    spaces.reverberate, spaces.echo, grain.dither, weigh.weigh,
)  # fmt: skip


def test_after_warming_up_every_kernel_is_ready_and_was_told_of() -> None:
    told: list[tuple[str, float]] = []
    warm_up(lambda what, part: told.append((what, part)))
    parts = [part for _, part in told]
    assert parts == sorted(parts)
    assert told[0][1] == 0.0
    assert told[-1] == ("ready", 1.0)
    for kernel in KERNELS:
        assert len(kernel.signatures) >= 1, kernel


def test_no_kernel_is_made_twice_for_another_kind_of_array() -> None:
    warm_up(lambda what, part: None)
    for kernel in KERNELS:
        assert len(kernel.signatures) == 1, (kernel, kernel.signatures)
