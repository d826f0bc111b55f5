"""The part of JSON Schema that core/base/json_schema.cpp knows, for the documents in this repository."""
import re

TYPES = {"null": type(None), "boolean": bool, "string": str, "array": list, "object": dict}
FORMATS = {"method": r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9_-]*)+@[1-9]\d*$", "locale": r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
           "uri": r"^[a-zA-Z][a-zA-Z0-9+.-]*:\S+$", "email": r"^[^@\s]+@[^@\s]+$", "date": r"^\d{4}-\d\d-\d\d$",
           "date-time": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}


def is_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def problems(value, schema, root=None, at=""):
    """(pointer, text) of every problem."""
    root = schema if root is None else root
    if schema is True or schema is False:
        return [] if schema else [(at, "may not be here")]
    out = []
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].lstrip("#").strip("/").split("/"):
            target = target[part] if part else target
        out += problems(value, target, root, at)
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(is_type(value, name) for name in types):
            return out + [(at, f"is no {' or '.join(types)}")]
    if "enum" in schema and value not in schema["enum"]:
        out.append((at, f"is none of {schema['enum']}"))
    if "const" in schema and value != schema["const"]:
        out.append((at, f"is not {schema['const']}"))
    if "anyOf" in schema and all(problems(value, one, root, at) for one in schema["anyOf"]):
        out.append((at, "has none of its shapes"))
    if is_type(value, "number"):
        out += [(at, "is too small")] if value < schema.get("minimum", value) else []
        out += [(at, "is too large")] if value > schema.get("maximum", value) else []
    if isinstance(value, str):
        out += text_problems(value, schema, at)
    if isinstance(value, list):
        out += [(at, "has too few entries")] if len(value) < schema.get("minItems", 0) else []
        out += [(at, "has too many entries")] if len(value) > schema.get("maxItems", len(value)) else []
        if schema.get("uniqueItems") and any(one in value[:i] for i, one in enumerate(value)):
            out.append((at, "has an entry twice"))
        for i, one in enumerate(value):
            out += problems(one, schema.get("items", True), root, f"{at}/{i}")
    if isinstance(value, dict):
        out += [(at, f"has no {name}") for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            own = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
            out += problems(one, own, root, f"{at}/{name}")
    return out


def text_problems(value, schema, at):
    out = []
    if len(value) < schema.get("minLength", 0) or len(value) > schema.get("maxLength", len(value)):
        out.append((at, "has a wrong length"))
    if "pattern" in schema and not re.search(schema["pattern"], value):
        out.append((at, f"does not match {schema['pattern']}"))
    if schema.get("format") in FORMATS and not re.search(FORMATS[schema["format"]], value):
        out.append((at, f"is no {schema['format']}"))
    return out
