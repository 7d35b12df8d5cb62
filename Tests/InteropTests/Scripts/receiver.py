"""An HTTP receiver for tests: prints each POST as one line of JSON and answers 204.

receiver.py PORT
"""
import http.server
import json
import sys


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        print(json.dumps({
            "event": "post",
            "id": self.headers["webhook-id"],
            "type": self.headers["content-type"],
            "body": body.decode("utf-8"),
        }), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
print(json.dumps({"event": "listening"}), flush=True)
server.serve_forever()
