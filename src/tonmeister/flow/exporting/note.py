"""What lies beside an export: a page that says what is in it and how truly it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tonmeister.exchange.daw.fidelity import FEATURES, grades_of, used_in
from tonmeister.exchange.daw.formats import Format
from tonmeister.model import DawSession, DawTrack

LOST = ("lost", "approximate", "printed", "exact")
SAID = {
    "lost": "Not in it",
    "approximate": "Nearly as in the mix",
    "printed": "Played into the sound",
    "exact": "As in the mix",
}


def export_note(
    form: Format, session: DawSession, said: Sequence[str], proof: Sequence[str]
) -> str:
    """Return the page: what was proved, what to know, each channel, what arrives how."""
    lines = [f"{session.title}: {form.title}", f"Opens in {form.opens_in}.", ""]
    lines += [*(proof or ["Nothing was proved about this export."]), ""]
    lines += [*session.notes, *said, ""]
    lines += ["Channels", *(_channel(track) for track in session.tracks), ""]
    lines += [*_arrives(form, session)]
    return "\n".join(lines).rstrip() + "\n"


def _channel(track: DawTrack) -> str:
    level = f"{track.fader_db:+.2f} dB" if not track.fader_curve_db else "a ride"
    pan = f", pan {track.pan_percent:+.0f} %" if track.pan_percent else ""
    sends = "".join(
        f", {send.to} {send.level_db:+.1f} dB{' (pre)' if send.pre_fader else ''}"
        for send in track.sends
    )
    off = ", muted" if track.muted else ""
    note = f" {track.note}" if track.note else ""
    return f"  {track.name}: {level}{pan}{sends}{off}.{note}"


def _arrives(form: Format, session: DawSession) -> Iterator[str]:
    """Say of everything this session makes use of how truly it arrives."""
    grades, used = grades_of(form), used_in(session)
    for grade in LOST:
        rows = [f for f in FEATURES if f in used and grades[f][0] == grade]
        if rows:
            yield SAID[grade]
            for feature in rows:
                words = grades[feature][1]
                yield f"  {feature}{': ' if words else ''}{words}"
