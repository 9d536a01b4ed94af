greeting = "Hello from pyproject.toml"
