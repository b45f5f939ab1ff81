"""From a chart to a band: arranged, played, written down as stems, MIDI and paper."""
