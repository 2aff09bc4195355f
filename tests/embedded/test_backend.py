"""Which backend is chosen, by Pulumi's own means and in Pulumi's own order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackwright.embedded.backend import PULUMI_CLOUD, UNKNOWN, chosen_backend

NOWHERE = {"PULUMI_HOME": "/nowhere"}


def _project(folder: Path, text: str) -> Path:
    (folder / "Pulumi.yaml").write_text(f"name: shop\nruntime: python\n{text}")
    return folder


def _login(folder: Path, credentials: object) -> Mapping[str, str]:
    (folder / "credentials.json").write_text(json.dumps(credentials))
    return {"PULUMI_HOME": str(folder)}


def test_none_is_chosen_where_nobody_has_chosen(tmp_path: Path) -> None:
    assert chosen_backend(_project(tmp_path, ""), NOWHERE) is None
    assert chosen_backend(tmp_path, NOWHERE | {"PULUMI_BACKEND_URL": ""}) is None


def test_a_variable_comes_first_then_the_project_then_the_login(tmp_path: Path) -> None:
    login = _login(tmp_path, {"current": "s3://login", "accessTokens": {"s3://login": ""}})
    project = _project(tmp_path, "backend: {url: s3://project}")
    assert chosen_backend(project, {**login, "PULUMI_BACKEND_URL": "s3://variable"}) == "s3://variable"
    assert chosen_backend(project, login) == "s3://project"
    assert chosen_backend(Path("/"), login) == "s3://login"


def test_the_project_is_the_one_that_the_folder_is_in(tmp_path: Path) -> None:
    _project(tmp_path, "backend: {url: s3://outer}")
    inner = tmp_path / "inner"
    (inner / "program").mkdir(parents=True)
    assert chosen_backend(inner / "program", NOWHERE) == "s3://outer"
    _project(inner, "")
    assert chosen_backend(inner / "program", NOWHERE) is None


@pytest.mark.parametrize("text", ["backend: {", "backend: []", "backend: {url: 5}", "backend: {url: ''}", "backend:"])
def test_a_project_file_without_a_url_chooses_nothing(tmp_path: Path, text: str) -> None:
    assert chosen_backend(_project(tmp_path, text), NOWHERE) is None


def test_credentials_can_be_in_a_folder_of_their_own(tmp_path: Path) -> None:
    login = _login(tmp_path, {"current": "s3://login"})
    assert chosen_backend(Path("/"), {**NOWHERE, "PULUMI_CREDENTIALS_PATH": login["PULUMI_HOME"]}) == "s3://login"


def test_who_has_logged_out_has_chosen_nothing(tmp_path: Path) -> None:
    assert chosen_backend(Path("/"), _login(tmp_path, {"accessTokens": {"s3://other": ""}})) is None
    (tmp_path / "credentials.json").write_text("")
    assert chosen_backend(Path("/"), {"PULUMI_HOME": str(tmp_path)}) is None


@pytest.mark.parametrize("credentials", [{"$pulumiSecureStore": 1, "data": "..."}, ["damaged"]])
def test_a_login_that_only_the_engine_can_read_is_one(tmp_path: Path, credentials: object) -> None:
    assert chosen_backend(Path("/"), _login(tmp_path, credentials)) == UNKNOWN


def test_a_token_alone_means_pulumi_cloud_unless_it_is_ours() -> None:
    assert chosen_backend(Path("/"), NOWHERE | {"PULUMI_ACCESS_TOKEN": "pul-0123"}) == PULUMI_CLOUD
    elsewhere = {"PULUMI_ACCESS_TOKEN": "pul-0123", "PULUMI_API": "https://pulumi.example"}
    assert chosen_backend(Path("/"), NOWHERE | elsewhere) == "https://pulumi.example"
    assert chosen_backend(Path("/"), NOWHERE | {"PULUMI_ACCESS_TOKEN": "swt_0123"}) is None
