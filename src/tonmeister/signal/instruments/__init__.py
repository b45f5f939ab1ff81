"""Instruments of our own: drums, strings, keys and a singer, made of arithmetic and no samples.

Each is a pure function from notes, plain tuples ``(start_s, length_s, MIDI pitch, velocity 0..1)``,
and a seed, to ``Audio``. The same notes and the same seed give the same sound.
"""
