words = "Hello from uv"
