"""The mix and its references, opened and measured once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.hosting import Hosting
from tonmeister.flow.master.wishes import MasterWishes
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge import Genre, genre
from tonmeister.knowledge.corpus import corpus
from tonmeister.listening import features_of
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Target
from tonmeister.producer import target_of
from tonmeister.producer.reference import Profile, blend, profile_of, records
from tonmeister.producer.reference.records import MOST_DB
from tonmeister.studio import FileSource, Project, Unusable, file_source, read_sheet
from tonmeister.studio.probe import probe

STREAMING = Target(loudness_lufs=-14.0, ceiling_dbtp=-1.0)
"""Where nothing was asked for: what most platforms play at, and AES TD1008's ceiling."""

ANY = Genre(name="any", title="Released music", reads_as="", expected={}, keep={})
SILENT_LUFS, SHORTEST_S = -70.0, 0.5


@dataclass(frozen=True, slots=True)
class Ears:
    """The mix as it came, and the goal: a reference, several blended, or released records.

    ``hosting`` plays the plug-ins of the chain.
    """

    sound: FileSource
    mix: TrackFeatures
    profile: Profile
    goal: Profile
    genre: Genre
    target: Target
    most_db: float
    hosting: Hosting


def check(mix: Path, wishes: MasterWishes) -> None:
    """Look at all that was handed over before anything is written; one clear line if it is bad."""
    if wishes.genre:
        genre(wishes.genre)
    for path in (mix, *(r.path for r in wishes.references)):
        if not path.is_file():
            there = "is a folder" if path.is_dir() else "is not there"
            raise BadWish(f"{path} {there}: give a sound file")
        try:
            probe(path)
        except Unusable as error:
            raise Unusable(f"{path.name}: {error}") from error
    if wishes.sheet is not None:
        if not wishes.sheet.is_file():
            raise BadWish(f"--sheet {wishes.sheet}: there is no such file; give a recall.toml")
        read_sheet(wishes.sheet)


def listen(mix: Path, wishes: MasterWishes, project: Project, tell: Teller) -> Ears:
    """Open and measure the mix and what it is to come near to."""
    known = genre(wishes.genre) if wishes.genre else ANY
    with tell.stage("hear", f"Listening to {mix.name}") as on:
        sound = file_source(mix, project=project)
        features = _features(sound, mix.name)
        profile = profile_of(features, mix.stem)
        on(0.4)
        others = []
        for number, reference in enumerate(wishes.references, 1):
            heard = _features(file_source(reference.path, project=project), reference.path.name)
            others.append(profile_of(heard, reference.path.stem))
            on(0.4 + 0.6 * number / len(wishes.references))
        if others:
            goal = blend(others, [r.weight for r in wishes.references])
            target = _target(profile, goal.loudness_lufs, None, wishes)
        else:
            usual = target_of(known) if wishes.genre else STREAMING
            target = _target(profile, usual.loudness_lufs, usual.ceiling_dbtp, wishes)
            goal = records(profile, known, corpus().group_at(target.loudness_lufs))
    most_db = wishes.most_db if others else min(wishes.most_db, MOST_DB)
    hosting = Hosting(project, tell, 1)
    return Ears(sound, features, profile, goal, known, target, most_db, hosting)


def _features(sound: FileSource, name: str) -> TrackFeatures:
    if sound.frames < SHORTEST_S * sound.rate_hz:
        raise Unusable(
            f"{name}: it is shorter than {SHORTEST_S} s, so it has no loudness to measure"
        )
    features = features_of(sound, light=True)
    if features.facts["loudness_lufs"] <= SILENT_LUFS:
        raise Unusable(f"{name}: it is silent from beginning to end, so there is nothing to master")
    return features


def _target(
    mix: Profile, aim_lufs: float, ceiling_dbtp: float | None, wishes: MasterWishes
) -> Target:
    """Return loudness and ceiling: the aim at its amount, as album and person want it."""
    aim = wishes.target_lufs if wishes.target_lufs is not None else aim_lufs
    part = wishes.amounts.loudness / 100.0
    lufs = mix.loudness_lufs + part * (aim - mix.loudness_lufs) + wishes.offset_lu
    ceiling = wishes.ceiling_dbtp if wishes.ceiling_dbtp is not None else ceiling_dbtp
    return Target(
        loudness_lufs=round(lufs, 2),
        ceiling_dbtp=STREAMING.ceiling_dbtp if ceiling is None else ceiling,
    )
