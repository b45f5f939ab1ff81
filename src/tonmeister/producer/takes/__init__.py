"""From takes to a performance: what each is worth, what to ask for next, which to choose."""
