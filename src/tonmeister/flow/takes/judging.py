"""One part's takes from first listening to the comp: what each is worth, what to ask for next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from tonmeister.console.comp import play_comp
from tonmeister.flow.takes.sounds import TakeSounds, guide_take, heard_takes
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.pitch import pitch_curve
from tonmeister.listening.takes.align import align
from tonmeister.listening.takes.aligned import AlignedTakes, HeardTake, ReferenceNote
from tonmeister.listening.takes.seams import seams_of
from tonmeister.listening.takes.seams_played import played_costs
from tonmeister.model import Comp, Direction, Part, Region, Session, SongMap, TakeScore
from tonmeister.producer.takes.choose import NothingToComp, choose
from tonmeister.producer.takes.choose_judged import settled
from tonmeister.producer.takes.direct import directions
from tonmeister.producer.takes.score import score_takes
from tonmeister.studio import Project, file_source
from tonmeister.studio.comp_file import read_comp
from tonmeister.studio.pitch_model import pitch_model
from tonmeister.studio.score_read import read_melody


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A part's takes as judged. ``comp`` is None where none can be made; ``problems`` say why,
    and what was wrong with single takes. ``bar_s``: how long a bar is,
    ``bars_s`` where the bars begin, if that is known.
    """

    part: Part
    aligned: AlignedTakes
    scores: tuple[TakeScore, ...]
    directions: tuple[Direction, ...]
    comp: Comp | None
    sounds: TakeSounds
    problems: tuple[str, ...]
    bar_s: float | None = None
    bars_s: tuple[float, ...] = ()


def judge(
    part: Part,
    session: Session,
    project: Project,
    song: SongMap | None,
    wishes: TakeWishes,
    tell: Teller,
) -> Judged:
    """Listen to a part's takes, score, direct and comp them."""
    heard = heard_takes(part, session, project, tell)
    with tell.stage("align", f"Laying the takes of {part.name} beside each other"):
        aligned = align(
            part,
            heard,
            guide=_guide(part, session, project, wishes),
            score=_score(wishes),
            song=song,
            lyrics=wishes.lyrics,
        )
    with tell.stage("score", f"Judging {part.name}, phrase by phrase"):
        scores = score_takes(aligned, genre=wishes.genre)
        bars = song.bars if song else None
        given = directions(aligned, scores, wants=wishes.tone.wants, bars=bars)
    sounds = TakeSounds(part, session, project, heard)
    problems = [*aligned.part.problems, *aligned.left_out.values()]
    comp = None
    if sum(clock.rigid for clock in aligned.on_clock.values()) < 2 <= len(aligned.heard):
        problems.append(
            "no two takes were played to the same clock (other tempi, no click): they cannot be "
            "cut together in place, so the best one is used as a whole"
        )
    else:
        with tell.stage("comp", f"Comping {part.name}"):
            try:
                comp = _comp(aligned, scores, sounds, project, session.rate_hz, wishes)
            except NothingToComp as error:
                problems.append(str(error))
    return Judged(
        part=part, aligned=aligned, scores=scores, directions=given, comp=comp, sounds=sounds,
        problems=tuple(dict.fromkeys(problems)), bar_s=_bar_s(song),
        bars_s=_bars_s(song),
    )  # fmt: skip


def _comp(
    aligned: AlignedTakes,
    scores: Sequence[TakeScore],
    sounds: TakeSounds,
    project: Project,
    rate_hz: int,
    wishes: TakeWishes,
) -> Comp:
    """Choose, play, listen to what was played, and choose again where it did not hold."""
    seams = seams_of(aligned)
    held = read_comp(project, aligned.part.name)

    def choose_without(not_here: Collection[tuple[int, int]]) -> Comp:
        return choose(
            aligned, scores, seams, held=held, base=wishes.base, genre=wishes.genre,
            not_here=not_here,
        )  # fmt: skip

    def measure(comp: Comp) -> Mapping[str, float]:
        if not any(len(one.notes) for one in aligned.heard.values()):
            return {}  # nothing with a pitch that could be heard again
        played = pitch_curve(play_comp(comp, sounds, rate_hz), rate_hz, pitch_model())
        return played_costs(comp, played, aligned)

    return settled(choose_without, measure)


def _bar_s(song: SongMap | None) -> float | None:
    if song is None or song.tempo is None:
        return None
    return 60.0 / song.tempo.tempo_bpm * song.tempo.meter


def _bars_s(song: SongMap | None) -> tuple[float, ...]:
    if song is None or song.tempo is None:
        return ()
    return tuple(song.tempo.beats_s[i] for i in song.tempo.downbeats)


def whole_take(judged: Judged, number: int, reason: str) -> Comp:
    """Return a comp that is one take from beginning to end."""
    take = next(t for t in judged.part.takes if t.number == number)
    region = Region(
        id=f"{judged.part.name}/1",
        phrase=1,
        take=number,
        start_s=take.begins_s + take.offset_s,
        end_s=take.ends_s + take.offset_s,
        reason=reason,
    )
    costs = {score.take: score.cost_score for score in judged.scores}
    cost = costs.get(number, 0.0)
    return Comp(
        part=judged.part.name,
        takes=judged.part.takes,
        regions=(replace(region, cost_score=cost),),
        crossfades=(),
        cost_score=cost,
        best_single=number if number in costs else 0,
        best_single_score=cost,
    )


def _guide(part: Part, session: Session, project: Project, wishes: TakeWishes) -> HeardTake | None:
    if wishes.guide is None:
        return None
    if not wishes.guide.is_file():
        raise BadWish(f"--guide {wishes.guide} is not there: give a recording of the tune")
    source = file_source(wishes.guide, project=project, rate_hz=session.rate_hz)
    return guide_take(part, source.read(0, source.frames), session.rate_hz)


def _score(wishes: TakeWishes) -> list[ReferenceNote] | None:
    if wishes.score is None:
        return None
    return [
        ReferenceNote(note.start_s, note.end_s, float(note.midi))
        for note in read_melody(wishes.score)
    ]


def without_comps(session: Session, names: Collection[str]) -> Session:
    """Return the session as it was recorded: no comps, takes as they came."""
    tracks = tuple(replace(t, take_of="", take=0) for t in session.tracks if t.name not in names)
    return replace(session, tracks=tracks)
