"""The API's own page: every route with its parameters and a line to try, without outside assets."""

from html import escape
from typing import Any, Final
from urllib.parse import urlencode

_EXAMPLES: Final = {"q": "data engineer", "name": "data-engineer", "limit": "5", "horizon": "12"}
_STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1b1b1b;background:#fff}code,pre{font-family:ui-monospace,monospace;background:#f3f3f3}
pre{padding:.6rem;overflow:auto}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.25rem .75rem .25rem 0;
border-bottom:1px solid #ddd;vertical-align:top}
h2{margin-top:2.5rem}.method{color:#0b5b2f;font-weight:600}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}code,pre{background:#262626}
a{color:#8ab4f8}th,td{border-color:#444}.method{color:#7fd19b}}
"""


def page(schema: dict[str, Any]) -> str:
    title = escape(schema["info"]["title"])
    routes = "".join(
        _route(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title} API</title>"
        '<meta name=viewport content="width=device-width">'
        f"<style>{_STYLE}</style><h1>{title} API</h1>"
        f"<p>{escape(schema['info'].get('description', ''))}</p>"
        "<p>The description for programs: <a href=/openapi.json>openapi.json</a>.</p>"
        f"{routes}</html>"
    )


def _route(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = operation.get("parameters", [])
    link = escape(_example(path, parameters), quote=True)
    table = ""
    if parameters:
        rows = "".join(_parameter(parameter) for parameter in parameters)
        table = f"<table><tr><th>parameter<th>kind<th>meaning</tr>{rows}</table>"
    return (
        f"<h2><span class=method>{escape(method.upper())}</span> <code>{escape(path)}</code></h2>"
        f"<p>{escape(operation.get('summary', ''))}</p>{table}"
        f'<p>Try: <a href="{link}"><code>{link}</code></a></p>'
    )


def _parameter(parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    kind = schema.get("type") or "/".join(
        option.get("type", "") for option in schema.get("anyOf", [])
    )
    limits = [f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema]
    meaning = ", ".join([parameter.get("description", ""), *limits]).strip(", ")
    needed = " (needed)" if parameter.get("required") else ""
    return (
        f"<tr><td><code>{escape(parameter['name'])}</code>{needed}"
        f"<td>{escape(kind)}<td>{escape(meaning)}</tr>"
    )


_LIMITS: Final = {"minimum": "at least", "maximum": "at most", "default": "default"}


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    query = {}
    for parameter in parameters:
        name = parameter["name"]
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", _EXAMPLES.get(name, name))
        elif name in _EXAMPLES:
            query[name] = _EXAMPLES[name]
    return path + (f"?{urlencode(query)}" if query else "")
