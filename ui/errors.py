"""Every failed request gets ``{"error": {"code", "message"}}``: one clear sentence, never a traceback."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..assistant.texts import Texts
from ..assistant.wire import request_problem
from .pool import BusyError, NoAnswerError

RETRY_AFTER = "2"
"""Seconds after which a busy server is worth asking again."""

_CODE_OF_STATUS: Mapping[int, str] = {
    400: "json_invalid",
    404: "not_found",
    408: "body_too_slow",
    413: "body_too_large",
    415: "not_json",
}


def error_body(code: str, texts: Texts, values: Mapping[str, str] = MappingProxyType({})) -> dict[str, dict[str, str]]:
    """The body that tells of an error: its code, the sentence at ``api.<code>``, and the values that fill it."""
    return {"error": {"code": code, "message": texts(f"api.{code}", **values).strip(), **values}}


def add_error_handlers(app: FastAPI, texts: Texts) -> None:
    """Lets the app answer every kind of failed request in this form."""
    known = texts.keys()

    def respond(
        status: int,
        code: str,
        headers: Mapping[str, str] | None = None,
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> JSONResponse:
        return JSONResponse(error_body(code, texts, values), status, headers=headers)

    def on_invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
        code = request_problem(error.errors())
        return respond(400 if code == "json_invalid" else 422, code)

    def on_http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
        code = _CODE_OF_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "failed")
        code = error.detail if f"api.{error.detail}" in known else code
        return respond(error.status_code, code, error.headers)

    def on_no_answer(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, NoAnswerError)  # noqa: S101 - registered for it alone
        headers = {"Retry-After": RETRY_AFTER} if isinstance(error, BusyError) else None
        return respond(error.status, error.code, headers, error.values)

    def on_defect(_: Request, _error: Exception) -> JSONResponse:
        return respond(500, "failed")

    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(NoAnswerError, on_no_answer)
    app.add_exception_handler(Exception, on_defect)
