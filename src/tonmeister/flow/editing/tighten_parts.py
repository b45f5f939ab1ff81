"""One part on the bench: its microphones heard, its strokes moved, measured again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.tell import Teller
from tonmeister.knowledge.roles import group_of
from tonmeister.listening.pitch import notes_of
from tonmeister.listening.timing import Attacks, Hit, attacks_of, hits_of
from tonmeister.listening.timing.after import heard_at, strange
from tonmeister.listening.timing.alike import late_against
from tonmeister.listening.timing.cut import cuts_of
from tonmeister.model import Edit, EditTakenBack
from tonmeister.producer.edits.tighten import Manner, Planned, Stroke, move_edits, plan_moves
from tonmeister.signal import Samples
from tonmeister.signal.stretch import Piece, chained

Real = NDArray[np.float64]

BETTER_MS = 0.5
CLEAR_DB, BESIDE_S = 24.0, 0.080
"""An attack of a voice that counts, and how near to it a note begins with it."""
ROUNDS = 2


@dataclass(kw_only=True)
class Part:
    """A part and all its microphones: what begins on them, and the strokes of all together."""

    name: str
    tracks: tuple[str, ...]
    roles: dict[str, str]
    attacks: dict[str, Attacks] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    sung: bool = False
    cuts_s: Real = field(default_factory=lambda: np.zeros(0))

    @property
    def times_s(self) -> Real:
        """When its strokes are heard."""
        return np.array([hit.time_s for hit in self.hits])


@dataclass(kw_only=True)
class Done:
    """What became of a part: edits, what was taken back, lateness before and after (ms)."""

    part: Part
    manner: Manner
    edits: list[Edit]
    taken_back: list[EditTakenBack]
    before_ms: Real
    after_ms: Real
    now_s: Real


def heard_part(bench: Bench, name: str, tracks: Sequence[str], tell: Teller) -> Part:
    """Hear where strokes begin on the tracks of a part."""
    roles = {t.name: t.role for t in bench.session.tracks if t.name in tracks}
    part = Part(name=name, tracks=tuple(tracks), roles=roles)
    for track in tracks:
        tell.check()
        part.attacks[track] = attacks_of(bench.before(track, "tighten"), bench.rate_hz)
    part.sung = len(tracks) == 1 and is_voice(roles[tracks[0]])
    part.hits = sung_hits(bench, tracks[0]) if part.sung else hits_of(part.attacks, roles)
    _cut(part)
    return part


def _cut(part: Part) -> None:
    struck = all(is_drum(role) for role in part.roles.values())
    heard = list(part.attacks.values())
    part.cuts_s = cuts_of(heard, [hit.first_s for hit in part.hits], struck=struck)


def with_attacks(part: Part) -> None:
    """Take the attacks of a sung part (consonants, most of them) for strokes beside its notes."""
    track = part.tracks[0]
    attacks = part.attacks[track]
    clear = attacks.times_s[attacks.level_db > attacks.usual_db - CLEAR_DB]
    notes = [h for h in part.hits if np.abs(clear - h.time_s).min(initial=1.0) > BESIDE_S]
    more = [Hit(float(at), float(at), float(at), track, float(at)) for at in clear]
    part.hits = sorted([*notes, *more], key=lambda h: h.time_s)
    _cut(part)


def is_drum(role: str) -> bool:
    """Whether a role strikes: cut just before the attack, nothing is sung or plucked before it."""
    return role in ("kick", "snare", "hi-hat", "tom", "overheads", "drum room", "drums",
                    "percussion", "click")  # fmt: skip


def is_voice(role: str) -> bool:
    """Whether somebody sings."""
    return group_of(role) in ("Lead Vocals", "Backing Vocals")


def sung_hits(bench: Bench, track: str) -> list[Hit]:
    """Return the notes of a voice, by its pitch: they seldom begin with an attack."""
    curve = bench.hands.pitch(bench.before(track, "tighten"), bench.rate_hz)
    starts = [note.start_s for note in notes_of(curve)]
    return [Hit(at, at, at, track, at) for at in starts]


def strokes_of(part: Part, late_ms: Sequence[float | None], against: Sequence[str]) -> list[Stroke]:
    """Return the strokes of a part with how late each is against what."""
    return [
        Stroke(time_s=h.time_s, cut_s=float(cut), last_s=h.last_s, late_ms=late, against=words)
        for h, cut, late, words in zip(part.hits, part.cuts_s, late_ms, against, strict=True)
    ]


def tightened(
    bench: Bench, part: Part, strokes: Sequence[Stroke], manner: Manner, tell: Teller
) -> Done:
    """Move the strokes of a part, listen, and take back what did not help."""
    length_s = bench.session.length_s
    taken: dict[int, EditTakenBack] = {}
    sounds: dict[str, Samples] = {}
    for _ in range(ROUNDS):
        planned = plan_moves(strokes, manner, bench.rate_hz, length_s, without=frozenset(taken))
        edits = move_edits(planned, strokes, part.tracks, manner)
        after, now_ms = _played(bench, part, planned, edits, strokes, tell, sounds)
        bad = _bad(part, planned, strokes, after, now_ms, bench.rate_hz, length_s)
        for row, why in bad.items():
            taken[planned[row].stroke] = EditTakenBack(edit=edits[row][0], reason=why)
        if not bad:
            break
    # A stroke is moved whole: without the last ones taken back the others stay where they are.
    kept = [row for row in range(len(planned)) if row not in bad]
    planned, edits = [planned[row] for row in kept], [edits[row] for row in kept]
    now_ms = [now_ms[row] for row in kept]
    return _measured(part, manner, strokes, planned, edits, now_ms, list(taken.values()))


def _played(
    bench: Bench,
    part: Part,
    planned: Sequence[Planned],
    edits: Sequence[Sequence[Edit]],
    strokes: Sequence[Stroke],
    tell: Teller,
    sounds: dict[str, Samples],
) -> tuple[dict[str, Attacks], list[float | None]]:
    """Play the moves; return what begins on the tracks now, and how late (ms) each stroke is."""
    if not planned:
        return part.attacks, []
    out = {}
    now_ms: list[float | None] = []
    for i, track in enumerate(part.tracks):
        tell.check()
        sound = sounds.get(track)
        if sound is None:
            sound = bench.before(track, "tighten")
            if len(part.tracks) == 1:
                sounds[track] = sound
        played = bench.play(sound, [row[i] for row in edits])
        out[track] = attacks_of(played, bench.rate_hz)
        if part.sung:
            from_s = [strokes[p.stroke].time_s for p in planned]
            to_s = [at + p.move_ms / 1000.0 for at, p in zip(from_s, planned, strict=True)]
            went_s = late_against(played, to_s, sound, from_s, bench.rate_hz)
            now_ms = [
                None if went is None else (strokes[p.stroke].late_ms or 0.0) + 1000.0 * went
                for went, p in zip(went_s, planned, strict=True)
            ]
    if not part.sung:
        now_ms = [_late_after(part, strokes[p.stroke], p, out) for p in planned]
    return out, now_ms


def _bad(
    part: Part,
    planned: Sequence[Planned],
    strokes: Sequence[Stroke],
    after: dict[str, Attacks],
    heard_ms: Sequence[float | None],
    rate_hz: int,
    length_s: float,
) -> dict[int, str]:
    """Return which moves did not help (row of ``planned``), and why."""
    out: dict[int, str] = {}
    for row, move in enumerate(planned):
        now_ms = heard_ms[row]
        late_ms = strokes[move.stroke].late_ms or 0.0
        if now_ms is None:
            out[row] = "after the move its attack is not heard as one any more"
        elif abs(now_ms) > abs(late_ms) - BETTER_MS:
            out[row] = (
                f"after the move it is {abs(now_ms):.1f} ms beside its place, "
                f"no better than the {abs(late_ms):.1f} ms before"
            )
    if not planned:
        return out
    middles = np.array([(p.start_s + p.end_s) / 2.0 for p in planned])
    warp = _Warp(planned, rate_hz, length_s)
    for track in part.tracks:
        for at_s in strange(part.attacks[track], after[track], warp):
            row = int(np.abs(middles - at_s).argmin())
            reach_s = (planned[row].lead_ms + planned[row].tail_ms) / 1000.0 + 0.1
            if abs(middles[row] - at_s) <= reach_s:
                out.setdefault(row, f"a stroke was doubled or lost on {track} at {at_s:.2f} s")
    return out


def _late_after(
    part: Part, stroke: Stroke, move: Planned, after: dict[str, Attacks]
) -> float | None:
    """Return how late a stroke is after its move, in ms, heard in the microphone that leads."""
    hit = part.hits[move.stroke]
    now_s = heard_at(after[hit.leader], hit.heard_s + move.move_ms / 1000.0)
    if now_s is None:
        return None
    return (stroke.late_ms or 0.0) + 1000.0 * (now_s - hit.heard_s)


class _Warp:
    """Where each moment of a recording goes."""

    def __init__(self, planned: Sequence[Planned], rate_hz: int, length_s: float) -> None:
        frames = round(length_s * rate_hz)
        pieces = [
            Piece(round(p.start_s * rate_hz), round(p.end_s * rate_hz),
                  round(p.move_ms * rate_hz / 1000.0), round(p.lead_ms * rate_hz / 1000.0),
                  round(p.tail_ms * rate_hz / 1000.0))
            for p in planned
        ]  # fmt: skip
        chain = chained(pieces, frames, rate_hz)
        self.from_s = np.array([t for p in chain for t in (p.start, p.end)]) / rate_hz
        self.by_s = np.array([t for p in chain for t in (p.shift, p.shift)]) / rate_hz

    def __call__(self, times_s: Real) -> Real:
        return np.asarray(times_s + np.interp(times_s, self.from_s, self.by_s))


def _measured(
    part: Part,
    manner: Manner,
    strokes: Sequence[Stroke],
    planned: Sequence[Planned],
    edits: Sequence[Sequence[Edit]],
    heard_ms: Sequence[float | None],
    taken: list[EditTakenBack],
) -> Done:
    """Write what was measured into the edits."""
    belongs = [i for i, s in enumerate(strokes) if s.late_ms is not None]
    late = {i: float(strokes[i].late_ms or 0.0) for i in belongs}
    now = dict(late)
    now_s = part.times_s.copy()
    out: list[Edit] = []
    for move, row, measured in zip(planned, edits, heard_ms, strict=True):
        i = move.stroke
        now[i] = late[i] + move.move_ms if measured is None else measured
        now_s[i] += (now[i] - late[i]) / 1000.0
        out += [
            replace(e, before={"off_ms": round(late[i], 3)}, after={"off_ms": round(now[i], 3)})
            for e in row
        ]
    taken = [replace(t, edit=replace(t.edit, before={"off_ms": _of(t, strokes)})) for t in taken]
    return Done(
        part=part, manner=manner, edits=out, taken_back=taken,
        before_ms=np.array(list(late.values())), after_ms=np.array(list(now.values())),
        now_s=now_s,
    )  # fmt: skip


def _of(taken: EditTakenBack, strokes: Sequence[Stroke]) -> float:
    nearest = min(strokes, key=lambda s: abs(s.cut_s - taken.edit.start_s))
    return round(nearest.late_ms or 0.0, 3)
