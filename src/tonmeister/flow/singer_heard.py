"""A singer heard for a key: the range of the voice, and what each key means for it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Chart
from tonmeister.music.singers_key import (
    KeyForVoice,
    VoiceRange,
    has_hook,
    pitch_words,
    shift_words,
    voice_range,
)
from tonmeister.studio.probe import Unusable

LEAST_SUNG_S, LEAST_HELD = 3.0, 0.5


def hear_voice(path: Path, tell: Teller) -> VoiceRange:
    """Return the range of a recorded voice; raises ``Unusable``."""
    from tonmeister.listening.humming.hearable import held_share
    from tonmeister.listening.pitch import notes_of, pitch_curve
    from tonmeister.listening.pitch.single import one_voice
    from tonmeister.studio import Project, file_source
    from tonmeister.studio.pitch_model import pitch_model

    if not path.is_file():
        raise BadWish(f"{path} is not there: give a recording of the singer alone")
    with (
        tempfile.TemporaryDirectory(prefix="tonmeister-") as folder,
        tell.stage("listen", f"Listening to {path.name}"),
    ):
        source = file_source(path, project=Project(Path(folder), Path(folder)))
        sound = source.read(0, source.frames)
        curve = pitch_curve(sound, source.rate_hz, pitch_model())
    notes = notes_of(curve)
    sung_s = sum(n.end_s - n.start_s for n in notes)
    if sung_s < LEAST_SUNG_S:
        raise Unusable(
            f"{path.name}: {sung_s:.1f} s of singing are heard in it; {LEAST_SUNG_S:.0f} s or more "
            "of the voice alone would do"
        )
    if not one_voice(sound, source.rate_hz, curve).is_one:
        raise Unusable(f"{path.name} is more than one voice: give the singer alone, without a band")
    if held_share(curve) < LEAST_HELD:
        raise Unusable(f"{path.name} sounds spoken: let the singer sing high, low and at ease")
    return voice_range([n.pitch for n in notes], [n.end_s - n.start_s for n in notes])


def singer_words(chart: Chart, voice: VoiceRange, proposals: Sequence[KeyForVoice]) -> list[str]:
    """Say what the voice can do and what each key means, a sentence each."""

    def name(pitch: float) -> str:
        return pitch_words(pitch, chart)

    out = [
        f"The voice sang from {name(voice.low_semitones)} to {name(voice.high_semitones)}, at ease "
        f"from {name(voice.ease_low_semitones)} to {name(voice.ease_high_semitones)}."
    ]
    if octaves := proposals[0].octaves:
        many = "an octave" if abs(octaves) == 1 else f"{abs(octaves)} octaves"
        out.append(f"It sings {many} {'above' if octaves > 0 else 'below'} what is written.")
    what = "the top of the chorus" if has_hook(chart) else "the top of the melody"
    for number, one in enumerate(proposals, 1):
        how = shift_words(one.semitones)
        out.append(
            f"{number}. {one.key_name}, {how}: {what} is {one.top.name}, "
            f"{_under(one.under_top_semitones)}; {_outside(one.outside_count)}."
        )
    return out


def _under(semitones: int) -> str:
    if semitones == 0:
        return "your top"
    many = f"{abs(semitones)} semitone" + ("s" if abs(semitones) != 1 else "")
    return f"{many} {'under' if semitones > 0 else 'over'} your top"


def _outside(count: int) -> str:
    if count == 0:
        return "every note lies in your range"
    return f"{count} note{'s' if count != 1 else ''} outside of what you sang"
