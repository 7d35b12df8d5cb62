"""An HTTP receiver for tests: prints each POST as one line of JSON and answers 204.

receiver.py ADDRESS:PORT [FAULT_SEED [rough] [replies]]

With a seed one POST in a thousand is answered 503, as many get no answer, and all answers
take up to 10 ms. A rough one answers half of them well, until a SIGUSR1; the others get a 503, no answer,
or one that never comes. With `replies` a good answer is 200 and {"reply": "re " and the message's text};
a rough one begins with "asked ".
"post" is printed before the answer leaves, "answered" when it has left. Times are
microseconds of the machine's monotonic clock.
"""
import http.server
import json
import random
import signal
import sys
import threading
import time

HANG_UP = 0
STALL = 1
faults = random.Random(sys.argv[2]) if len(sys.argv) > 2 else None
is_rough = "rough" in sys.argv[3:]
replies = "replies" in sys.argv[3:]
prefix = "asked " if is_rough else "re "
printing = threading.Lock()


def calm(*_):
    global is_rough, faults
    is_rough, faults = False, None


signal.signal(signal.SIGUSR1, calm)


def say(**record):
    with printing:
        print(json.dumps(record), flush=True)


def now():
    return time.monotonic_ns() // 1000


def choose_answer():
    """The status to answer with and how long to wait before it, in seconds."""
    good = 200 if replies else 204
    if faults is None:
        return good, 0
    with printing:
        if is_rough:
            answer = faults.choices([good, 503, HANG_UP, STALL], [50, 20, 20, 10])[0]
            return answer, 8 if answer == STALL else faults.uniform(0, 0.01)
        return faults.choices([good, 503, HANG_UP], [998, 1, 1])[0], faults.uniform(0, 0.01)


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        webhook_id = self.headers["webhook-id"]
        status, pause = choose_answer()
        say(event="post", id=webhook_id, type=self.headers["content-type"], path=self.path,
            body=body.decode("utf-8"), status=status, at_us=now())
        time.sleep(pause)
        if status in (HANG_UP, STALL):
            self.close_connection = True
            return
        answer = b""
        if status == 200:
            answer = json.dumps({"reply": prefix + json.loads(body)["data"]["text"]}).encode()
        self.send_response(status)
        if status != 204:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()
        say(event="answered", id=webhook_id, status=status, at_us=now())

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # The bot was killed while it was answered.


address, port = sys.argv[1].rsplit(":", 1)
server = Server((address, int(port)), Receiver)
say(event="listening")
server.serve_forever()
