"""What lies in a folder of stems and how to use it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tonmeister.exchange.daw.mixing import sends_words
from tonmeister.exchange.stems.printing import Stem
from tonmeister.exchange.stems.tables import clock
from tonmeister.model.daw import DawSession, DawTrack


def readme(
    session: DawSession, stems: Sequence[Stem], frames: int, bits: int, turned_db: float
) -> str:
    """Return the text of README.txt."""
    out = [
        f"{session.title or 'A song'}: aligned stems",
        "",
        *_about(session),
        f"{len(stems)} tracks, {clock(frames / session.rate_hz)} long, {session.rate_hz} Hz, "
        f"{'32-bit float' if bits == 32 else f'{bits} bit'} WAV.",
        _tempo(session),
        "",
        "How to use it",
        "1. Make a new project at this sample rate.",
        "2. Import Tempo map.mid first, if you want bars, beats and markers.",
        "3. Put the files of Mixed, or those of Tracks, on a track each, all at the very beginning "
        "of the song. They are equally long and line up by themselves.",
        "",
        "What is in it",
        "Mixed: every track as it is heard in the mix, with its fader, its pan and their rides. "
        "With all faders at 0 dB and all pans in the middle, these files together are the mix "
        "before the master. (A program whose pan law turns stereo tracks down in the middle "
        "must be told not to.)",
        "Tracks: the same tracks before fader and pan, to mix them anew. Edits, clip gains and "
        "fades are played in.",
        "Tempo map.mid: tempo, time signatures and markers; notes where there are some.",
        "levels.tsv: fader, pan, sends and output of every channel. rides.tsv: what moves.",
        "Markers.tsv: the song's sections. Markers (Audacity).txt: the same as Audacity's labels.",
        "",
    ]
    if turned_db < 0.0:
        out += [
            f"All files were turned down by {-turned_db:.2f} dB, so that the loudest fits into "
            f"{bits} bit. Turn the sum up by as much to get the mix's level.",
            "",
        ]
    out += ["The tracks, in the console's order", *(_line(stem) for stem in stems), ""]
    others = [t for t in session.tracks if t.kind != "track" and not t.clips]
    if others:
        out += [
            "Channels without a file",
            *(f"{t.name} ({_kind(t)}): {_levels(t)}" for t in others),
            "",
        ]
    if session.notes:
        out += ["To know", *session.notes, ""]
    return "\n".join(out)


def _about(session: DawSession) -> Iterator[str]:
    for name, words in session.about.items():
        yield f"{name.capitalize()}: {' '.join(words.split())}"


def _tempo(session: DawSession) -> str:
    speeds = [tempo.quarter_bpm for tempo in session.tempos]
    first = session.meters[0]
    said = f"{speeds[0]:.2f} BPM"
    if len(speeds) > 1:
        said = f"{min(speeds):.2f} to {max(speeds):.2f} BPM (as played, see Tempo map.mid)"
    return (
        f"Tempo {said}, {first.beats}/{first.unit} at the beginning. Bar 1 begins at the first "
        "sample."
    )


def _line(stem: Stem) -> str:
    where = "" if stem.mixed else " Not heard in the mix: only in Tracks."
    note = f" {stem.track.note}" if stem.track.note else ""
    return f"{stem.name}: {_levels(stem.track)}{where}{note}"


def _levels(track: DawTrack) -> str:
    ridden = " at its first point, then ridden" if track.fader_curve_db else ""
    fader_db = track.fader_curve_db[0][1] if track.fader_curve_db else track.fader_db
    parts = [f"fader {fader_db:.1f} dB{ridden}", _pan(track)]
    if track.flip_polarity:
        parts.append("polarity flipped (played in)")
    if track.output:
        parts.append(f"into {track.output}")
    if track.sends:
        parts.append(f"sends: {sends_words(track.sends)}")
    if track.muted:
        parts.append("muted")
    return f"{', '.join(parts)}."


def _pan(track: DawTrack) -> str:
    if track.pan_curve_percent:
        return "pan ridden"
    percent = track.pan_percent
    if abs(percent) < 0.5:
        return "in the middle"
    return f"{abs(percent):.0f} % {'left' if percent < 0 else 'right'}"


def _kind(track: DawTrack) -> str:
    return {"bus": "a bus", "return": "a return", "master": "the master"}.get(track.kind, "a track")
