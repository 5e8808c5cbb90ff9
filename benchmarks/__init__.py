"""How fast and how small: `python -m benchmarks` measures and writes docs/performance.md."""
