"""A real Postgres on this machine, for the tests and the benchmarks; nothing has to be installed or configured."""

from tools.postgres.server import Postgres, launch, start

__all__ = ["Postgres", "launch", "start"]
