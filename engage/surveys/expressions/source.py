"""From tree to source, with no more brackets than the tree needs."""

# How tightly a kind binds; whatever is not here needs no brackets anywhere.
TIGHTNESS = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
    "negative": 7,
}


def written(node: tuple) -> str:
    """Return a source that reads as this tree again."""
    kind, *parts = node
    match kind:
        case "number":
            return parts[0]
        case "text":
            return quoted(parts[0])
        case "answer":
            return f"${{{parts[0]}}}"
        case "own":
            return "."
        case "negative":
            return f"-{_within(parts[0], 7)}"
        case "or" | "and":
            return f" {kind} ".join(_within(part, TIGHTNESS[kind] + 1) for part in parts)
    if kind in TIGHTNESS:
        left, right = _within(parts[0], TIGHTNESS[kind]), _within(parts[1], TIGHTNESS[kind] + 1)
        return f"{left} {kind} {right}"
    return f"{kind}({', '.join(written(part) for part in parts)})"


def quoted(text: str) -> str:
    """Return the text in the quotes that it does not hold. XPath has no way to write both kinds in one text."""
    return f'"{text}"' if "'" in text else f"'{text}'"


def _within(node: tuple, tightness: int) -> str:
    source = written(node)
    return source if TIGHTNESS.get(node[0], 9) >= tightness else f"({source})"
