local socket = require "socket"
local json = require "cjson"

local server = assert(socket.bind("0.0.0.0", tonumber(os.getenv "PORT" or 8080)))

while true do
  local client = server:accept()
  if client then
    client:settimeout(5)
    local line = client:receive "*l"
    if line then
      local page = json.encode { says = "Hello from " .. _VERSION, asked = line:match "^%S+ (%S+)" }
      client:send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " .. #page .. "\r\nConnection: close\r\n\r\n" .. page)
    end
    client:close()
  end
end
