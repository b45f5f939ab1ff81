"""Takes of a part: heard beside each other, scored, directed, comped."""
