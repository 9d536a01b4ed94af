package = "hello"
version = "1.0-1"
source = { url = "git+https://example.org/hello.git" }
dependencies = { "lua >= 5.1", "luasocket >= 3.0", "lua-cjson" }
build = { type = "builtin", modules = {} }
