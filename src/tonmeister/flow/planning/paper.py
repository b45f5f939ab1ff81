"""The brief as files: Markdown to edit, PDF to hand round."""

from __future__ import annotations

from pathlib import Path

from tonmeister.exchange.pages.brief_pdf import brief_pdf
from tonmeister.studio.disk import whole, write_text


def write_brief(folder: Path, stem: str, words: str) -> dict[str, Path]:
    """Write a brief as Markdown and PDF; returns the files by kind."""
    files = {"md": folder / f"{stem}.md", "pdf": folder / f"{stem}.pdf"}
    write_text(files["md"], words)
    with whole(files["pdf"]) as part:
        part.write_bytes(brief_pdf(words))
    return files
