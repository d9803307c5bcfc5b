"""Requests of every shape that the OpenAPI page allows, and some that it does not: never a bug of ours, and every
answer as the page says.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.server.conftest import api_schema, serve_library

EXAMPLES = 2  # of each route; bench api --fuzz asks more
SCHEMA = schemathesis.openapi.from_dict(api_schema())
OPERATIONS = {one.ok().label: one.ok() for one in SCHEMA.get_all_operations()}
CHECKS = (not_a_server_error, response_schema_conformance, status_code_conformance)


@pytest.fixture(scope="module")
def fuzzed_url(book_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fuzz") / "library"
    shutil.copytree(book_folder, folder)
    with serve_library(folder) as url:
        yield url


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_meets_a_bug(label: str, fuzzed_url: str) -> None:
    @seed(20)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=OPERATIONS[label].as_strategy())
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=fuzzed_url, checks=list(CHECKS), timeout=30)

    send()


def test_every_route_is_on_the_page(fuzzed_url: str) -> None:
    described = set(api_schema()["paths"])
    assert "/v1/chat/completions" in described and len(OPERATIONS) > 20
    assert httpx.get(f"{fuzzed_url}/api/openapi.json").json()["paths"].keys() == described
