"""Mending a recording: hum, clicks, clipped peaks, noise. Pure: sound in, sound out."""
