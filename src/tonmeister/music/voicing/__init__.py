"""Chords under real hands: voicings, guitar grips, a quartet's four parts, walking bass lines."""
