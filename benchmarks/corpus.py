"""What the corpus score says of records and of other people's automatic mixes, as a yardstick.

The score is explained in ``tonmeister.listening.corpus``: by construction records average about
0.5, and it is no judgement. Mixes are scored among loud records, what they would be mastered to.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.measure import table
from tonmeister.listening import corpus_score, features_of
from tonmeister.studio import file_source

MIXES = {
    "baseline_human_mixture.mp3": "mixed by people",
    "model_ours_2_TM_mixture.mp3": "by FxNorm-automix (Sony), model ours_2_TM",
    "baseline_baseline_mixture.mp3": "by FxNorm-automix, its baseline",
}
RECORDS = (
    "mdbdrums/Rock/MusicDelta_Rock_MIX.wav",
    "debian_music/wesnoth-1.16-music/love_theme.ogg",
    "debian_music/hyperrogue-music/hr-savino-caribbean.ogg",
)


def main(material: Path) -> str:
    """Measure; return a table."""
    rows = []
    for folder in sorted((material / "fxnorm_mixes").iterdir()):
        rows += [_row(folder / file, f"{folder.name}: {who}") for file, who in MIXES.items()]
    rows += [_row(material / path, f"{Path(path).stem}: a record") for path in RECORDS]
    return table(
        "Corpus score of records and of another automatic mixer (for comparison; no bar)",
        ["what", "group", "score", "tone", "width", "dB off the medians"],
        [row for row in rows if row],
    )


def _row(path: Path, what: str) -> list[object]:
    if not path.is_file():
        return []
    heard = features_of(file_source(path), light=True)
    unmastered = path.name in MIXES
    score = corpus_score(heard, "loud" if unmastered else None)
    return [what, score.group, score.score, score.tone_score, score.width_score,
            score.tone_distance_db]  # fmt: skip


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
