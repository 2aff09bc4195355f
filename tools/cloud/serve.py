"""The server's process: `python -m tools.cloud.serve` prints its address and serves until stdin ends."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Iterable
from typing import Any

os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "true")
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
# accounts are all alike here; policies are what the resources are tested for, not moto's IAM
os.environ.setdefault("INITIAL_NO_AUTH_ACTION_COUNT", "1000000000")

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from tools.cloud import corrections, instance_refreshes
from tools.cloud.faults import Fault, Faults, StartResponse, Wsgi


def serialised(app: Wsgi) -> Wsgi:
    """One call at a time: moto's models are plain dictionaries and break under threads."""
    lock = threading.Lock()

    def one_at_a_time(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        with lock:
            return list(app(environ, start_response))

    return one_at_a_time


class Control:
    """Adds the routes under ``/_cloud`` by which tests empty the cloud and plan its faults."""

    def __init__(self) -> None:
        self._moto = serialised(DomainDispatcherApplication(create_backend_app))
        self._faults = Faults(self._moto)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        if not path.startswith("/_cloud/"):
            return self._faults(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = getattr(self, path.removeprefix("/_cloud/"))(environ, **json.loads(body))
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    def reset(self, environ: dict[str, Any]) -> None:
        """Empty the cloud, and forget faults and counts."""
        self._faults = Faults(self._moto)
        forwarded = {**environ, "PATH_INFO": "/moto-api/reset", "CONTENT_LENGTH": "0"}
        list(self._moto(forwarded, lambda *_: None))

    def delay(self, environ: dict[str, Any], seconds: float) -> None:
        """Let every call take so much longer."""
        self._faults.delay = seconds

    def inject(self, environ: dict[str, Any], faults: list[dict[str, Any]]) -> None:
        """Let matching calls go wrong."""
        self._faults.planned.extend(Fault(**fault) for fault in faults)

    def heal(self, environ: dict[str, Any]) -> None:
        """Let nothing go wrong any more."""
        self._faults.planned.clear()

    def calls(self, environ: dict[str, Any]) -> dict[str, int]:
        """How often each action was called."""
        return dict(self._faults.calls)

    def most_at_once(self, environ: dict[str, Any]) -> int:
        """How many calls were under way at the same time, at most."""
        return self._faults.most_at_once


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for a free one")
    port = parser.parse_args().port
    corrections.apply()
    instance_refreshes.apply()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", port, Control(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
