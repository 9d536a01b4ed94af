import type { WorkTree } from "./work-tree.ts";

/** An app that prints each path that is asked for, to stdout and stderr; `/many/N` prints N lines, `/die` ends it with exit code 3. */
const app = `import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = self.path.split("/")
        for at in range(int(parts[2]) if parts[1] == "many" else 0):
            print("noise", at)
        print(f"asked for {self.path}\\n", end="", flush=True)
        print(f"problem with {self.path}\\n", end="", file=sys.stderr, flush=True)
        if parts[1] == "die":
            os._exit(3)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"said")

    def log_message(self, *_):
        pass


print("hello from the start", flush=True)
ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Page).serve_forever()
`;

export async function writeTalkative(work: WorkTree): Promise<void> {
  work.write("Procfile", "web: python3 talk.py\n");
  work.write("requirements.txt", "");
  work.write("talk.py", app);
  await work.commit("Talk");
}
