"""The converter as the model of a truss."""

from __future__ import annotations

from typing import Any


class Model:
    """Answers requests to convert; see `convert`."""

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        """Converts one model."""
        from truss_converter.converter import convert

        return convert(request)
