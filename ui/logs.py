"""Logs as lines of JSON on standard error, each with its request's id, and none with what anybody asked."""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty outside one."""

_OURS = ("tillit", "uvicorn")

_FIELDS = ("method", "route", "status", "ms")
"""What a log call may add to its line with ``extra``."""


class JsonLines(logging.Formatter):
    """One JSON object a record: time, level, logger, message, request id, and where an error happened.

    An error's own text stays out, and so does the message of a library's record: either could repeat a question.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        ours = record.name.partition(".")[0] in _OURS
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if ours else f"{record.pathname.rpartition('/')[2]}:{record.lineno}",
        }
        if identity := request_id.get():
            line["request_id"] = identity
        line |= {name: record.__dict__[name] for name in _FIELDS if name in record.__dict__}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=False)


def log_as_json(level: str) -> None:
    """Send every record of this level or higher to standard error in this form; libraries' only from "warning" on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level.upper())
