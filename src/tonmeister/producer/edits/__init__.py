"""From what is heard in a recording to the edits that mend it, one stage a module."""
