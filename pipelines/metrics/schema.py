"""The JSON Schema of metrics.yaml, generated from the model so that editors can help."""

from __future__ import annotations

from typing import Any

from pipelines.metrics.book import Metric


def metric_file_schema() -> dict[str, Any]:
    """Return the schema of the whole file (JSON Schema 2020-12)."""
    metric = Metric.model_json_schema(ref_template="#/$defs/{model}")
    definitions = metric.pop("$defs", {})
    metric["properties"].pop("name")
    metric["properties"]["targets"] = {
        "type": "object",
        "additionalProperties": {"type": "number"},
        "description": "The target path: a value per period, such as 2026-Q1: 60.",
    }
    metric["required"] = [field for field in metric["required"] if field != "name"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tandem's metrics",
        "type": "object",
        "additionalProperties": False,
        "required": ["metrics"],
        "properties": {
            "metrics": {
                "type": "object",
                "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                "additionalProperties": {"$ref": "#/$defs/Metric"},
            }
        },
        "$defs": {**definitions, "Metric": metric},
    }
