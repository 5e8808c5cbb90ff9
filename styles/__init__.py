"""Official-document styles as data (TOML); `convert.stylesheet` loads and checks them."""
