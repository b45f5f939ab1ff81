"""How much is going on in each section, and what that means for who plays."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.model import ChartSection
from tonmeister.producer.arranging.sections import role_of

ROLE_ENERGY: dict[str, float] = {
    "intro": 0.40, "verse": 0.50, "pre-chorus": 0.64, "chorus": 0.82, "bridge": 0.58,
    "solo": 0.76, "breakdown": 0.28, "outro": 0.48, "other": 0.60,
}  # fmt: skip
"""House practice: a verse leaves room, a chorus is the point, a bridge steps back before it."""
MIDDLE = 0.6
AGAIN, MOST_AGAIN = 0.05, 0.10
LAST_CHORUS = 0.96


def energies(sections: Sequence[ChartSection], contrast_ratio: float) -> list[float]:
    """Return the energy of each section, 0 to 1.

    What comes again comes a little stronger; the last chorus is the highest point. Sections with
    no role grow slowly through the song. ``contrast_ratio`` draws them together or apart.
    """
    roles = [role_of(s.name) for s in sections]
    last_chorus = max((n for n, r in enumerate(roles) if r == "chorus"), default=None)
    times: dict[str, int] = {}
    out: list[float] = []
    for n, (section, role) in enumerate(zip(sections, roles, strict=True)):
        name = section.name.casefold() if role == "other" else role
        seen = times.get(name, 0)
        times[name] = seen + 1
        energy = ROLE_ENERGY[role] + min(AGAIN * seen, MOST_AGAIN)
        if role == "other" or set(roles) <= {"verse", "intro", "outro"}:
            energy += 0.25 * n / max(1, len(sections) - 1)
        if n == last_chorus and roles.count("chorus") > 1:
            energy = LAST_CHORUS
        out.append(min(1.0, max(0.05, MIDDLE + contrast_ratio * (energy - MIDDLE))))
    return out
