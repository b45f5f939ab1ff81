"""One region of an SFZ in the sampler's own words."""

from __future__ import annotations

import math
import re

from tonmeister.instruments.sampler import Envelope, Filter, Sweep, Swing, Zone
from tonmeister.instruments.sampler.bank import Kind, Loop
from tonmeister.studio.banks.sample_files import FileSound
from tonmeister.studio.kit_files import KitError
from tonmeister.studio.sfz_text import Words, key_of, number_of

OPCODES = (
    "sample", "default_path", "note_offset", "octave_offset", "set_cc*", "set_hdcc*",
    "key", "lokey", "hikey", "lovel", "hivel", "locc*", "hicc*", "lohdcc*", "hihdcc*",
    "trigger", "seq_length", "seq_position", "lorand", "hirand",
    "sw_last", "sw_default", "sw_lokey", "sw_hikey", "sw_label",
    "group", "off_by", "off_mode", "rt_decay",
    "pitch_keycenter", "pitch_keytrack", "tune", "pitch", "transpose",
    "offset", "end", "loop_mode", "loopmode", "loop_start", "loopstart", "loop_end", "loopend",
    "volume", "gain", "amplitude", "pan", "group_volume", "master_volume", "global_volume",
    "amp_veltrack", "xfin_lovel", "xfin_hivel", "xfout_lovel", "xfout_hivel",
    "ampeg_delay", "ampeg_attack", "ampeg_hold", "ampeg_decay", "ampeg_sustain", "ampeg_release",
    "fil_type", "filtype", "cutoff", "resonance", "fil_keytrack", "fil_veltrack",
    "fileg_delay", "fileg_attack", "fileg_hold", "fileg_decay", "fileg_sustain", "fileg_release",
    "fileg_depth",
    "pitchlfo_delay", "pitchlfo_freq", "pitchlfo_depth", "amplfo_delay", "amplfo_freq",
    "amplfo_depth", "fillfo_delay", "fillfo_freq", "fillfo_depth",
)  # fmt: skip
"""The opcodes that are played; ``*`` stands for a controller's number."""
_WITHOUT_SOUND = (
    "group_label", "region_label", "master_label", "global_label", "label_cc*", "label_key*",
    "bend_up", "bend_down", "hint_*", "on_locc*", "on_hicc*", "on_lohdcc*", "on_hihdcc*",
)  # fmt: skip
"""Opcodes that change nothing here, so that nobody needs to hear of them."""
KNOWN = re.compile("|".join(o.replace("*", r"\w+") for o in (*OPCODES, *_WITHOUT_SOUND)))

_LOOPS: dict[str, Loop] = {
    "no_loop": "none", "one_shot": "once", "loop_continuous": "always", "loop_sustain": "held",
}  # fmt: skip
_FILTERS: dict[str, Kind] = {
    "lpf_2p": "lowpass", "hpf_2p": "highpass", "bpf_2p": "bandpass", "lpf_1p": "lowpass-1",
    "hpf_1p": "highpass-1", "lpf_4p": "lowpass", "hpf_4p": "highpass", "bpf_1p": "bandpass",
    "lpf_6p": "lowpass", "hpf_6p": "highpass",
}  # fmt: skip
_FALL_DB = 78.0  # how far an exponential of SFZ players falls in its time (9 time constants)


def sfz_zone(region: Words, sound: FileSound) -> Zone | None:
    """Return a region as a zone; ``None`` if no key plays it. Raises ``KitError``."""
    moved = int(_n(region, "note_offset") + 12 * _n(region, "octave_offset"))
    if "key" in region:
        low = high = key_of(region["key"], "key")
    else:
        low = key_of(region.get("lokey", "0"), "lokey")
        high = key_of(region.get("hikey", "127"), "hikey")
    if high < 0 or low > high:
        return None
    root = region.get("pitch_keycenter", region.get("key", "60"))
    root_key = 60 if root == "sample" else key_of(root, "pitch_keycenter")
    group = int(_n(region, "group"))
    trigger = region.get("trigger", "attack")
    loop, frames = _loop(region)
    end = region.get("end")
    return Zone(
        sound=sound, low_key=max(low + moved, 0), high_key=min(high + moved, 127),
        low_velocity=int(_n(region, "lovel")), high_velocity=int(_n(region, "hivel", 127.0)),
        velocity_in=_pair(region, "xfin_lovel", "xfin_hivel"),
        velocity_out=_pair(region, "xfout_lovel", "xfout_hivel"),
        root_key=float(root_key + moved), key_cents=_n(region, "pitch_keytrack", 100.0),
        tune_cents=_n(region, "tune") + _n(region, "pitch") + 100.0 * _n(region, "transpose"),
        gain_db=_gain_db(region), pan=_n(region, "pan") / 100.0,
        velocity_percent=_n(region, "amp_veltrack", 100.0),
        start_frame=max(int(_frames(region, "offset")), 0),
        end_frame=None if end is None else int(_frames(region, "end")) + 1,
        loop=loop, loop_frames=frames, amp=_envelope(region, "ampeg"), filter=_filter(region),
        sweep=_sweep(region), swings=_swings(region), group=group,
        off_by=int(_n(region, "off_by")), turn=max(int(_n(region, "seq_position", 1.0)) - 1, 0),
        turns=max(int(_n(region, "seq_length", 1.0)), 1), low_chance=_n(region, "lorand"),
        high_chance=_n(region, "hirand", 1.0) if _n(region, "hirand", 1.0) < 1.0 else 2.0,
        trigger="release" if trigger.startswith("release") else "attack",
        release_fall_db=_n(region, "rt_decay"),
    )  # fmt: skip


