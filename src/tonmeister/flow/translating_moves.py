"""What would mend a trouble: predicted on band levels, then rendered and heard again.

Nothing is proposed that the rendered sound did not confirm: the trouble must shrink by half of
what was predicted at least, and by a step one hears, and no other trouble may grow on any device.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.flow.tell import Teller
from tonmeister.flow.translating import Record, There
from tonmeister.flow.translating_play import Move, through
from tonmeister.knowledge.device_targets import Device
from tonmeister.knowledge.voices import voice
from tonmeister.listening.analyse import features_of
from tonmeister.listening.translation import Scene, Trouble, hear_on, in_the_studio, troubles
from tonmeister.listening.translation.scene import Power
from tonmeister.model import Decision, Setting
from tonmeister.model.sheet import Stage
from tonmeister.producer.bands import bell_db, shelf_db
from tonmeister.signal import Audio
from tonmeister.signal.mixing import Sum
from tonmeister.units import say

EXCERPT_S = 12.0
CONFIRMED = 0.5
LEAST = {"vocal_gone": 0.02}
LEAST_DB = 0.8
WORSE = {"vocal_gone": 0.02}
WORSE_DB = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A move that helped: for which trouble, on which device, as predicted and as measured.

    ``decisions`` are its effects in their order.
    """

    decisions: tuple[Decision, ...]
    strip: str
    trouble: Trouble
    gained: float
    sentence: str


def propose(one: Record, places: Sequence[There], tell: Teller) -> tuple[list[Proposal], list[str]]:
    """Return what helps, and a line for each trouble that nothing tried would mend."""
    worst: dict[str, There] = {}
    for there in places:
        for t in there.troubles:
            if t.kind not in worst or t.amount > _amount(worst[t.kind].troubles, t.kind):
                worst[t.kind] = there
    made, left = [], []
    for kind, there in worst.items():
        tell.check()
        found = _mend(kind, one, there, places)
        if found is not None:
            made.append(found)
        else:
            left.append(_told("no_move", what=_WHAT[kind], device=there.device.title))
    return made, left


_WHAT = {"bass_gone": "the bass line", "vocal_gone": "the vocal", "mono_loss": "the loss",
         "boom": "the boom", "harsh": "the harshness"}  # fmt: skip


def _mend(kind: str, one: Record, there: There, places: Sequence[There]) -> Proposal | None:
    before = _amount(there.troubles, kind)
    tried = [(move, before - _amount_in(guess, there.device, kind))
             for move, guess in _candidates(kind, one)]  # fmt: skip
    enough = [(m, g) for m, g in tried if g >= before]
    order = enough[:2] or sorted(tried, key=lambda pair: -round(pair[1], 6))[:2]
    for move, predicted in order:
        if predicted < LEAST.get(kind, LEAST_DB):
            continue
        after = _rendered(one, move)
        gained = before - _amount_in(after, there.device, kind)
        if gained < max(CONFIRMED * predicted, LEAST.get(kind, LEAST_DB)):
            continue
        if _harms(kind, after, places):
            continue
        return _proposal(move, there, kind, before, predicted, gained)
    return None


def _candidates(kind: str, one: Record) -> Iterator[tuple[Move, Scene]]:
    """Give moves from mild to strong, each with the scene that it is predicted to make."""
    if kind == "mono_loss":
        for width_percent in (85.0, 70.0, 55.0, 40.0):
            power = one.scene.power.copy()
            power[1] *= (width_percent / 100.0) ** 2
            move = Move(strip="mix", effect="width", rule="narrow",
                        settings={"width_percent": width_percent})  # fmt: skip
            yield move, replace(one.scene, power=power)
    if kind == "harsh":
        for gain_db in (-1.0, -2.0, -3.0, -4.0):
            yield _bell("mix", 4200.0, gain_db, 0.8, one)
    if kind == "boom":
        for gain_db in (-1.0, -2.0, -3.0, -4.0):
            shelf: dict[str, Setting] = {
                "frequency_hz": 130.0,
                "gain_db": gain_db,
                "width_q": 0.707,
            }
            move = Move(strip="mix", effect="low_shelf", settings=shelf, rule="low_shelf")
            yield move, _turned(one.scene, "mix", shelf_db(130.0, gain_db, high=False))
    if kind == "vocal_gone" and one.vocal is not None:
        for gain_db in (1.0, 2.0, 3.0, 4.0):
            yield _bell("lead vocal", 2500.0, gain_db, 0.6, one)
    if kind == "bass_gone" and one.bass is not None:
        for drive_db, mix_percent in ((9.0, 50.0), (15.0, 50.0), (18.0, 80.0), (24.0, 100.0)):
            settings: dict[str, Setting] = {
                "drive_db": drive_db,
                "kind": "tube",
                "mix_percent": mix_percent,
            }
            move = Move(strip="bass", effect="saturation", settings=settings, rule="saturate")
            yield _overtones(one, move)
        for gain_db in (2.0, 4.0):
            for hz in (250.0, 450.0, 700.0):
                yield _bell("bass", hz, gain_db, 0.7, one)


def _bell(strip: str, hz: float, gain_db: float, q: float, one: Record) -> tuple[Move, Scene]:
    rule = "bell_vocal" if strip == "lead vocal" else "bell"
    settings: dict[str, Setting] = {"frequency_hz": hz, "gain_db": gain_db, "width_q": q}
    move = Move(strip=strip, effect="bell", settings=settings, rule=rule)
    return move, _turned(one.scene, strip, bell_db(hz, gain_db, q))


