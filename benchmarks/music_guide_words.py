"""Our vowels of English words beside those of espeak-ng, a program of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tonmeister.music.words import VOWELS, sounds_of
from tonmeister.music.words.spoken import english

IPA = (
    ("aɪɚ", "AY ER"), ("aɪə", "AY AH"), ("aʊɚ", "AW ER"), ("eɪ", "EY"), ("aɪ", "AY"), ("ɔɪ", "OY"),
    ("oʊ", "OW"), ("aʊ", "AW"), ("iə", "IY AH"), ("iː", "IY"),
    ("ɑː", "AA"), ("ɔː", "AO"), ("oː", "AO"), ("uː", "UW"),
    ("ɜː", "ER"), ("ɚ", "ER"), ("ᵻ", "ah"), ("ə", "ah"), ("ɐ", "ah"), ("i", "IY"), ("ɪ", "IH"),
    ("ɛ", "EH"), ("æ", "AE"), ("ɔ", "AO"), ("ʌ", "AH"), ("ʊ", "UH"), ("u", "UW"), ("e", "EY"),
    ("a", "AE"), ("o", "OW"), ("n̩", "ah"), ("l̩", "ah"),
)  # fmt: skip
REDUCED = ("AH", "IH", "UH")
"""What an unstressed vowel of theirs may be sung as."""


def their_vowels(words: Sequence[str]) -> list[list[str]] | None:
    """Return espeak-ng's vowels of each word; ``ah`` is an unstressed one."""
    if shutil.which("espeak-ng") is None:
        return None
    said = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us"], input="\n\n".join(words),
                          text=True, capture_output=True, check=True).stdout  # fmt: skip
    lines = [line for line in said.splitlines() if line.strip()]
    out = []
    for line in lines:
        rest, found = line.replace("ˈ", "").replace("ˌ", "").strip(), []
        while rest:
            for ipa, ours in IPA:
                if rest.startswith(ipa):
                    found += ours.split()
                    rest = rest[len(ipa) :]
                    break
            else:
                rest = rest[1:]
        out.append(found)
    return out if len(out) == len(words) else None


def alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many vowels are the same, in order (as the longest common row)."""
    table = np.zeros((len(ours) + 1, len(theirs) + 1), int)
    for i, one in enumerate(ours):
        for j, other in enumerate(theirs):
            same = one == other or (other == "ah" and one in REDUCED)
            table[i + 1, j + 1] = max(table[i, j + 1], table[i + 1, j], table[i, j] + same)
    return int(table[-1, -1])


def song_words(folder: Path, material: Path) -> tuple[list[str], list[str]]:
    """The 300 commonest words of English prose and lyrics here, and 300 of those that follow and
    are in no list of ours (every third one, so that rarer ones come in).
    """
    texts = [p.read_text("utf-8") for p in sorted(folder.glob("*.md"))]
    texts += [
        p.read_text("utf-8", "replace") for p in sorted(material.glob("ultrastar/*/song.txt"))
    ]
    found = Counter(w for t in texts for w in re.findall(r"\b[a-z]{2,}\b", t))
    common = [w for w, n in found.most_common() if n > 1 and set(w) & set("aeiouy")]
    listed = english().words
    return common[:300], [w for w in common[300:] if w not in listed and len(w) > 3][::3][:300]


def rows(material: Path) -> list[dict[str, object]]:
    """Return the share of syllables whose vowel is espeak's."""
    out: list[dict[str, object]] = []
    docs = Path(__file__).resolve().parents[1] / "docs"
    for name, words in zip(("300 common", "300 unlisted"), song_words(docs, material), strict=True):
        theirs = their_vowels(words)
        if theirs is None:
            return [{"espeak-ng": "not here"}]
        ours = [[s for s in sounds_of(w) if s in VOWELS] for w in words]
        both = list(zip(ours, theirs, strict=True))
        good = sum(alike(o, t) for o, t in both)
        syllables = sum(max(len(o), len(t)) for o, t in both)
        wrong = [
            f"{w}: {' '.join(o)} / {' '.join(t)}"
            for w, (o, t) in zip(words, both, strict=True)
            if alike(o, t) < max(len(o), len(t))
        ]
        share = round(100.0 * good / syllables, 1)
        row: dict[str, object] = {"words": name, "count": len(words), "syllables": syllables}
        out.append(row | {"same vowel %": share, "wrong": wrong})
    return out


if __name__ == "__main__":
    import sys

    for each in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else Path()):
        print(each)
