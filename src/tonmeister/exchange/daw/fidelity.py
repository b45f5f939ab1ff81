"""What of a mix arrives in another program, and how truly: graded by format, proved by tests."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from tonmeister.exchange.daw.formats import FORMATS, Format
from tonmeister.model import DawSession, DawTrack

FEATURES: Mapping[str, str] = {
    "clip position": "where a clip begins in the song",
    "clip start and length": "what part of its file a clip plays",
    "clip gain": "a clip's own level",
    "clip polarity": "a clip that plays upside down",
    "fades": "how a clip comes in and goes out",
    "clip envelope": "a clip's level over time",
    "fader": "a channel's level",
    "fader ride": "a channel's level over time",
    "pan mono": "where a mono track stands",
    "pan stereo": "the balance of a stereo track or bus",
    "pan ride": "a pan over time",
    "mute": "a channel that is off",
    "buses": "tracks that are summed before the master",
    "sends": "what goes to a return after the fader",
    "pre-fader sends": "what goes to a return whatever the fader does",
    "send ride": "a send over time",
    "equaliser": "bells, shelves, high- and low-pass",
    "compressor": "compressors",
    "gate": "gates",
    "limiter": "limiters",
    "other effects": "de-essers, saturation, rooms, echoes and the rest",
    "takes": "what waits under a track",
    "markers": "the song's sections",
    "tempo": "one tempo for the song",
    "tempo changes": "a tempo that moves",
    "meters": "time signatures",
    "groups": "families of tracks",
    "notes": "notes of MIDI clips",
    "metadata": "title, artist and the like",
    "colours": "the colours of tracks",
    "audio embedded": "whether the sound travels inside the file",
}
GRADES = ("exact", "approximate", "printed", "lost")
EQUALISERS = frozenset({"bell", "low_shelf", "high_shelf", "highpass", "lowpass"})


def grades_of(form: Format) -> Mapping[str, tuple[str, str]]:
    """Return a format's grade and its words (a figure, or why) for each feature."""
    grades: Mapping[str, tuple[str, str]] = import_module(f"{form.package}.fidelity").GRADES
    return grades


def used_in(session: DawSession) -> set[str]:
    """Return the features that a session makes use of."""
    used = {"clip position", "clip start and length", "fader", "audio embedded", "tempo", "meters"}
    if len(session.tempos) > 1:
        used.add("tempo changes")
    used |= {"markers"} if session.markers else set()
    used |= {"metadata"} if session.about or session.title else set()
    for track in session.tracks:
        used |= _of_track(track)
    return used


def _of_track(track: DawTrack) -> set[str]:
    clips = track.clips
    pan = "pan mono" if track.law == "sine" else "pan stereo"
    said = {
        "clip gain": any(c.gain_db for c in clips),
        "clip polarity": track.flip_polarity or any(c.flip_polarity for c in clips),
        "fades": any(c.fade_in.length_frames or c.fade_out.length_frames for c in clips),
        "clip envelope": any(c.envelope_db for c in clips),
        "fader ride": bool(track.fader_curve_db),
        pan: bool(track.pan_percent) or (track.law == "sine" and track.kind == "track"),
        "pan ride": bool(track.pan_curve_percent),
        "mute": track.muted,
        "buses": track.kind == "bus",
        "sends": any(not s.pre_fader for s in track.sends),
        "pre-fader sends": any(s.pre_fader for s in track.sends),
        "send ride": any(s.curve_db for s in track.sends),
        "takes": len(track.lanes) > 1,
        "groups": bool(track.group),
        "notes": bool(track.notes),
        "colours": bool(track.colour),
    }
    devices = {device_feature(device.effect) for device in track.devices}
    return {feature for feature, yes in said.items() if yes} | devices


def device_feature(effect: str) -> str:
    """Return the feature that an effect of ours counts under."""
    if effect in EQUALISERS:
        return "equaliser"
    return effect if effect in ("compressor", "gate", "limiter") else "other effects"


def table() -> str:
    """Return the whole table as Markdown: a row a feature, a column a format."""
    forms = list(FORMATS.values())
    rows = [f"| | {' | '.join(form.title for form in forms)} |", "|---" * (len(forms) + 1) + "|"]
    grades = {form.name: grades_of(form) for form in forms}
    for feature, words in FEATURES.items():
        cells = (_cell(*grades[form.name][feature]) for form in forms)
        rows.append(f"| **{feature}**: {words} | {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _cell(grade: str, words: str) -> str:
    return f"{grade} ({words})" if words else grade
