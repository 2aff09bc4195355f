"""Calls to AWS: clients shared by all operations, retries by error class, batched reads."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from botocore.config import Config
from botocore.loaders import Loader, create_loader
from botocore.session import Session

from pulumi_boto.model.describe import Describe
from pulumi_boto.model.failure import Failure, Kind
from pulumi_boto.model.lifecycle import Response
from pulumi_boto.server.batch import BatchedReader
from pulumi_boto.server.classify import classify
from pulumi_boto.server.configuration import AssumeRole, Configuration
from pulumi_boto.server.eventual import JustMade, Passing
from pulumi_boto.server.web_pages import refuse_web_pages

T = TypeVar("T")

POOL = 128
CONNECT_SECONDS = 10
READ_SECONDS = 60

PATIENCE = {
    Kind.THROTTLED: 300.0,
    Kind.TRANSIENT: 60.0,
    Kind.REPLY_LOST: 60.0,
    Kind.EVENTUAL: 90.0,
    Kind.DEPENDENCY: 180.0,
    Kind.UNREACHABLE: 1.5,
}
"""For how many seconds a call is tried again, by what went wrong; anything else is final at once."""


class Cancelled(Failure):
    """The engine asked to stop."""

    def __init__(self) -> None:
        super().__init__(Kind.PERMANENT, "stopped on request; nothing more was sent to AWS.", "Cancelled")


class Account:
    """One account and region: the clients that all operations of a provider instance share."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.cancelled = threading.Event()
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}
        self._session: Session | None = None
        self._identity: Response | None = None
        self.reader = BatchedReader(self._fetch)
        self.just_made = JustMade()
        self.pool = ThreadPoolExecutor(max_workers=POOL, thread_name_prefix="aws")

    @property
    def session(self) -> Session:
        """The session, made at first use."""
        if self._session is None:
            self._session = self._open_session()
        return self._session

    def _open_session(self) -> Session:
        configuration = self.configuration
        session = open_session(configuration)
        role = configuration.assume_role
        return _assumed(session, role, configuration.endpoint) if role else session

    def client(self, service: str) -> Any:
        """The shared client of a service. Clients are thread-safe; making one is not."""
        client = self._clients.get(service)
        if client is None:
            with self._lock:
                client = self._clients.get(service)
                if client is None:
                    client = self._clients[service] = self.session.create_client(
                        service,
                        endpoint_url=self.configuration.endpoint,
                        config=Config(
                            max_pool_connections=POOL,
                            connect_timeout=CONNECT_SECONDS,
                            read_timeout=READ_SECONDS,
                            retries={"total_max_attempts": 1},  # ours go by error class and know no quota
                            user_agent_extra="stackwright-boto",
                        ),
                    )
                    refuse_web_pages(client)
        return client

    @property
    def identity(self) -> Response:
        """Who the credentials belong to; asked once."""
        if self._identity is None:
            self._identity = Operation(self).call("sts", "get_caller_identity")
        return self._identity

    def _fetch(self, describe: Describe, ids: Sequence[str]) -> dict[str, Response]:
        parameters: dict[str, Any] = (
            {"Filters": [{"Name": describe.filter, "Values": list(ids)}]}
            if describe.filter
            else {describe.parameter: list(ids)}
        )
        parameters |= dict(describe.extra)
        items = Operation(self).pages(describe.service, describe.operation, describe.items, **parameters)
        return {item[describe.id]: item for item in items if describe.id in item}


def open_session(configuration: Configuration) -> Session:
    """A session with the configured profile and region.

    It is botocore's: boto3 adds resources and S3 transfers, which nothing here uses and every start would
    wait for; the clients are the same.
    """
    return _session(configuration.profile, configuration.region)


def _session(profile: str | None, region: str | None) -> Session:
    session = Session(profile=profile)
    session.register_component("data_loader", _loader(session.get_config_variable("data_path")))
    if region:
        session.set_config_variable("region", region)
    return session


@cache
def _loader(data_path: str | None) -> Loader:
    """Reads AWS's models, each once for all sessions: those of EC2 and of the endpoints take 0.1 s."""
    return create_loader(data_path)


