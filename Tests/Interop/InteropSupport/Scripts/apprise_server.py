"""A server of the Apprise API for one configuration, with Apprise's own library behind it.

Prints one line of JSON with its port. What the configuration's service is notified of becomes a
line of JSON in `notified`.
"""
import http.server, json

import apprise
from apprise.decorators import notify


@notify(on="capture")
def capture(body, title, notify_type, *arguments, **options):
    with open("notified", "a") as file:
        file.write(json.dumps({"title": title, "body": body, "type": str(notify_type)}) + "\n")


services = apprise.Apprise()
services.add("capture://", tag="oncall")


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        form = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert set(form) <= {"title", "body", "type", "format", "tag"}, form
        assert len(form.get("title", "")) <= apprise.NotifyBase.title_maxlen
        assert len(form["body"]) <= apprise.NotifyBase.body_maxlen
        assert form["type"] in apprise.NOTIFY_TYPES and form["format"] in apprise.NOTIFY_FORMATS
        isKnown = self.path == "/notify/ops-key"
        isNotified = isKnown and services.notify(
            body=form["body"], title=form.get("title", ""), notify_type=form["type"],
            body_format=form["format"], tag=form.get("tag"))
        self.send_response(200 if isNotified else 424 if isKnown else 204)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
