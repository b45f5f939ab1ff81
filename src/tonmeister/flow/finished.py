"""Listening to a finished mix as a file: alone, or with its stems."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tonmeister.flow.mastering import play_master
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.knowledge import genre
from tonmeister.listening import listen
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.finished import ANY, hear_finished
from tonmeister.listening.heard import Heard
from tonmeister.model import Finding, RecallSheet, Strip, Target
from tonmeister.producer.advice import Advice, advise
from tonmeister.producer.without import size, size_name, what
from tonmeister.signal import Audio, Samples, Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import Project, file_source, open_source

MOST_TRIED = 8
STEMS_APART_DB = -30.0
"""How far under the mix the difference between it and the sum of its stems may lie."""


@dataclass(frozen=True, kw_only=True)
class Tried:
    """An advice that was played: what its finding measured before and after."""

    advice: Advice
    fact: str
    before: float
    after: float | None

    @property
    def helped(self) -> bool:
        """Whether the finding got smaller or went away."""
        return self.after is None or self.after < self.before


@dataclass(frozen=True, kw_only=True)
class Listened:
    """A finished mix, what was heard in it, and what may be tried, by finding id."""

    heard: Heard
    findings: tuple[Finding, ...]
    advice: Mapping[str, Advice]
    tried: Mapping[str, Tried]


def listen_to_file(
    path: Path, tell: Teller, *, stems: Path | None = None, genre_name: str | None = None
) -> Listened:
    """Hear a finished mix, ask every check, and try what may be done about it.

    Each advice is played on the sound and heard again; it stays only if its finding got smaller.
    The file and the stems are not touched.
    """
    kind = genre(genre_name) if genre_name else ANY
    with _project(path.parent if stems is None else stems) as project:
        mix = file_source(path, project=project)
        if mix.frames < mix.rate_hz:
            raise BadWish(f"{path.name} is shorter than a second: there is nothing to judge")
        sources, roles, known = _stems(stems, mix, project, tell)
        with tell.stage("listen", f"Listening to {path.name}"):
            heard = hear_finished(
                mix, name=path.stem, stems=sources, roles=roles, genre=kind, known=known
            )
        with tell.stage("check", "Asking every check"):
            findings = listen(heard)
        if sources:
            _do_they_add_up(mix, sources, tell)
        return _with_advice(heard, findings, tell)


@contextmanager
def _project(song: Path) -> Iterator[Project]:
    """Give a place for what must be decoded, which goes away with the work."""
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        yield Project.open(song, Path(folder))


def _stems(
    folder: Path | None, mix: Source, project: Project, tell: Teller
) -> tuple[dict[str, Source], dict[str, str], dict[str, TrackFeatures]]:
    if folder is None:
        return {}, {}, {}
    wishes = Wishes(song=folder, rate_hz=mix.rate_hz)
    session, tracks = take_stock(project, wishes, tell)
    playing = session.playing
    if not playing:
        raise BadWish(f"there are no stems in {folder}")
    sources = {track.name: open_source(track, session, project) for track in playing}
    roles = {track.name: track.role for track in playing}
    return sources, roles, {track.name: tracks[track.name] for track in playing}


def _do_they_add_up(mix: Source, stems: Mapping[str, Source], tell: Teller) -> None:
    """Say so if the stems are not those of this mix, or not as they stand in it."""
    apart = Sum([mix, *stems.values()], [1.0] + [-1.0] * len(stems))
    left, whole = 0.0, 0.0
    for start in range(0, mix.frames, 1 << 18):
        count = min(1 << 18, mix.frames - start)
        left += float(np.square(apart.read(start, count)).sum())
        whole += float(np.square(mix.read(start, count)).sum())
    apart_db = 10.0 * float(np.log10(max(left, 1e-20) / max(whole, 1e-20)))
    if apart_db > STEMS_APART_DB:
        tell.say(
            f"The stems do not add up to the mix: the difference lies at {apart_db:.1f} dB against "
            "it. Who has what share is said of the stems as they stand."
        )


def _with_advice(heard: Heard, findings: Sequence[Finding], tell: Teller) -> Listened:
    length_s = heard.song.length_s
    made = [advise(f, length_s, heard.genre) for f in findings if f.weight != "info"]
    advice = {one.finding.id: one for one in made if one is not None}
    tried: dict[str, Tried] = {}
    asked = list(advice.values())[:MOST_TRIED]
    if asked:
        with tell.stage("try", f"Trying {len(asked)} moves") as on:
            for number, one in enumerate(asked, 1):
                if (result := _try(heard, findings, one)) is not None:
                    tried[one.finding.id] = result
                on(number / len(asked))
    kept = {key: one for key, one in advice.items() if key not in tried or tried[key].helped}
    return Listened(heard=heard, findings=tuple(findings), advice=kept, tried=tried)


def _try(heard: Heard, findings: Sequence[Finding], advice: Advice) -> Tried | None:
    """Play a move on the mix, or on the stem and so on the mix, and hear again."""
    finding, strip = advice.finding, advice.strip
    assert heard.sound is not None
    fact = size_name(finding)
    if not fact or (strip != "Master" and strip not in heard.sounds):
        return None
    source = heard.sound if strip == "Master" else heard.sounds[strip]
    moved = _played(advice, source, heard)
    stems, known = dict(heard.sounds), dict(heard.strips)
    mix: Source = moved
    if strip != "Master":
        known.pop(strip, None)
        stems[strip] = moved
        mix = Sum([heard.sound, moved, source], [1.0, 1.0, -1.0])
    again = hear_finished(
        mix, stems=stems, roles=heard.roles, genre=heard.genre, song=heard.song, known=known
    )
    there = [
        f for f in listen(again, [finding.check])
        if what(f) == what(finding) and f.where.start_s < finding.where.end_s
        and f.where.end_s > finding.where.start_s and size_name(f) == fact and f.weight != "info"
    ]  # fmt: skip
    after = max((size(f) for f in there), default=None)
    return Tried(advice=advice, fact=fact, before=size(finding), after=after)


def _played(advice: Advice, source: Source, heard: Heard) -> Audio:
    blocks: list[Samples] = []
    play_master(
        mend_sheet([advice], heard), source, lambda block: blocks.append(block.copy()), peaks=False
    )
    return Audio(np.concatenate(blocks, axis=1)[:, : source.frames], source.rate_hz)


def mend_sheet(advice: Sequence[Advice], heard: Heard) -> RecallSheet:
    """Return a recall sheet whose master strip holds these moves, to be played on the mix."""
    loudness_lufs = float(heard.mix.facts["loudness_lufs"])
    assert heard.sound is not None
    return RecallSheet(
        song=heard.session.song,
        rate_hz=heard.sound.rate_hz,
        length_s=heard.song.length_s,
        genre=heard.genre.name,
        target=Target(loudness_lufs=round(loudness_lufs, 2), ceiling_dbtp=-1.0),
        strips=(Strip(name="Master", kind="master", decisions=tuple(a.decision for a in advice)),),
    )


def master_moves(listened: Listened) -> RecallSheet:
    """Return the sheet of what can be done on the finished mix itself."""
    mine = [one for one in listened.advice.values() if one.strip == "Master"]
    return replace(mend_sheet(mine, listened.heard), tempo_bpm=_tempo_bpm(listened.heard))


def _tempo_bpm(heard: Heard) -> float:
    return round(heard.song.tempo.tempo_bpm, 2) if heard.song.tempo else 0.0
