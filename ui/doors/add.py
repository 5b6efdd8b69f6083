"""Putting the door in front of the app."""

from fastapi import FastAPI

from ...assistant.settings import Settings
from ..render import Renderer
from .door import Door
from .gate import Gate
from .sign_in import sign_in_router


def add_door(app: FastAPI, door: Door, settings: Settings, renderer: Renderer) -> None:
    """Guards every route, and adds the ways to sign in.

    To be called before the middleware that lets other sites ask: its headers must stand on refusals too.
    """
    app.add_middleware(Gate, door=door, texts=renderer.texts)
    app.include_router(sign_in_router(door, renderer, settings.origins))
    if door.openid:
        from .openid import openid_app

        app.mount("/oidc", openid_app(door, settings, renderer))
