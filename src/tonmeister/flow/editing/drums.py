"""Drum replacement: strokes heard, a kit's sounds chosen, laid in phase, played, measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.exchange.midi_drums import MidiOutError, write_drums_midi
from tonmeister.flow.editing.bench import Bench, open_bench
from tonmeister.flow.editing.drums_heard import Drums, drums_of, strokes_of, tempo_of
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.drums.shots import Shot, sound_name
from tonmeister.model import Edit, EditTakenBack, Hit
from tonmeister.producer.edits.drums import KitSounds, ReplaceWish, replace_edits
from tonmeister.producer.edits.drums_measured import stroke_facts, why_not
from tonmeister.signal import Audio, Samples
from tonmeister.signal.loudness import measure
from tonmeister.studio.kit_files import KitError
from tonmeister.studio.kits import OURS, Kit, open_kit, said_from


@dataclass(frozen=True, kw_only=True)
class DrumsAsked:
    """What is asked for. ``kit`` as `open_kit` takes it; ``only`` names one track."""

    wish: ReplaceWish
    kit: str = OURS
    only: str | None = None
    midi: Path | None = None
    detect_only: bool = False


@dataclass(frozen=True, kw_only=True)
class DrumTrack:
    """What was heard and done on one track."""

    name: str
    hits: tuple[Hit, ...]
    edits: tuple[Edit, ...] = ()
    taken_back: tuple[EditTakenBack, ...] = ()
    louder_lu: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Drummed:
    """All tracks, the strokes of the song, notes, and the files written."""

    tracks: tuple[DrumTrack, ...]
    hits: tuple[Hit, ...]
    heard_from: str
    notes: tuple[str, ...] = ()
    kit: str = ""
    files: Mapping[str, Path] | None = None
    midi: Path | None = None


def drums(
    song: Path, tell: Teller, asked: DrumsAsked, *, out: Path | None = None, dry_run: bool = False
) -> Drummed:
    """Hear a song's drums, and replace their strokes. Raises ``BadWish`` with one clear line."""
    with open_bench(song, tell, out=out, dry_run=dry_run) as bench:
        kit = None if asked.detect_only else _kit(asked, bench)
        with tell.stage("hear", "Hearing the strokes"):
            found = drums_of(bench, asked.only)
            by_track = strokes_of(bench, found)
        hits = _song_hits(by_track, found)
        if not any(by_track.values()):
            raise BadWish(
                f"no drum stroke is heard in {', '.join(found.names)}: it is silent, or no drums"
            )
        midi = _write_midi(asked, bench, hits, dry_run=dry_run)
        done = Drummed(
            tracks=tuple(DrumTrack(name=n, hits=h) for n, h in by_track.items()), hits=hits,
            heard_from="close microphones" if found.close else "the stem", midi=midi,
        )  # fmt: skip
        return done if kit is None else _replaced(bench, done, kit, asked, tell)


def _replaced(bench: Bench, done: Drummed, kit: Kit, asked: DrumsAsked, tell: Teller) -> Drummed:
    struck = {hit.piece for hit in done.hits} & set(asked.wish.pieces)
    with tell.stage("kit", f"Opening {kit.name}"):
        sounds = _sounds(kit, [s for s in kit.shots if s.piece in struck], bench.rate_hz)
    named = {sound_name(kit.said, s.name, s.tune_cents): sounds[s.name] for s in kit.shots
             if s.name in sounds}  # fmt: skip
    sha256 = {s.name: kit.sha256(s.name) for s in kit.shots if s.name in sounds}
    bench.hands = replace(bench.hands, sounds=named)
    at_hand = KitSounds(said=kit.said, shots=kit.shots, sounds=named, sha256=sha256)
    notes: list[str] = []
    tracks = []
    for one in done.tracks:
        with tell.stage("replace", f"Laying {kit.name} over {one.name}"):
            track, said = _track(bench, one, at_hand, asked.wish)
        tracks.append(track)
        notes += said
    mine = [t.name for t in tracks if t.edits or t.taken_back] or [t.name for t in tracks]
    used = {str(e.settings["sample"]) for t in tracks for e in t.edits}
    about = [*kit.notes]
    if used:
        about.append(f"{len(used)} sounds of {kit.name}; its licence: {kit.licence}")
    notes += [f"{mine[0]}: {line}" for line in about]
    edits = [e for t in tracks for e in t.edits]
    _, files = bench.hand_in(
        edits, kinds=("replace",), tracks=mine,
        taken_back=[b for t in tracks for b in t.taken_back], notes=notes,
    )  # fmt: skip
    return replace(done, tracks=tuple(tracks), notes=tuple(notes), kit=kit.name, files=files)


