"""Our own routes against their description: whatever is sent, the answer is what ``/openapi.json`` says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from stackwright.web.api.operation import PREFIX, Operation
from stackwright.web.api.routes import OPERATIONS
from stackwright.web.application import application
from stackwright.web.service import open_service
from stackwright.web.settings import ServerSettings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
    ignored_auth,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[BaseSchema]:
    """A server's description of itself, for its admin."""
    file = shutil.copy(migrated_file, tmp_path_factory.mktemp("schema") / "state.db")
    service = open_service(ServerSettings(database=f"sqlite:///{file}"))
    token = service.access.bootstrap()
    schema = schemathesis.openapi.from_asgi("/openapi.json", application(service))
    schema.config.headers = {"Authorization": f"Bearer {token}"}
    yield schema
    service.database.close()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.path}")
def test_an_answer_is_as_described(described: BaseSchema, operation: Operation) -> None:
    @given(case=cases(described[PREFIX + operation.path][operation.method]))
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def answers(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    answers()


def cases(operation: APIOperation[Any, Any, Any, Any]) -> SearchStrategy[schemathesis.Case[Any]]:
    """Requests as described; and such as are not, where anything but the path can be wrong."""
    right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not operation.body and not operation.query:
        return right
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