def _turned(was: Scene, strip: str, curve_db: Power) -> Scene:
    """Return the scene with one strip through an equaliser, on band levels."""
    gain = (10.0 ** (curve_db / 10.0))[None, :, None]
    if strip == "mix":
        return replace(was, power=was.power * gain)
    old = was.bass if strip == "bass" else was.vocal
    assert old is not None
    new = old * gain
    # the stem and the rest are nearly apart: what is added to one is added to the sum
    power = np.maximum(was.power + new - old, 0.0)
    return replace(was, power=power, bass=new) if strip == "bass" else replace(
        was, power=power, vocal=new
    )  # fmt: skip


def _overtones(one: Record, move: Move) -> tuple[Move, Scene]:
    """Predict overtones from an excerpt: what the effect does to each band of the loudest part."""
    assert one.bass is not None
    assert one.scene.bass is not None
    count = round(EXCERPT_S * one.bass.rate_hz)
    step = one.bass.rate_hz // 10
    level = one.scene.bass.sum(axis=(0, 1))
    width = max(1, count // step)
    summed = np.convolve(level, np.ones(min(width, level.size)), "valid")
    start = int(summed.argmax()) * step
    piece = Audio(one.bass.read(start, min(count, one.bass.frames - start)), one.bass.rate_hz)
    was, now = features_of(piece, light=True), features_of(through(move, piece), light=True)
    makeup_db = was.facts["loudness_lufs"] - now.facts["loudness_lufs"]
    move = replace(move, makeup_db=round(float(np.clip(makeup_db, -12.0, 12.0)), 1))
    gain = 10.0 ** (move.makeup_db / 10.0)
    before = was.power.mean(axis=2, dtype=np.float64)
    after = now.power.mean(axis=2, dtype=np.float64) * gain
    # overtones grow out of the whole note, so they follow its level, not the band's own
    note = one.scene.bass.sum(axis=1, keepdims=True)
    share = (after - before)[:, :, None] / np.maximum(before.sum(axis=1), 1e-12)[:, None, None]
    new = np.maximum(one.scene.bass + share * note, 0.0)
    power = np.maximum(one.scene.power + new - one.scene.bass, 0.0)
    return move, replace(one.scene, power=power, bass=new)


def _rendered(one: Record, move: Move) -> Scene:
    """Play the move on the real sound and hear the result."""
    if move.strip == "mix":
        mix = features_of(through(move, one.sound), light=True)
        return _again(one, np.asarray(mix.power, np.float64))
    stem = one.bass if move.strip == "bass" else one.vocal
    assert stem is not None
    mix = features_of(Sum([one.sound, through(move, stem), stem], [1.0, 1.0, -1.0]), light=True)
    alone = features_of(through(move, stem), light=True)
    again = _again(one, np.asarray(mix.power[:, :, : one.scene.active.size], np.float64))
    count = min(again.power.shape[2], alone.power.shape[2])
    part = np.zeros(again.power.shape)
    part[:, :, :count] = alone.power[:, :, :count]
    return replace(again, bass=part) if move.strip == "bass" else replace(again, vocal=part)


def _again(one: Record, power: Power) -> Scene:
    return replace(one.scene, power=power)


def _amount(found: Sequence[Trouble], kind: str) -> float:
    return max((t.amount for t in found if t.kind == kind), default=0.0)


def _amount_in(scene: Scene, place: Device, kind: str) -> float:
    return _amount(troubles(scene, place, hear_on(scene, place)), kind)


def _harms(mended: str, after: Scene, places: Sequence[There]) -> bool:
    """Whether some other trouble grew, or came, on any of the devices."""
    for there in places:
        found = troubles(after, there.device, hear_on(after, there.device))
        for t in found:
            allowed = WORSE.get(t.kind, WORSE_DB)
            if t.kind != mended and t.amount > _amount(there.troubles, t.kind) + allowed:
                return True
    return not np.isfinite(in_the_studio(after).turned_db)


def _proposal(
    move: Move, there: There, kind: str, before: float, predicted: float, gained: float
) -> Proposal:
    unit = "score" if kind == "vocal_gone" else "db"
    settings = {k: say(k, v) if isinstance(v, float) else str(v) for k, v in move.settings.items()}
    sentence = _told(
        move.rule, strip=move.strip, device=there.device.title, gained_db=say("gained_db", gained),
        gained_score=say("gained_score", gained), makeup_db=say("makeup_db", move.makeup_db),
        **settings,
    )  # fmt: skip
    decision = Decision(
        id=f"{move.strip}/translate/{kind}", stage=_STAGE[move.effect], effect=move.effect,
        settings=dict(move.settings), rule=f"translate/{move.rule}", because=(), reason=sentence,
        predicted={f"gained_{unit}": round(predicted, 3)},
        measured={f"gained_{unit}": round(gained, 3), f"before_{unit}": round(before, 3)},
    )  # fmt: skip
    after = [
        replace(decision, id=f"{decision.id}/level", stage="balance", effect="trim",
                settings={"gain_db": move.makeup_db}, predicted={}, measured={})
    ] if move.makeup_db else []  # fmt: skip
    return Proposal(
        decisions=(decision, *after), strip=move.strip,
        trouble=next(t for t in there.troubles if t.kind == kind), gained=gained,
        sentence=sentence,
    )  # fmt: skip


_STAGE: dict[str, Stage] = {
    "width": "mixbus",
    "bell": "eq",
    "low_shelf": "eq",
    "saturation": "saturate",
}


def _told(key: str, **words: str) -> str:
    return voice("plain")[f"translate/{key}"].format_map(words)
