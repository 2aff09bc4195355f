"""Benchmarks: each module measures one figure side by side with its peer, in one run."""
