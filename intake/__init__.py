"""Notes of community listening sessions, from the table to the What We Heard report."""

__version__ = "0.1.0"
