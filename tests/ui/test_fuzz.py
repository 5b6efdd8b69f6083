"""What the API says to whatever anybody sends: never an error of its own, and always what its schema promises.

``TILLIT_TEST_FUZZ=500`` asks each operation so many times.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance  # pyright: ignore[reportUnknownVariableType]
from tillit.ui.serve import bind

from .browsing import served
from .fakes import FakeAssistant, make_app

OPERATIONS = (("POST", "/api/v1/ask"), ("POST", "/api/v1/ask/stream"), ("GET", "/api/v1/sources"))

EXAMPLES = int(os.environ.get("TILLIT_TEST_FUZZ", "20"))


@pytest.fixture(scope="module")
def schema() -> Iterator[Any]:  # partly untyped in schemathesis
    app = make_app(FakeAssistant(), rate_limit=0)
    with bind("127.0.0.1", 0) as listener, served(app, listener) as address:
        yield schemathesis.openapi.from_url(f"{address.rstrip('/')}/openapi.json")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_whatever_is_sent_the_answer_is_as_documented(schema: Any, method: str, path: str) -> None:  # noqa: ANN401
    strategy: Any = schema[path][method].as_strategy()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    @given(case=strategy)
    def send(case: Any) -> None:  # noqa: ANN401
        # What a question may not hold (control characters, only white space) no schema can say; 422 does.
        response = case.call_and_validate(excluded_checks=[positive_data_acceptance])
        assert response.status_code < 500

    send()


def test_every_operation_is_asked(schema: Any) -> None:  # noqa: ANN401
    found = {(one.ok().method.upper(), one.ok().path) for one in schema.get_all_operations()}
    assert {operation for operation in found if operation[1].startswith("/api/v1/ask")} <= set(OPERATIONS)
