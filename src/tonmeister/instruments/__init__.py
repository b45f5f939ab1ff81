"""The instruments of our band: presets that play notes. They know no files and no styles."""
