"""Routes that learn to write their addresses when the first one is asked for."""

from collections.abc import Callable
from threading import Lock

from werkzeug.routing import Rule

# Werkzeug's compiling shares pieces of syntax between rules, which threads would change under each other's hands.
_compiling = Lock()


class Route(Rule):
    """A rule that compiles the two functions which write its addresses only once they are needed.

    Werkzeug does so when a rule is made. With hundreds of rules that is nine tenths of making an application, which
    every command and every worker waits for, and then uses a few dozen of them. Where a later Werkzeug has no such
    method, nobody calls this one and all is as Werkzeug means it.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder

        def build(rule: Route, /, **values: object) -> tuple[str, str]:
            with _compiling:
                built: Callable[..., tuple[str, str]] = compile_now(append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", built)
            return built(**values)

        return build
