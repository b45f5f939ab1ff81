"""The page of a part's takes."""

from __future__ import annotations

from pathlib import Path

from tonmeister import __version__
from tonmeister.exchange.pages.takes import TakesPage
from tonmeister.exchange.pages.takes_html import takes_page
from tonmeister.flow.takes.advice import advice_of
from tonmeister.flow.takes.judging import Judged
from tonmeister.flow.takes.wishes import TakeWishes
from tonmeister.model import Comp, Session
from tonmeister.people.takes_told import advice_words, told_takes
from tonmeister.producer.takes.progress import progress
from tonmeister.producer.takes.score_words import told_moments
from tonmeister.studio import Project, write_text

MOST_MOMENTS = 8


def page_path(project: Project, part: str) -> Path:
    """Where the page of a part lies."""
    return project.folder / "takes" / f"{part}.html"


def write_page(
    judged: Judged, comp: Comp, session: Session, project: Project, wishes: TakeWishes
) -> Path | None:
    """Write the page of a part; None where no take could be judged."""
    if not judged.scores or not judged.aligned.phrases:
        return None
    advice = advice_of(judged)
    verdict, reasons = advice_words(advice)
    page = TakesPage(
        song=session.song,
        aligned=judged.aligned,
        scores=judged.scores,
        directions=judged.directions,
        said=told_takes(judged.directions, judged.scores, advice, wishes.tone),
        advice=advice,
        verdict=verdict,
        reasons=reasons,
        progress=progress(judged.scores),
        comp=comp,
        bars_s=judged.bars_s,
        notes=judged.problems,
        version=__version__,
        moments={score.take: told_moments(score, MOST_MOMENTS) for score in judged.scores},
    )
    path = page_path(project, comp.part)
    write_text(path, takes_page(page))
    return path
