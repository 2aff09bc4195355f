"""The program: as many resources as ``COUNT`` says, of the provider that does nothing."""

from __future__ import annotations

import os


def declare() -> None:
    """Register the resources; called by the program that Pulumi runs."""
    import pulumi

    for number in range(int(os.environ["COUNT"])):
        pulumi.CustomResource("nothing:index:Thing", f"thing-{number}", {"number": number, "text": "x" * 200})