def _track(
    bench: Bench, one: DrumTrack, kit: KitSounds, wish: ReplaceWish
) -> tuple[DrumTrack, list[str]]:
    """Return a track with its edits: played and measured, those that harm taken back."""
    before = bench.before(one.name, "replace")
    edits, notes = replace_edits(one.name, before, bench.rate_hz, one.hits, kit, wish)
    if not edits:
        return one, notes
    after = bench.play(before, edits)
    faults = {e.id: why_not(before, after, bench.rate_hz, e) for e in edits}
    back = [EditTakenBack(edit=_measured(e, before, after, bench.rate_hz), reason=faults[e.id])
            for e in edits if faults[e.id]]  # fmt: skip
    stay = [e for e in edits if not faults[e.id]]
    if back:
        after = bench.play(before, stay)
    stay = [_measured(e, before, after, bench.rate_hz) for e in stay]
    louder_lu = _lufs(after, bench.rate_hz) - _lufs(before, bench.rate_hz)
    track = replace(one, edits=tuple(stay), taken_back=tuple(back), louder_lu=round(louder_lu, 2))
    return track, notes


def _measured(edit: Edit, before: Samples, after: Samples, rate_hz: int) -> Edit:
    return replace(
        edit, before=stroke_facts(before, rate_hz, edit), after=stroke_facts(after, rate_hz, edit)
    )


def _lufs(sound: Samples, rate_hz: int) -> float:
    return measure(Audio(sound, rate_hz)).integrated_lufs()


def _kit(asked: DrumsAsked, bench: Bench) -> Kit:
    said = asked.kit
    if said != OURS:
        said = said_from(Path(said), bench.project.song_folder)
    try:
        kit = open_kit(said, bench.project.song_folder)
    except KitError as error:
        raise BadWish(str(error)) from error
    have = {shot.piece for shot in kit.shots}
    if not have & set(asked.wish.pieces):
        raise BadWish(
            f"the kit {kit.name} has no {' and no '.join(asked.wish.pieces)}; it has "
            f"{', '.join(sorted(have))}"
        )
    return kit


def _sounds(kit: Kit, shots: Sequence[Shot], rate_hz: int) -> dict[str, Samples]:
    out: dict[str, Samples] = {}
    for shot in shots:
        try:
            out[shot.name] = kit.sound(shot.name, rate_hz, shot.tune_cents)
        except KitError as error:
            raise BadWish(f"{kit.name}: {error}") from error
    return out


def _song_hits(by_track: Mapping[str, Sequence[Hit]], found: Drums) -> tuple[Hit, ...]:
    """Return the song's strokes, each once: of two microphones of one drum the surer counts."""
    out: list[Hit] = []
    for hit in sorted((h for hits in by_track.values() for h in hits), key=lambda h: h.at_s):
        same = [h for h in out[-12:] if h.piece == hit.piece and abs(h.at_s - hit.at_s) < 0.03]
        if not same:
            out.append(hit)
        elif hit.confidence > same[-1].confidence:
            out[out.index(same[-1])] = hit
    return tuple(sorted(out, key=lambda h: (h.at_s, h.piece)))


def _write_midi(
    asked: DrumsAsked, bench: Bench, hits: Sequence[Hit], *, dry_run: bool
) -> Path | None:
    if asked.midi is None or dry_run:
        return None
    try:
        write_drums_midi(asked.midi, hits, tempo_of(bench), bench.session.song)
    except (MidiOutError, OSError) as error:
        raise BadWish(f"--midi {asked.midi}: {error}") from error
    return asked.midi
