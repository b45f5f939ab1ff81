"""Plans and charts for drummers, for these tests."""

from fractions import Fraction

from tonmeister.model import BarPlan, Chart, MeterAt, TempoAt

FOUR = MeterAt(bar=0)


def chart(quarter_bpm: float, meter: MeterAt = FOUR) -> Chart:
    tempo = TempoAt(at_quarters=Fraction(0), quarter_bpm=quarter_bpm)
    return Chart(title="Test", meters=(meter,), tempos=(tempo,))


def plan(bars: int, meter: MeterAt = FOUR, energy: float | None = None) -> list[BarPlan]:
    """Sections of eight bars, quiet and loud in turn, a fill every four, an ending."""
    return [
        BarPlan(
            bar=n, start_quarters=n * meter.bar_quarters, meter=meter,
            section=("Verse", "Chorus")[n // 8 % 2], first=n % 8 == 0, last=n % 8 == 7,
            energy_score=(0.35, 0.85)[n // 8 % 2] if energy is None else energy,
            fill=n % 4 == 3, ending=n == bars - 1, parts=frozenset({"drums"}),
        )
        for n in range(bars)
    ]  # fmt: skip
