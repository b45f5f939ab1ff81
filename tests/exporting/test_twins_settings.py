"""Which effects have a twin, and that a twin read back is the effect it was."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tonmeister.effects import OutOfRange, effects
from tonmeister.exchange.twins import Twin, effect_of, twin_of, twins_of
from tonmeister.model.daw import DawDevice, DawPlugin

RATE_HZ = 48000


def device(effect: str, *, enabled: bool = True, **chosen: float | str | bool) -> DawDevice:
    made = effects()[effect](**chosen)
    return DawDevice(name=effect, effect=effect, settings=made.settings(), enabled=enabled)


def plugin(twin: Twin, *, single: bool = False) -> DawPlugin:
    """Return the twin as a session holds it; ``single``: as Ardour writes it when it saves."""
    values = {
        symbol: float(f"{np.float32(value):.9g}") if single else value
        for symbol, value in twin.ports.items()
    }
    return DawPlugin(kind="lv2", id=twin.uri, values=values)


def typed(low: float, high: float) -> st.SearchStrategy[float]:
    """Return numbers as a person types them: two places after the point."""
    return st.integers(round(low * 100), round(high * 100)).map(lambda n: n / 100)


SWITCH = st.booleans()
BANDS = st.one_of(
    st.builds(
        device, st.sampled_from(("bell", "low_shelf", "high_shelf")), enabled=SWITCH,
        frequency_hz=typed(60.0, 15000.0), gain_db=typed(-24.0, 12.0), width_q=typed(0.5, 2.0),
    ),
    st.builds(
        device, st.just("highpass"), enabled=SWITCH, frequency_hz=typed(60.0, 5000.0),
        slope_db=st.sampled_from((12.0, 24.0)),
    ),
    st.builds(
        device, st.just("lowpass"), enabled=SWITCH, frequency_hz=typed(100.0, 24000.0),
        slope_db=st.sampled_from((12.0, 24.0)),
    ),
)  # fmt: skip
COMPRESSORS = st.builds(
    device, st.just("compressor"), enabled=SWITCH, threshold_db=typed(-60.0, 0.0),
    ratio=typed(1.0, 20.0), attack_ms=typed(0.1, 100.0), release_ms=typed(1.0, 2000.0),
    knee_db=st.integers(0, 240).map(lambda n: n / 10),  # the plug-in's hard knee is 0.01 dB wide
    makeup_db=typed(0.0, 24.0),
)  # fmt: skip


@tries(max_examples=60, deadline=None)
@given(chain=st.lists(BANDS, min_size=1, max_size=12), single=st.booleans())
def test_a_chain_of_equalisers_comes_back_as_it_was(chain: list[DawDevice], single: bool) -> None:
    joined = twins_of(chain, RATE_HZ, 2)
    assert joined is not None
    back = [d for _, twin in joined for d in effect_of(plugin(twin, single=single), RATE_HZ)]
    assert [(d.effect, d.settings) for d in back] == [(d.effect, d.settings) for d in chain]
    for was, now in zip(chain, back, strict=True):
        # one that is out of the way by itself, near half the rate, comes back switched on
        assert now.enabled == was.enabled or _does_nothing(was)


def _does_nothing(one: DawDevice) -> bool:
    return one.effect == "lowpass" and float(one.settings["frequency_hz"]) >= 0.48 * RATE_HZ


@tries(max_examples=60, deadline=None)
@given(one=COMPRESSORS, channels=st.sampled_from((1, 2)), single=st.booleans())
def test_a_compressor_comes_back_as_it_was(one: DawDevice, channels: int, single: bool) -> None:
    twin = twin_of(one, RATE_HZ, channels)
    assert twin is not None
    assert effect_of(plugin(twin, single=single), RATE_HZ) == (one,)


def test_a_width_comes_back_as_it_was() -> None:
    for one in (
        device("width", width_percent=130.0),
        device("width", width_percent=0.0, mono_below_hz=120.5, enabled=False),
        device("width", width_percent=87.3, mono_below_hz=33.0),
    ):
        twin = twin_of(one, RATE_HZ, 2)
        assert twin is not None
        for single in (False, True):
            assert effect_of(plugin(twin, single=single), RATE_HZ) == (one,)


def test_a_room_comes_back_from_its_impulse_response_and_only_at_its_rate() -> None:
    one = device("room", decay_s=0.1, predelay_ms=3.25, mix_percent=40.0)
    twin = twin_of(one, RATE_HZ, 2)
    assert twin is not None
    files = dict(twin.state)
    assert sorted(files) == ["room.wav", "state.ttl"]
    assert effect_of(plugin(twin), RATE_HZ, files) == (one,)
    assert effect_of(plugin(twin), 44100, files) == ()
    assert effect_of(plugin(twin), RATE_HZ) == ()
    assert effect_of(plugin(twin), RATE_HZ, {"state.ttl": files["state.ttl"]}) == (one,)
    assert effect_of(plugin(twin), RATE_HZ, {"room.wav": files["room.wav"]}) == (one,)
    plate = twin_of(device("plate"), RATE_HZ, 2)
    assert plate is not None
    mixed = {"state.ttl": plate.state["state.ttl"], "room.wav": files["room.wav"]}
    assert effect_of(plugin(twin), RATE_HZ, mixed) == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"RIFF....WAVE", b"RIFF....WAVELIST\xff\xff\xff\xffINFO", b"\xff" * 99,
     b"# tonmeister", b"# tonmeister {", b"# tonmeister []", b'# tonmeister {"effect": 3}',
     b'# tonmeister {"effect": "room", "settings": {"decay_s": 99}, "rate_hz": 48000}',
     b'# tonmeister {"effect": "room", "settings": {"x": 1}, "rate_hz": 48000}',
     b'# tonmeister {"effect": "nothing", "settings": {}, "rate_hz": 48000}',
     b'# tonmeister {"effect": "plugin", "settings": {}, "rate_hz": 48000}',
     b'# tonmeister {"effect": "limiter", "settings": {}, "rate_hz": 48000}',
     b'# tonmeister {"effect": "room", "settings": {}, "rate_hz": 1e999}',
     b"# tonmeister " + b"[" * 60000],
)  # fmt: skip
def test_a_strange_file_in_a_state_folder_is_not_an_effect_of_ours(data: bytes) -> None:
    twin = twin_of(device("room"), RATE_HZ, 2)
    assert twin is not None
    assert effect_of(plugin(twin), RATE_HZ, {"state.ttl": data}) == ()


def test_the_impulse_response_is_a_wav_of_four_channels_and_the_same_every_time() -> None:
    one = device("plate", decay_s=0.1)
    first, second = (twin_of(one, RATE_HZ, 2) for _ in range(2))
    assert first is not None
    assert second is not None
    wav = first.state["plate.wav"]
    assert wav == second.state["plate.wav"]
    assert wav[:4] == b"RIFF"
    assert struct.unpack_from("<I", wav, 4) == (len(wav) - 8,)
    at = wav.index(b"fmt ")
    assert struct.unpack_from("<HHI", wav, at + 8) == (3, 4, RATE_HZ)
    text = wav[wav.index(b"tonmeister ") + 11 :].split(b"\0")[0]
    assert json.loads(text)["settings"]["decay_s"] == 0.1
    assert b"<plate.wav>" in first.state["state.ttl"]


@pytest.mark.parametrize(
    "name",
    sorted(
        set(effects())
        - {"bell", "low_shelf", "high_shelf", "highpass", "lowpass", "compressor", "width",
           "room", "plate", "convolution", "delay"}
    ),
)  # fmt: skip
def test_what_no_plug_in_does_faithfully_has_no_twin(name: str) -> None:
    assert twin_of(device(name), RATE_HZ, 2) is None
    assert twins_of([device("bell"), device(name)], RATE_HZ, 2) is None


@pytest.mark.parametrize(
    "chosen",
    [{"lookahead_ms": 2.0}, {"key_highpass_hz": 90.0}, {"mix_percent": 50.0}, {"ratio": 40.0},
     {"makeup_db": -3.0}, {"threshold_db": -70.0}, {"release_ms": 3000.0}],
)  # fmt: skip
def test_a_compressor_with_a_knob_the_plug_in_lacks_is_printed(chosen: dict[str, float]) -> None:
    assert twin_of(device("compressor"), RATE_HZ, 2) is not None
    assert twin_of(device("compressor", **chosen), RATE_HZ, 2) is None


def test_moving_knobs_and_side_chains_are_printed_and_foreign_plug_ins_are_not_ours() -> None:
    bell = device("bell")
    moving = DawDevice(name="b", effect="bell", curves={"gain_db": ((0, 0.0), (9, 3.0))})
    keyed = DawDevice(name="c", effect="compressor", key="Kick")
    foreign = DawDevice(name="x", plugin=DawPlugin(kind="lv2", id="urn:ardour:a-comp"))
    assert twin_of(bell, RATE_HZ, 1) is not None
    for one in (moving, keyed, foreign):
        assert twin_of(one, RATE_HZ, 2) is None
    assert effect_of(DawPlugin(kind="vst3", id="urn:ardour:a-comp"), RATE_HZ) == ()
    assert effect_of(DawPlugin(kind="lv2", id="urn:someone:else"), RATE_HZ) == ()
    assert twins_of([], RATE_HZ, 2) == []


def test_slopes_and_bells_that_the_equaliser_has_not() -> None:
    odd = twin_of(device("highpass", slope_db=18.0), RATE_HZ, 1)
    assert odd is not None
    assert odd.title == "x42 IR Convolver"
    assert twin_of(device("bell", frequency_hz=20000.0, width_q=0.5), RATE_HZ, 2) is None
    assert (
        twin_of(device("bell", frequency_hz=20.0, gain_db=12.0, width_q=20.0), RATE_HZ, 2) is None
    )
    assert twin_of(device("room"), RATE_HZ, 1) is None
    assert twin_of(device("delay", ping_pong=True), RATE_HZ, 1) is None
    assert twin_of(device("delay", feedback_percent=95.0), RATE_HZ, 2) is None
    with pytest.raises(OutOfRange):
        twin_of(DawDevice(name="b", effect="bell", settings={"gain_db": 90.0}), RATE_HZ, 2)


def test_more_bands_than_a_window_has_take_a_second_one() -> None:
    chain = [device("highpass", slope_db=24.0) for _ in range(20)]
    joined = twins_of(chain, RATE_HZ, 2)
    assert joined is not None
    assert [(len(devices), twin.title) for devices, twin in joined] == [
        (16, "LSP Parametric Equalizer x32"), (4, "LSP Parametric Equalizer x16"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [{"fm_0": 0.0}, {"g_in": 0.5}, {"mode": 1.0}, {"ft_0": 6.0}, {"g_0": 0.0}, {"f_0": -3.0},
     {"q_1": 2.0}, {"xs_0": 1.0}, {"f_1": 90.0}, {"f_0": float("nan")}],
)  # fmt: skip
def test_an_equaliser_set_to_what_none_of_ours_does_is_left_to_itself(
    changed: dict[str, float],
) -> None:
    twin = twin_of(device("highpass", slope_db=24.0), RATE_HZ, 2)
    assert twin is not None
    assert len(effect_of(plugin(twin), RATE_HZ)) == 1
    odd = DawPlugin(kind="lv2", id=twin.uri, values={**twin.ports, **changed})
    assert effect_of(odd, RATE_HZ) == ()
