"""Raw Chinese official reports in, finished GB/T 9704 Word files and one summary workbook out.

The names below are the public API; they are imported on first use, so that `import convert` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convert.engine import convert_file, convert_text, inspect_text, load_kit

__version__ = "0.1.0"

__all__ = ["__version__", "convert_file", "convert_text", "inspect_text", "load_kit"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from convert import engine

        return getattr(engine, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
