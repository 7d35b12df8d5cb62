"""A homeserver of Matrix (Synapse, with SQLite) with a user and a room, behind a proxy.

Prints one line of JSON: the proxy's port, the user's token, the room's id. The proxy hands the
first message over to the homeserver and keeps the answer back; it answers all others. For each
message it writes the path and the status into `puts`, and what the room holds into `messages`.
"""
import ctypes, hashlib, hmac, http.server, json, os, signal, socket, subprocess, sys, threading
import time, urllib.error, urllib.request

from signedjson.key import generate_signing_key, write_signing_keys


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def call(method, path, body=None, token=None):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = token if " " in token else f"Bearer {token}"
    request = urllib.request.Request(base + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def start():
    port = free_port()
    settings = {
        "server_name": "matrix.test", "pid_file": "pid", "report_stats": False,
        "log_config": "log.yaml", "media_store_path": "media", "signing_key_path": "signing.key",
        "listeners": [{
            "port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "tls": False,
            "resources": [{"names": ["client"]}]}],
        "database": {"name": "sqlite3", "args": {"database": "homeserver.db"}},
        "registration_shared_secret": "x", "macaroon_secret_key": "x", "form_secret": "x",
        "trusted_key_servers": [], "suppress_key_server_warning": True,
        "bcrypt_rounds": 4, "url_preview_enabled": False,
    }
    with open("homeserver.yaml", "w") as file:
        json.dump(settings, file)
    with open("log.yaml", "w") as file:
        json.dump({"version": 1, "root": {"level": "ERROR"}}, file)
    with open("signing.key", "w") as file:
        write_signing_keys(file, [generate_signing_key("a_1")])
    subprocess.Popen(
        [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"],
        preexec_fn=end_with_parent, stdout=sys.stderr)
    return f"http://127.0.0.1:{port}"


def register():
    nonce = json.loads(call("GET", "/_synapse/admin/v1/register")[1])["nonce"]
    fields = [nonce.encode(), b"bot", b"password", b"notadmin"]
    mac = hmac.new(b"x", b"\0".join(fields), hashlib.sha1).hexdigest()
    user = {"nonce": nonce, "username": "bot", "password": "password", "mac": mac, "admin": False}
    return json.loads(call("POST", "/_synapse/admin/v1/register", user)[1])["access_token"]


def messages():
    answer = call("GET", f"/_matrix/client/v3/rooms/{room}/messages?dir=f&limit=100", token=token)[1]
    events = [event for event in json.loads(answer)["chunk"] if event["type"] == "m.room.message"]
    return [event["content"] for event in events]


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    count = 0

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        status, answer = call("PUT", self.path, body, self.headers["authorization"])
        with Proxy.lock:
            Proxy.count += 1
            isFirst = Proxy.count == 1
            with open("messages.new", "w") as file:
                json.dump(messages(), file)
            os.replace("messages.new", "messages")
            with open("puts", "a") as file:
                file.write(f"{status} {self.path}\n")
        if isFirst:
            time.sleep(3_600)
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


base = start()
while True:
    try:
        call("GET", "/_matrix/client/versions")
        break
    except OSError:
        time.sleep(0.05)
token = register()
room = json.loads(call("POST", "/_matrix/client/v3/createRoom", {}, token)[1])["room_id"]
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
server.daemon_threads = True
print(json.dumps({"port": server.server_port, "token": token, "room": room}), flush=True)
server.serve_forever()
