"""How a record sounds where people hear it: opened, simulated, told, mended, rendered."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np

from tonmeister.flow.comparing import sound_file
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge.device_targets import Device, UnknownDevice, device, devices
from tonmeister.knowledge.roles import role_from_name
from tonmeister.knowledge.voices import voice
from tonmeister.listening.analyse import features_of
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.translation import Heard, Scene, Trouble, hear_on, in_the_studio, troubles
from tonmeister.listening.translation.scene import scene
from tonmeister.listening.translation.simulate import db
from tonmeister.listening.translation.trouble import carries_db, understood_score
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import Project, file_source, open_source
from tonmeister.studio.project import is_ours
from tonmeister.units import say

LEAST_S = 3.0
BASSES = ("bass", "synth bass", "sub bass", "upright bass")
VOCALS = ("lead vocal",)
SILENT_LUFS = -70.0


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is played: the finished sound and, where there are stems, its bass and lead vocal.

    ``stems_gain_db`` brings the stems to where they stand in the finished sound.
    """

    path: Path
    name: str
    sound: Source
    bass: Source | None
    vocal: Source | None
    stems_gain_db: float
    scene: Scene


@dataclass(frozen=True, kw_only=True)
class There:
    """The record on one device: what is heard, what goes wrong, and the sentences."""

    device: Device
    heard: Heard
    troubles: tuple[Trouble, ...]
    sentences: tuple[str, ...]
    facts: dict[str, float | None]


def wanted(names: str | None) -> tuple[Device, ...]:
    """Return the devices that were named, ``"phone,car"``; all if none were."""
    asked = [n.strip().casefold() for n in names.split(",")] if names else list(devices())
    try:
        return tuple(device(name) for name in dict.fromkeys(asked))
    except UnknownDevice as error:
        raise BadWish(str(error)) from error


@contextmanager
def record(path: Path, stems: Path | None, tell: Teller) -> Iterator[Record]:
    """Open a finished sound, or the master of a produced song with its stems. Touches no file."""
    file = sound_file(path)
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as place:
        project = Project(Path(place), Path(place))
        sound = file_source(file, project=project)
        if sound.frames < LEAST_S * sound.rate_hz:
            raise BadWish(f"{file.name} is shorter than {LEAST_S:.0f} s: there is nothing to judge")
        found: dict[str, list[Source]] = {"bass": [], "vocal": [], "rest": []}
        if stems is not None:
            found = _stems(stems, sound.rate_hz, Path(place) / "stems", tell)
        elif not path.is_file():
            found = _delivered_stems(path, sound.rate_hz, project)
        with tell.stage("listen", f"Listening to {file.name}"):
            yield _heard(file, sound, found, tell)


def _heard(file: Path, sound: Source, found: dict[str, list[Source]], tell: Teller) -> Record:
    mix = features_of(sound, light=True)
    if mix.facts["loudness_lufs"] <= SILENT_LUFS:
        raise BadWish(f"{file.name} is silent: there is nothing to play")
    gain_db = 0.0
    every = [*found["bass"], *found["vocal"], *found["rest"]]
    if every:
        summed = features_of(_sum(every, 0.0), light=True)
        gain_db = float(mix.facts["loudness_lufs"] - summed.facts["loudness_lufs"])
        if abs(gain_db) > 0.5:
            tell.say(f"The stems together are {say('gain_db', -gain_db)} against {file.name}; "
                     "they are taken as loud as they stand in it")  # fmt: skip
    bass = _sum(found["bass"], gain_db) if found["bass"] else None
    vocal = _sum(found["vocal"], gain_db) if found["vocal"] else None
    return Record(
        path=file, name=file.stem, sound=sound, bass=bass, vocal=vocal, stems_gain_db=gain_db,
        scene=scene(
            mix,
            None if bass is None else features_of(bass, light=True),
            None if vocal is None else features_of(vocal, light=True),
        ),
    )  # fmt: skip


def _sum(parts: Sequence[Source], gain_db: float) -> Source:
    return Sum(list(parts), [10.0 ** (gain_db / 20.0)] * len(parts))


def _stems(folder: Path, rate_hz: int, place: Path, tell: Teller) -> dict[str, list[Source]]:
    """Find the bass and the lead vocal among the stems, by name or by ear."""
    if not folder.is_dir():
        raise BadWish(f"--stems is {folder}, but that is no folder: give the folder of the stems")
    project = Project.open(folder, place)
    session, _ = take_stock(project, Wishes(song=folder, rate_hz=rate_hz), tell)
    out: dict[str, list[Source]] = {"bass": [], "vocal": [], "rest": []}
    for track in session.playing:
        out[_kind(track.role)].append(open_source(track, session, project))
    if not out["bass"] and not out["vocal"]:
        tell.say(f"There is neither a bass nor a lead vocal among the stems in {folder}")
    return out


