"""Words of any language read by espeak-ng, if it is there: a program of its own, only asked."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence

from tonmeister.flow.wishes import BadWish
from tonmeister.music.words import Reader, letters_sounds

_PROGRAM = "espeak-ng"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_MOST_S = 20.0
_SOUNDS = {
    "eɪ": "EY", "ei": "EY", "aɪ": "AY", "ai": "AY", "ɔɪ": "OY", "ɔy": "OY", "ɔø": "OY", "oɪ": "OY",
    "oʊ": "OW", "əʊ": "OW", "ou": "OW", "aʊ": "AW", "au": "AW", "i": "IY", "y": "IY", "ɪ": "IH",
    "ʏ": "IH", "ᵻ": "IH", "ɨ": "IH", "e": "EH", "ɛ": "EH", "ø": "ER", "œ": "ER", "ɜ": "ER",
    "ɚ": "ER", "ɝ": "ER", "æ": "AE", "a": "AA", "ɑ": "AA", "ɒ": "AO", "ɔ": "AO", "o": "AO",
    "ə": "AH", "ɐ": "AH", "ʌ": "AH", "ʊ": "UH", "u": "UW", "ɯ": "UW", "p": "P", "b": "B", "t": "T",
    "d": "D", "ɖ": "D", "ʈ": "T", "k": "K", "c": "K", "q": "K", "g": "G", "ɡ": "G", "ɣ": "G",
    "m": "M", "n": "N", "ɲ": "N Y", "ŋ": "NG", "f": "F", "v": "V", "β": "V", "ʋ": "V", "θ": "TH",
    "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʂ": "SH", "ɕ": "SH", "ʒ": "ZH", "ʐ": "ZH", "ʑ": "ZH",
    "h": "HH", "ɦ": "HH", "x": "HH", "ç": "HH", "χ": "HH", "l": "L", "ɫ": "L", "ɬ": "L", "ʎ": "L Y",
    "r": "R", "ɹ": "R", "ɾ": "R", "ʁ": "R", "ʀ": "R", "ɽ": "R", "j": "Y", "w": "W", "ɥ": "W",
}  # fmt: skip


def espeak_reader(words: Sequence[str], language: str) -> Reader:
    """Return a reader of these words in a language. Raises ``BadWish``.

    What espeak-ng says nothing about is read letter by letter.
    """
    if not _LANGUAGE.fullmatch(language):
        raise BadWish(f"--language is {language!r}, but is a code such as en-us, de, fr or es")
    if shutil.which(_PROGRAM) is None:
        raise BadWish(
            "--language needs the program espeak-ng, which is not installed; without it English "
            "is read by our own rules, other languages letter by letter"
        )
    said = {word: _sounds(ipa) for word, ipa in zip(words, _ipa(words, language), strict=True)}

    def read(word: str) -> tuple[str, ...]:
        return said.get(word) or letters_sounds(word)

    return read


def _ipa(words: Sequence[str], language: str) -> list[str]:
    """Return how each word is written in the phonetic alphabet."""
    lines = _asked("\n\n".join(words), language).splitlines()
    found = [line for line in lines if line.strip()]
    if len(found) == len(words):
        return found
    return [_asked(word, language) for word in words]


def _asked(text: str, language: str) -> str:
    try:
        ran = subprocess.run(
            [_PROGRAM, "-q", "--ipa", "-b", "1", "-v", language], input=text, text=True,
            encoding="utf-8", errors="replace", capture_output=True, timeout=_MOST_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadWish(f"--language: espeak-ng does not answer ({error})") from error
    if ran.returncode != 0:
        why = (ran.stderr.strip().splitlines() or ["no reason given"])[0]
        raise BadWish(f"--language {language}: espeak-ng does not know it ({why})")
    return ran.stdout


def _sounds(ipa: str) -> tuple[str, ...]:
    out: list[str] = []
    rest = re.sub(r"\([a-z-]+\)", "", ipa)  # espeak's marks where it changes the language
    while rest:
        length = 2 if rest[:2] in _SOUNDS else 1
        out += _SOUNDS.get(rest[:length], "").split()
        rest = rest[length:]
    return tuple(out)