def _n(region: Words, what: str, otherwise: float = 0.0) -> float:
    return number_of(region, what, otherwise)


def _frames(region: Words, what: str) -> float:
    """Return a place in a sample: it may be far beyond any other number."""
    try:
        value = float(region[what]) if what in region else 0.0
    except ValueError:
        value = math.nan
    if not abs(value) < 1e10:
        raise KitError(f"{what}={region[what]} in the SFZ: give a frame of the sample")
    return value


def _pair(region: Words, low: str, high: str) -> tuple[int, int] | None:
    if low not in region and high not in region:
        return None
    return int(_n(region, low)), int(_n(region, high, 127.0))


def _loop(region: Words) -> tuple[Loop, tuple[int, int] | None]:
    said = region.get("loop_mode", region.get("loopmode", ""))
    start = "loop_start" if "loop_start" in region else "loopstart"
    end = "loop_end" if "loop_end" in region else "loopend"
    frames = None
    if start in region and end in region:
        frames = int(_frames(region, start)), int(_frames(region, end)) + 1
    if said in _LOOPS:
        return _LOOPS[said], frames
    return ("always" if frames else "file"), frames


def _gain_db(region: Words) -> float:
    out = sum(_n(region, w) for w in
              ("volume", "gain", "group_volume", "master_volume", "global_volume"))  # fmt: skip
    share = _n(region, "amplitude", 100.0) / 100.0
    return out + 20.0 * math.log10(max(share, 1e-6))


def _envelope(region: Words, name: str) -> Envelope:
    return Envelope(
        delay_s=max(_n(region, f"{name}_delay"), 0.0),
        attack_s=max(_n(region, f"{name}_attack"), 0.0),
        hold_s=max(_n(region, f"{name}_hold"), 0.0),
        decay_s=max(_n(region, f"{name}_decay"), 0.0),
        sustain_ratio=min(max(_n(region, f"{name}_sustain", 100.0) / 100.0, 0.0), 1.0),
        release_s=max(_n(region, f"{name}_release"), 0.006), fall_db=_FALL_DB,
    )  # fmt: skip


def _filter(region: Words) -> Filter | None:
    kind = _FILTERS.get(region.get("fil_type", region.get("filtype", "lpf_2p")))
    if "cutoff" not in region or kind is None:
        return None
    return Filter(
        kind=kind, cutoff_hz=_frames(region, "cutoff"), resonance_db=_n(region, "resonance"),
        key_cents=_n(region, "fil_keytrack"), velocity_cents=_n(region, "fil_veltrack"),
    )  # fmt: skip


def _sweep(region: Words) -> Sweep | None:
    depth = _n(region, "fileg_depth")
    return Sweep(envelope=_envelope(region, "fileg"), filter_cents=depth) if depth else None


def _swings(region: Words) -> tuple[Swing, ...]:
    out = []
    for name in ("pitch", "fil", "amp"):
        depth = _n(region, f"{name}lfo_depth")
        if not depth:
            continue
        out.append(Swing(
            delay_s=_n(region, f"{name}lfo_delay"), rate_hz=_n(region, f"{name}lfo_freq"),
            pitch_cents=depth if name == "pitch" else 0.0,
            filter_cents=depth if name == "fil" else 0.0,
            volume_db=depth if name == "amp" else 0.0,
        ))  # fmt: skip
    return tuple(out)
