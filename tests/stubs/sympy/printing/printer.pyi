from typing import Any

class Printer:
    def _print(self, expr: Any) -> str: ...