def _delivered_stems(path: Path, rate_hz: int, project: Project) -> dict[str, list[Source]]:
    """Open the stems that a produced song was delivered with; their names say what they are."""
    out: dict[str, list[Source]] = {"bass": [], "vocal": [], "rest": []}
    if not (is_ours(path) or is_ours(path / "tonmeister")):
        return out
    for file in sorted((Project.find(path).delivery / "Stems").glob("*_Stem_*.wav")):
        guess = role_from_name(file.stem.partition("_Stem_")[2])
        out[_kind(guess.role if guess else "other")].append(
            file_source(file, project=project, rate_hz=rate_hz)
        )
    return out


def _kind(role: str) -> str:
    return "bass" if role in BASSES else "vocal" if role in VOCALS else "rest"


def play_on(one: Record, place: Device) -> There:
    """Play a record on a device, on its band levels, and tell what becomes of it."""
    heard = hear_on(one.scene, place)
    found = troubles(one.scene, place, heard)
    over = heard.over_floor_db()
    there = np.flatnonzero(over > 0.0)
    low_hz = float(BANDS_HZ[there[0]]) if there.size else 0.0
    high_hz = float(BANDS_HZ[there[-1]]) if there.size else 0.0
    carries, at_hz = carries_db(heard)
    score = understood_score(heard)
    facts = {
        "heard_from_hz": round(low_hz, 1),
        "heard_to_hz": round(high_hz, 1),
        "bass_over_rest_db": _number(carries),
        "bass_at_hz": None if isnan(carries) else round(at_hz, 1),
        "understood_score": _number(score),
        "held_db": _number(float(heard.held_db.min(initial=0.0))),
    }
    studio = in_the_studio(one.scene)
    lines = [_say("heard", low_hz=low_hz, high_hz=high_hz)]
    if heard.held_db.min(initial=0.0) < -1.0:
        lines.append(_say("held", held_db=-float(heard.held_db.min())))
    lines += [_trouble(t) for t in found]
    kinds = {t.kind for t in found}
    if isnan(carries):
        if low_hz > 70.0:
            lines.append(_say("bass_unsure", low_hz=low_hz))
    elif "bass_gone" not in kinds and carries_db(studio)[0] >= 0.0:
        fundamental_hz = carries_db(studio)[1]
        gone = over[int(np.abs(BANDS_HZ - fundamental_hz).argmin())] < 0.0
        key = "bass_overtones" if gone and at_hz > fundamental_hz else "bass_there"
        lines.append(_say(key, by_db=carries, peak_hz=at_hz))
    if isnan(score):
        lines.append(_say("vocal_unsure", by_db=_centre_over_floor_db(one.scene, place, heard)))
    elif "vocal_gone" not in kinds:
        lines.append(_say("vocal_there", here_score=score, fair_score=understood_score(studio)))
    if not found:
        lines.insert(0, _say("holds_alone" if isnan(carries) and isnan(score) else "holds"))
    return There(device=place, heard=heard, troubles=found, sentences=tuple(lines), facts=facts)


def _centre_over_floor_db(one: Scene, place: Device, heard: Heard) -> float:
    """Return how far what is alike on both sides, from 1 to 4 kHz, stands over the floor."""
    speech = (BANDS_HZ > 900.0) & (BANDS_HZ < 4500.0)
    power = one.power[:, speech][:, :, one.active].mean(axis=2)
    shared = np.maximum(power[0] - power[1], 0.0) / np.maximum(
        power[0] + (0.0 if place.mono else power[1]), 1e-20
    )
    centre = heard.level_db()[speech] + db(shared)
    return float(np.mean(centre - db(heard.floor[speech])))


def _trouble(t: Trouble) -> str:
    return _say(
        t.kind, by_db=t.here if t.kind == "mono_loss" else t.amount + _LEEWAY_DB.get(t.kind, 0.0),
        fair_db=t.fair, here_score=t.here, fair_score=t.fair, low_hz=t.low_hz, high_hz=t.high_hz,
    )  # fmt: skip


_LEEWAY_DB = {"boom": 1.0, "harsh": 1.0}


def _say(key: str, **numbers: float) -> str:
    words = {name: say(name, value) for name, value in numbers.items()}
    return voice("plain")[f"translate/{key}"].format_map(words)


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, 3)
