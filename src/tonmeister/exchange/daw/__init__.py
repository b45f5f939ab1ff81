"""What all formats of audio workstations share: laws, curves, the time line, safe opening."""
