"""From a hum to a chart: heard, put into bars, harmonised, written down, sketched in sound."""
