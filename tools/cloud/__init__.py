"""A pretend cloud on this machine: moto behind HTTP, for the demo, the tests and the benchmarks."""

from tools.cloud.faults import Fault, Faults
from tools.cloud.server import Cloud, start

__all__ = ["Cloud", "Fault", "Faults", "start"]
