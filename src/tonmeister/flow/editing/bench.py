"""The editing bench: the recordings as they came, and the list of what is done to them.

Each of the editing commands opens a bench, asks for sound, proposes edits, plays them here, in
memory, measures what came out, and hands in those that helped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tonmeister.console.edits import AtHand, play_edits
from tonmeister.flow.edited import at_hand, played_session, sound_of
from tonmeister.flow.editing.bench_session import session_of_file
from tonmeister.flow.stock import take_stock
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish, Wishes
from tonmeister.listening.features import TrackFeatures
from tonmeister.model import Edit, EditList, EditStage, EditTakenBack, Session, Track
from tonmeister.signal import Samples
from tonmeister.studio import Project, write_session
from tonmeister.studio.edits_asked import remember_asked
from tonmeister.studio.edits_file import propose_edits, read_edits, write_edits


@dataclass(kw_only=True)
class Bench:
    """A song's recordings, ready to be edited.

    ``features`` are those of the recordings as they play in the mix (empty for a single file).
    """

    project: Project
    session: Session
    features: Mapping[str, TrackFeatures]
    tell: Teller
    dry_run: bool = False
    hands: AtHand = field(default_factory=at_hand)

    @property
    def rate_hz(self) -> int:
        """The rate of everything here."""
        return self.session.rate_hz

    def track(self, named: str) -> Track:
        """Return a track by its name, or by a part of it that only one has."""
        said = named.casefold()
        exact = [t for t in self.session.tracks if t.name.casefold() == said]
        part = exact or [t for t in self.session.tracks if said in t.name.casefold()]
        if len(part) != 1:
            known = ", ".join(t.name for t in part or self.session.tracks)
            raise BadWish(f"there is no single track {named!r}; there are {known}")
        return part[0]

    def as_it_came(self, name: str) -> Samples:
        """Return a recording untouched: float64 [1 or 2, n] in song time."""
        return sound_of(self.session.track(name), self.session, self.project)

    def before(self, name: str, stage: EditStage) -> Samples:
        """Return a recording with the edits of all earlier stages."""
        edits = read_edits(self.project).of(name)
        return play_edits(self.as_it_came(name), self.rate_hz, edits, self.hands, until=stage)

    def play(self, sound: Samples, edits: Sequence[Edit]) -> Samples:
        """Play some edits of one track in memory."""
        return play_edits(sound, self.rate_hz, edits, self.hands)

    def hand_in(
        self,
        edits: Sequence[Edit],
        *,
        kinds: Collection[str],
        tracks: Collection[str],
        taken_back: Sequence[EditTakenBack] = (),
        notes: Sequence[str] = (),
        asked: bool = True,
    ) -> tuple[EditList, Mapping[str, Path]]:
        """Merge with what a person holds, write ``edits.toml``, play every edited track.

        ``kinds`` and ``tracks`` say what this proposal is about: older edits of these kinds on
        these tracks go. ``asked``: somebody asked for this; `produce` does not do it again by
        its own habits. Returns the list and the edited files by track. A dry run writes nothing.
        """
        merged = propose_edits(
            self.project, edits, kinds=kinds, tracks=tracks, taken_back=taken_back, notes=notes
        )
        if self.dry_run:
            return merged, {}
        write_edits(self.project, merged)
        if asked:
            remember_asked(self.project, kinds, tracks)
        self.session = played_session(
            self.session, self.project, self.tell, self.hands, whole=bool(self.features)
        )
        if self.features:
            self.session = write_session(self.project, self.session)
        files = {
            t.name: self.project.song_folder / t.edited
            for t in self.session.tracks
            if t.edited and t.name in tracks
        }
        return merged, files


@contextmanager
def open_bench(
    song: Path, tell: Teller, *, out: Path | None = None, dry_run: bool = False
) -> Iterator[Bench]:
    """Open a bench on a song's folder, or on one sound file (its folder is then the song's).

    The project is kept for this run alone until the bench is closed.
    """
    if not song.exists():
        raise BadWish(f"{song} is not there: give a song's folder, or one sound file")
    folder = song if song.is_dir() else song.resolve().parent
    project = Project.open(folder, out)
    with project.lock():
        if song.is_dir():
            wishes = Wishes(song=project.song_folder, out=project.folder)
            session, features = take_stock(project, wishes, tell)
            yield Bench(
                project=project, session=session, features=features, tell=tell, dry_run=dry_run
            )
        else:
            session = session_of_file(project, song.resolve())
            yield Bench(project=project, session=session, features={}, tell=tell, dry_run=dry_run)


def told(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """Return edits as plain data, for ``--json``."""
    return [
        {
            "id": e.id, "track": e.track, "kind": e.kind, "start_s": e.start_s, "end_s": e.end_s,
            "settings": dict(e.settings), "reason": e.reason, "before": dict(e.before),
            "after": dict(e.after), "hold": e.hold, "bypass": e.bypass,
        }
        for e in edits
    ]  # fmt: skip
