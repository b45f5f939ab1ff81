"""How long the pause before a song should be, from the end before it and its own beginning."""

from __future__ import annotations

from tonmeister.producer.album.choice import Choice, choose
from tonmeister.producer.album.nouns import SongHeard

_USUAL_S = 2.0  # what a CD had between songs by default (Red Book); everything else is practice
_LONGEST_S = 4.0
_CALM_DECAY_S, _SUDDEN_DECAY_S = 4.0, 0.5
_SOFT_LU = -10.0
_TO_BEAT_S = 0.35


def gap_before(before: SongHeard, song: SongHeard) -> tuple[float, Choice]:
    """Return the silence to put between two songs, and why.

    What is quiet at the end of one file and at the beginning of the next is heard as pause too,
    and is counted. Where the tempo before is clear, the pause comes to whole beats of it.
    """
    wanted_s = _USUAL_S
    why = "an ending and a beginning of the usual kind"
    if before.decay_s >= _CALM_DECAY_S:
        wanted_s, why = 1.2, "the end before it fades long, which is a pause already"
    elif before.decay_s <= _SUDDEN_DECAY_S and song.begin_lu > _SOFT_LU:
        wanted_s, why = 1.5, "a sudden end, and a beginning at full level that answers it"
    elif before.decay_s <= _SUDDEN_DECAY_S:
        wanted_s, why = 2.5, "a sudden end, and a soft beginning that needs quiet before it"
    elif song.begin_lu <= _SOFT_LU:
        wanted_s, why = 1.5, "a soft beginning grows out of the quiet by itself"
    if before.tempo_bpm:
        beat_s = 60.0 / before.tempo_bpm
        on_beat_s = max(1, round(wanted_s / beat_s)) * beat_s
        if abs(on_beat_s - wanted_s) <= _TO_BEAT_S:
            wanted_s = on_beat_s
            why += f", in whole beats of the song before ({before.tempo_bpm:.0f} BPM)"
    there_s = before.tail_quiet_s + song.head_quiet_s
    gap_s = round(min(_LONGEST_S, max(0.0, wanted_s - there_s)), 2)
    return gap_s, choose(
        "album/gap", song.title, gap_s=gap_s, heard_s=round(gap_s + there_s, 2), why=why
    )
