"""Sentences about sources."""

from __future__ import annotations

from . import Message

MESSAGES: dict[str, Message] = {}
