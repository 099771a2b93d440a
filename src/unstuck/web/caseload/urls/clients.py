"""Addresses of clients and their scores."""

from __future__ import annotations

from django.urls import URLPattern

addresses: list[URLPattern] = []