def _assumed(session: Session, role: AssumeRole, endpoint: str | None) -> Session:
    """The session with a role's credentials, renewed as long as it lives."""
    from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials

    extra = {"RoleSessionName": role.session_name, "DurationSeconds": role.duration}
    if role.external_id:
        extra["ExternalId"] = role.external_id

    def create_client(name: str, **arguments: Any) -> Any:
        return session.create_client(name, endpoint_url=endpoint, **arguments)

    fetcher = AssumeRoleCredentialFetcher(
        client_creator=create_client,
        source_credentials=session.get_credentials(),
        role_arn=role.role_arn,
        extra_args=extra,
    )
    assumed = _session(session.profile, session.get_config_variable("region"))
    assumed._credentials = DeferredRefreshableCredentials(  # where botocore's own assume-role puts them
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
    return assumed


class Operation:
    """One operation on one resource: what a lifecycle sees of AWS (:class:`pulumi_boto.model.Aws`).

    Args:
        account: the shared clients.
        eventual: error codes that pass by themselves while AWS catches up.
        retries_dependency: whether a dependency violation is waited out (deletes) or final.
        creates: a lost reply is not repeated but reported, for the caller to look for what was made.
    """

    def __init__(
        self,
        account: Account,
        *,
        eventual: Sequence[str] = (),
        retries_dependency: bool = False,
        creates: bool = False,
    ) -> None:
        self.account = account
        self.token = uuid.uuid4().hex
        self.repeats = False
        self._passing = {Passing(code) for code in eventual}
        self._retries_dependency = retries_dependency
        self.creates = creates

    @property
    def account_id(self) -> str:
        """The account that calls reach."""
        return str(self.account.identity["Account"])

    @property
    def region(self) -> str:
        """The region that calls reach."""
        return str(self.account.client("sts").meta.region_name)

    @property
    def partition(self) -> str:
        """The partition that calls reach: aws, aws-cn, aws-us-gov."""
        return str(self.account.client("sts").meta.partition)

    def call(self, service: str, operation: str, **parameters: Any) -> Response:
        """Call an operation, again if the error's class says so.

        Raises:
            Failure: what is wrong, in one sentence.
        """
        return self._attempt(service, operation, parameters, lambda client: getattr(client, operation)(**parameters))

    def pages(self, service: str, operation: str, items: str, **parameters: Any) -> list[Any]:
        """Every item of a plural operation; ``items`` may be dotted for nested lists."""

        def every_page(client: Any) -> list[Response]:
            if not client.can_paginate(operation):
                return [getattr(client, operation)(**parameters)]
            return list(client.get_paginator(operation).paginate(**parameters))

        found: list[Any] = self._attempt(service, operation, parameters, every_page)
        for key in items.split("."):
            found = [entry for holder in found for entry in holder.get(key) or ()]
        return found

    def _attempt(self, service: str, operation: str, parameters: Response, send: Callable[[Any], T]) -> T:
        started = time.monotonic()
        pauses = 0
        while True:
            if self.account.cancelled.is_set():
                raise Cancelled
            try:
                return send(self.account.client(service))
            except Exception as error:  # noqa: BLE001 - classify raises again what is not of botocore
                failure = self._sorted(classify(error, service, operation), parameters)
            if time.monotonic() - started >= self._patience(failure):
                raise failure
            self.pause(pauses)
            pauses += 1

    def _sorted(self, failure: Failure, parameters: Response) -> Failure:
        if any(passing.covers(failure, parameters, self.account.just_made) for passing in self._passing):
            failure.kind = Kind.EVENTUAL
        return failure

    def _patience(self, failure: Failure) -> float:
        kind = failure.kind
        if kind is Kind.DEPENDENCY and not self._retries_dependency:
            return 0
        if self.creates and kind in (Kind.REPLY_LOST, Kind.TRANSIENT):
            return 0  # it may have taken effect; the caller looks before it tries again
        return PATIENCE.get(kind, 0)

    def pause(self, count: int) -> None:
        """Sleep with jitter, longer each time; a cancel ends it."""
        ceiling = min(10.0, 0.1 * 2**count)
        if self.account.cancelled.wait(ceiling * random.uniform(0.5, 1.0)):
            raise Cancelled

    def together(self, *calls: Callable[[], T]) -> list[T]:
        """The results of calls that do not depend on each other, made at the same time.

        Raises:
            Failure: the first that failed.
        """
        return [future.result() for future in [self.account.pool.submit(call) for call in calls]]

    def find(self, describe: Describe, id: str) -> Response | None:
        """One item by its id, read together with others that are wanted now."""
        try:
            return self.account.reader.find(describe, id)
        except Failure as failure:
            if failure.kind is Kind.GONE:
                return None
            raise

    def tolerate(self, *codes: str, saying: str = "", naming: str = "") -> None:
        """Count error codes among those that pass by themselves, from here on."""
        self._passing |= {Passing(code, saying, naming) for code in codes}

    def is_new(self, name: str) -> bool:
        """Whether an id, a name or an ARN is of something that the provider made a moment ago."""
        return self.account.just_made.is_named_in(name)

    def wait(self, what: str, ready: Callable[[], bool], *, timeout: float = 600) -> None:
        """Ask again, with growing pauses, until ``ready``.

        Raises:
            Failure: ``what`` did not come about in time.
        """
        deadline = time.monotonic() + timeout
        for count in range(10_000):
            if ready():
                return
            if time.monotonic() >= deadline:
                raise Failure(Kind.PERMANENT, f"{what} did not come about within {timeout:.0f} s.", "Timeout")
            self.pause(count)
