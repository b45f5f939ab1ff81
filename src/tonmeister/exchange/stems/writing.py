"""A session written as aligned stems, with all that is known about it in words and tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tonmeister.exchange.daw import tempo_midi
from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.mixing import ways
from tonmeister.exchange.daw.names import FileNames
from tonmeister.exchange.stems import tables
from tonmeister.exchange.stems.printing import Stem, print_stems
from tonmeister.exchange.stems.readme import readme
from tonmeister.model.daw import DawSession
from tonmeister.studio.disk import write_text


def write(
    session: DawSession, folder: Path, on: Callable[[float], None], *, bits: int = 32
) -> Written:
    """Write every track twice, before its fader and as heard, and the papers; raises ``Unusable``.

    ``bits`` is 32 for float, else 24 or 16.
    """
    stems = _stems(session, folder)
    frames = max([session.length_frames, 1, *(c.end_frames for s in stems for c in s.track.clips)])
    turned_db = print_stems(session, stems, frames, bits, on)
    main = folder / "README.txt"
    texts = {
        main: readme(session, stems, frames, bits, turned_db),
        folder / "levels.tsv": tables.levels(session, stems),
        folder / "rides.tsv": tables.rides(session),
        folder / "Markers.tsv": tables.markers(session),
        folder / "Markers (Audacity).txt": tables.audacity_labels(session),
    }
    for path, text in texts.items():
        write_text(path, text.encode("utf-8", "replace").decode())
    tempo = folder / tempo_midi.NAME
    tempo_midi.write_tempo_midi(tempo, session)
    mixed = [stem.mixed for stem in stems if stem.mixed is not None]
    files = (*texts, tempo, *(stem.plain for stem in stems), *mixed)
    return Written(main=main, files=files, notes=tuple(_notes(session, stems, turned_db)))


def _stems(session: DawSession, folder: Path) -> list[Stem]:
    names = FileNames()
    tracks = [track for track in session.tracks if track.clips]
    digits = max(2, len(str(len(tracks))))
    out = []
    for number, track in enumerate(tracks, 1):
        name = f"{number:0{digits}d} {names.take(track.name)}.wav"
        mixed = folder / "Mixed" / name if ways(session, track) else None
        out.append(Stem(track=track, plain=folder / "Tracks" / name, mixed=mixed))
    return out


def _notes(session: DawSession, stems: list[Stem], turned_db: float) -> list[str]:
    out = ["Put all files at the very beginning of the song: they line up. README.txt says more."]
    if turned_db < 0.0:
        out.append(f"All stems were turned down by {-turned_db:.2f} dB to fit: the sum, too.")
    unheard = [stem.track.name for stem in stems if stem.mixed is None]
    if unheard:
        out.append(f"Not heard in the mix, so only in Tracks: {', '.join(unheard)}.")
    devices = [track.name for track in session.tracks if track.devices]
    if devices:
        out.append(f"Inserts that were not printed are not in the stems: {', '.join(devices)}.")
    return out
