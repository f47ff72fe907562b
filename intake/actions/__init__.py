"""Writes: one verb a function. They get a session and an actor, never commit, and know no request."""
