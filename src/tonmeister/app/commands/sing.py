"""``tonmeister sing``: hear how a song goes, sung with its words."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonmeister.flow.tell import Event, Teller

HELP = "sing a chart's melody with its words, for a singer to hear how it goes"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("chart", type=Path, metavar="CHART", help="a chart, MusicXML, MIDI, ChordPro")
    sub.add_argument("--words", type=Path, metavar="WORDS.txt", help="the words, a line a phrase")
    sub.add_argument(
        "--voice", metavar="VOICE", help="soprano, alto, tenor, baritone, bass (what fits the tune)"
    )
    sub.add_argument(
        "--language", metavar="CODE",
        help="have espeak-ng, if it is installed, read the words: en-us, de, fr, es ... "
        "(our own rules for English)",
    )  # fmt: skip
    sub.add_argument(
        "--transpose", type=int, default=0, metavar="N", help="so many semitones higher (0)"
    )
    sub.add_argument(
        "--on", default="la", metavar="SYLLABLE",
        help="what is sung where there are no words: la, doo, na, ooh, ah, hum (la)",
    )  # fmt: skip
    sub.add_argument(
        "--count-in", type=int, default=1, metavar="BARS", help="bars counted in by a click (1)"
    )
    sub.add_argument("--out", type=Path, metavar="X.wav", help='the voice ("CHART guide.wav")')
    sub.add_argument("--rate", type=int, default=48000, metavar="HZ", help="sampling rate (48000)")
    sub.add_argument("--seed", type=int, default=1, metavar="N", help="another time she sings it")
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """Sing, and say what was sung."""
    from tonmeister.flow.singing_file import SingAsked, sing_chart
    from tonmeister.flow.wishes import BadWish

    if asked.seed < 0:
        raise BadWish(f"--seed is {asked.seed}, but counts from 0")
    wish = SingAsked(
        words=asked.words, voice=asked.voice, language=asked.language,
        transpose_semitones=asked.transpose, filler=asked.on,
        count_in_bars=asked.count_in, out=asked.out, rate_hz=asked.rate, seed=asked.seed,
    )  # fmt: skip
    sung = sing_chart(asked.chart, tell, wish)
    if asked.json:
        return {
            "event": "done", "voice_file": str(sung.path), "text": str(sung.text),
            "voice": sung.voice, "notes": sung.notes, "first_downbeat_s": round(sung.first_s, 3),
            "length_s": round(sung.length_s, 2), "said": list(sung.said),
        }  # fmt: skip
    for line in sung.said:
        print(line)
    print(
        f"{sung.notes} notes by the {sung.voice}; the first downbeat lies at {sung.first_s:.2f} s"
    )
    print(f"Sung: {sung.path}")
    return None
