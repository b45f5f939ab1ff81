"""Charting a recording: from its tracks or its mix to a song on paper."""
