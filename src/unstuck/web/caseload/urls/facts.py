"""Addresses of the facts about a case."""

from __future__ import annotations

from django.urls import URLPattern

addresses: list[URLPattern] = []
