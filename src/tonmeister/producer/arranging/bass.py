"""The bassist: figures on the root, with the kick, or walking."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.knowledge.styles import Chair
from tonmeister.music.voicing.tones import interval_of, on_root
from tonmeister.producer.arranging.bass_walking import play_walking
from tonmeister.producer.arranging.figures import Beat
from tonmeister.producer.arranging.harmony import INSIDE, NEAR, Stretch
from tonmeister.producer.arranging.song import Place, Song, Stroke

STRONG, WEAK, GHOST = 1.0, 0.86, 0.45
HELD_OVER = 2.5
"""Quarters that a root ahead of its bar may be held on, if nothing is struck before."""
RUNS = 0.6
"""How often a fill of the drums takes the bass along."""


def play_bass(song: Song, chair: Chair, kicks: Sequence[float]) -> list[Stroke]:
    """Return the bass part. ``kicks``: where the kick drum strikes, in quarters."""
    if chair.rule == "walk":
        return play_walking(song, chair)
    line = _Line(song, chair)
    for place in song.bars_of("bass"):
        if place.bar.ending:
            line.ring(place)
            continue
        beats = song.beats(chair, place)
        if chair.rule == "kick":
            with_kick = [
                k - place.start for k in kicks if place.start - NEAR <= k < place.end - NEAR
            ]
            beats = _on(with_kick, place, chair.hold_quarters) or beats
        line.bar(place, beats)
    return line.done()


def _on(places: Sequence[float], place: Place, hold_quarters: float) -> tuple[Beat, ...]:
    """Return a root for each place in a bar, held to the next but no longer than asked."""
    ends = [*places[1:], place.end - place.start][: len(places)]
    return tuple(
        Beat(at, min(hold_quarters, end - at), "R" if n == 0 else "r")
        for n, (at, end) in enumerate(zip(places, ends, strict=True))
        if end - at >= 0.2
    )


class _Line:
    """A line in the making: one note at a time, each root near the one before."""

    def __init__(self, song: Song, chair: Chair) -> None:
        self.song, self.chair = song, chair
        self.root = chair.low + 7
        self.strokes: list[Stroke] = []

    def bar(self, place: Place, beats: Sequence[Beat]) -> None:
        """Play a bar: its figure, and a root where a chord changes and the figure is silent."""
        run = self._run(place)
        last = place.end - 1.0 if run else place.end
        struck = [place.start + b.at for b in beats]
        for beat in beats:
            if place.start + beat.at < last - NEAR:
                self._beat(place, beat)
        for change in self.song.harmony.starts_in(place.start + INSIDE, last):
            if not any(abs(at - change.start) < 0.2 for at in struck):
                after = min([at for at in struck if at > change.start] + [change.end, place.end])
                self._note(change.start, min(1.0, after - change.start), self._near(change), WEAK)
        self.strokes += run

    def ring(self, place: Place) -> None:
        """Play the last bar: one root that rings."""
        here = self.song.harmony.at(place.start)
        if here:
            self._note(place.start, place.end - place.start, self._near(here), STRONG)

    def done(self) -> list[Stroke]:
        """Return the line; a note ends where the next begins."""
        rows = sorted(self.strokes, key=lambda s: s.start)
        out: list[Stroke] = []
        for stroke in rows:
            if out and stroke.start - out[-1].start < 0.1:
                out.pop()
            if out:
                last = out[-1]
                length = min(last.length, stroke.start - last.start)
                out[-1] = Stroke(start=last.start, length=length, midi=last.midi,
                                 strength=last.strength)  # fmt: skip
            out.append(stroke)
        return out

    def _beat(self, place: Place, beat: Beat) -> None:
        at = place.start + beat.at
        here = self.song.harmony.at(at)
        begins = bool(self.song.harmony.starts_in(at - 0.2, at + 0.2))
        if beat.sign in "><" and not begins:
            ahead = self.song.chord_ahead(place, beat)
            if ahead is None:
                return
            target = self._near(ahead, keep=beat.sign == "<")
            if beat.sign == "<":
                target += -1 if target - 1 >= self.chair.low and target > self.root - 3 else 1
            over = HELD_OVER if beat.sign == ">" else 0.0
            length = max(beat.length, min(beat.length + over, ahead.end - at))
            self._note(at, length, target, STRONG if beat.sign == ">" else WEAK)
            return
        if here is None:
            return
        begins = any(
            abs(c.start - at) < 0.2 for c in self.song.harmony.starts_in(at - 0.2, at + 0.2)
        )
        sign = "R" if begins and beat.sign not in "Rrx" else beat.sign
        root = self._near(here)
        pitch = self._tone(here, root, sign)
        length = min(beat.length, here.end - at)
        if sign == "x":
            self._note(at, 0.12, pitch, GHOST)
        else:
            self._note(at, length, pitch, STRONG if sign.isupper() else WEAK)

    def _tone(self, here: Stretch, root: int, sign: str) -> int:
        name = {"5": "fifth", "3": "third", "7": "seventh"}.get(sign)
        if sign == "8":
            return root + 12 if root + 12 <= self.chair.high else root
        if name is None:
            return root
        wanted = interval_of(here.symbol, name) if on_root(here.symbol) else here.tones[0]
        up = root + (wanted - root) % 12
        if sign == "5" and up > self.chair.low + 14 and up - 12 >= self.chair.low:
            up -= 12
        return up if up <= self.chair.high else up - 12

    def _near(self, chord: Stretch, *, keep: bool = False) -> int:
        """Return the root nearest to the one before and to the middle of where roots lie."""
        low, top = self.chair.low, self.chair.low + 14
        ways = [p for p in range(low, min(top, self.chair.high) + 1) if p % 12 == chord.bass]
        root = min(ways, key=lambda p: (abs(p - self.root) + 0.4 * abs(p - low - 7), p))
        if not keep:
            self.root = root
        return root

    def _note(self, at: float, length: float, midi: int, strength: float) -> None:
        low, high = self.chair.low, self.chair.high
        midi = midi + 12 if midi < low else midi - 12 if midi > high else midi
        self.strokes.append(Stroke(start=at, length=length,
                                   midi=midi, strength=strength))  # fmt: skip

    def _run(self, place: Place) -> list[Stroke]:
        """Return two eighths of the scale that lead into the next root, where the drums fill."""
        bar = place.bar
        if not bar.fill or self.chair.rule == "kick" or "drums" not in bar.parts:
            return []
        if self.song.chance("bass run", bar.bar).random() > RUNS or bar.meter.unit != 4:
            return []
        here, ahead = self.song.harmony.at(place.end - 1.0), self.song.harmony.at(place.end)
        if here is None or ahead is None or self.song.harmony.starts_in(place.end - 1.0, place.end):
            return []
        target = self._near(ahead, keep=True)
        side = 1 if self.root > target else -1
        steps = [
            p for p in range(target + side, target + 6 * side, side)
            if p % 12 in here.scale and self.chair.low <= p <= self.chair.high
        ][:2]  # fmt: skip
        return (
            [
                Stroke(start=place.end - 0.5 * (n + 1), length=0.5, midi=p, strength=WEAK)
                for n, p in enumerate(steps)
            ]
            if len(steps) == 2
            else []
        )
