"""moto as a process of its own, on a free port."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tools.cloud.faults import Fault

READY_SECONDS = 60
REGION = "eu-central-1"


@dataclass(frozen=True)
class Cloud:
    """A running server.

    Args:
        endpoint: its address, for ``boto:endpoint`` or AWS_ENDPOINT_URL.
    """

    endpoint: str

    @property
    def environment(self) -> Mapping[str, str]:
        """Variables with which any AWS client reaches this server and nothing else."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def client(self, service: str) -> Any:
        """A plain boto3 client of a service."""
        import boto3

        return boto3.Session(
            aws_access_key_id="testing",
            aws_secret_access_key="testing",  # noqa: S106 - moto takes any
            region_name=REGION,
        ).client(service, endpoint_url=self.endpoint)

    def reset(self) -> None:
        """Empty the cloud, and forget faults and counts."""
        self._control("reset", {})

    def delay(self, seconds: float) -> None:
        """Let every call take so much longer."""
        self._control("delay", {"seconds": seconds})

    def inject(self, *faults: Fault) -> None:
        """Let matching calls go wrong."""
        self._control("inject", {"faults": [asdict(fault) for fault in faults]})

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self._control("heal", {})

    def calls(self) -> dict[str, int]:
        """How often each action was called since the last reset."""
        answer: dict[str, int] = self._control("calls", {})
        return answer

    def most_at_once(self) -> int:
        """How many calls were under way at the same time, at most, since the last reset."""
        answer: int = self._control("most_at_once", {})
        return answer

    def _control(self, verb: str, arguments: Mapping[str, Any]) -> Any:
        request = urllib.request.Request(  # noqa: S310 - our own address
            f"{self.endpoint}/_cloud/{verb}", data=json.dumps(arguments).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return json.load(response)


@contextlib.contextmanager
def start(*, managed_policies: bool = True) -> Iterator[Cloud]:
    """Start a server, and end it however the block ends.

    Args:
        managed_policies: whether AWS's own IAM policies exist; each reset then takes half a second longer.

    Raises:
        RuntimeError: it did not come up; the message holds what it printed.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tools.cloud.serve"],
        env={**os.environ, "MOTO_IAM_LOAD_MANAGED_POLICIES": str(managed_policies).lower()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,  # its end tells the server that we are gone
        text=True,
    )
    try:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], READY_SECONDS)
        line = process.stdout.readline() if ready else ""
        if not line.startswith("http"):
            process.kill()
            raise RuntimeError(f"the moto server did not start: {process.communicate()[1]}")
        yield Cloud(line.strip())
    finally:
        process.kill()
        process.communicate()
