"""A program of every type's case, for the real engine."""
