"""What was heard of a room, as lines for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from tonmeister.flow.room import HeardRoom
from tonmeister.flow.room_advice import mode_words
from tonmeister.flow.room_page import about, line_words, modes_words, noise_words


def lines(heard: HeardRoom) -> Iterator[str]:
    """Give the lines: the room in short, its octaves, echoes, booms, noise, what to do."""
    room = heard.room
    yield from textwrap.wrap(about(heard), 98)
    yield from (*heard.notes, "")
    yield "octave    EDT     T20     T30     range  C50      C80      D50   line"
    clear = {one.octave_hz: one for one in room.clarity}
    for one in room.decays:
        c = clear[one.octave_hz]
        yield (
            f"{one.octave_hz:>5} Hz  {_s(one.edt_s)}  {_s(one.t20_s)}  {_s(one.t30_s)}  "
            f"{one.range_db:3.0f} dB {c.c50_db:6.1f} dB {c.c80_db:6.1f} dB {c.d50_percent:4.0f} %  "
            f"{line_words(one)}"
        )
    for one in room.decays:
        if one.why:
            yield f"{one.octave_hz} Hz: {one.why}."
    yield ""
    yield "First echoes:" if room.reflections else "No echo stands out."
    for r in room.reflections:
        yield (
            f"  {r.delay_ms:5.1f} ms later, {r.level_db:5.1f} dB, by a way {r.path_m:.2f} m longer "
            f"(first dip at {r.notch_hz:.0f} Hz)"
        )
    yield ""
    yield from textwrap.wrap(modes_words(heard), 98, break_on_hyphens=False)
    for boom in room.booms:
        what = f"  {mode_words(boom.mode)}" if boom.mode else ""
        yield f"  {boom.tone_hz:5.1f} Hz, {boom.over_db:4.1f} dB over its octave{what}"
    yield ""
    yield from textwrap.wrap(f"Noise: {noise_words(heard)}", 98, break_on_hyphens=False)
    yield ""
    yield "What to do:"
    for advice in heard.advice:
        yield textwrap.fill(advice.sentence, 98, initial_indent="  ", subsequent_indent="  ")


def _s(value: float | None) -> str:
    return "   –  " if value is None else f"{value:4.2f} s"
