"""The rule tables as data (TOML); `convert.rulebook` loads and proves them."""
