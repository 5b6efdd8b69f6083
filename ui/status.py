"""``/api/v1/status``: whether the service is paused, what everyone is told, and whether one must sign in again."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from ..assistant.control import Control
from ..assistant.texts import LANGUAGES, Texts
from ..assistant.types import Language
from .doors.door import Door
from .doors.language import wanted_language


class StatusOut(BaseModel):
    """What pages that are open already ask for, every few seconds."""

    paused: bool
    message: str
    """Why no question is answered, for people; empty while questions are."""
    banner: str
    """What the municipality tells everyone; empty when there is nothing."""


def status_router(control: Callable[[], Control], texts: Mapping[Language, Texts], door: Door | None) -> APIRouter:
    """The route; it is open to all, for it tells nothing that is not meant for everyone."""
    router = APIRouter(prefix="/api/v1", tags=["Tillit"])
    languages: Mapping[str, Language] = {language: language for language in LANGUAGES}

    @router.get("/status")
    def status(request: Request, response: Response, lang: str = "") -> StatusOut:  # pyright: ignore[reportUnusedFunction]
        """Whether questions are answered, and the banner; `message` in the language `lang`, else in the browser's."""
        spoken = texts[languages.get(lang) or wanted_language(request.scope)]
        state = control()
        message = spoken("api.paused", reason=state.reason).strip() if state.paused else ""
        if door and not message and door.admits(request.scope) is None:
            message = spoken["widget.signed_out"]
        response.headers["Cache-Control"] = "no-store"
        return StatusOut(paused=state.paused, message=message, banner=state.banner)

    return router
