"""One engine to a file. A file declares how it sounds and its knobs; the shelf finds it."""
