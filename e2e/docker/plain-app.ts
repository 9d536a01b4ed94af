/**
 * A server without dependencies that says `text`; /files names what was deployed, /settings the values of SHOWN and
 * HIDDEN, /slow takes its time. It ends at once on SIGTERM, so that only draining keeps its requests.
 */
export const plainApp = (text: string): Readonly<Record<string, string>> => ({
  "requirements.txt": "",
  Procfile: "web: python3 app.py\n",
  "app.py": `import json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def answer(path):
    if path == "/files":
        return json.dumps(sorted(os.path.relpath(os.path.join(d, f)) for d, _, names in os.walk(".") for f in names))
    if path == "/settings":
        return json.dumps([os.environ.get("SHOWN"), os.environ.get("HIDDEN")])
    if path == "/slow":
        time.sleep(1.2)
    return ${JSON.stringify(text)}


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = answer(self.path).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


print("ready to say " + ${JSON.stringify(text)}, flush=True)
ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Page).serve_forever()
`,
});
