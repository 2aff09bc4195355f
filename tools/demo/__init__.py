"""`make demo`: one environment, end to end."""
