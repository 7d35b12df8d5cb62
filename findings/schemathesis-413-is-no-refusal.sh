#!/usr/bin/env bash
# Schemathesis: a server that refuses a wrong body for its size is said to have accepted it.
#
# Version: schemathesis 4.32.5 (PyPI).
#
# The check `negative_data_rejection` knows 400, 401, 403, 404, 405, 406, 409, 415, 422, 428, 429 and
# 5xx as refusals. 413 is not among them, so that an interface with a limit for bodies fails now and
# then: a body has to be wrong and larger than the limit, which a few of thousands of examples are.
# The report says "Schema-violating request accepted", and shows the answer 413 below it.
#
# Seen, with a server that answers each request with 413:
#
#   by default                                       ST201 Schema-violating request accepted, exit 1
#   with 413 in `expected-statuses` of the check     no failure, exit 0
#
# Consequence here: the test of the HTTP interface's document brings a schemathesis.toml.
set -euo pipefail

folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5

cat >server.py <<'END'
import http.server

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(413)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *words):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END
cat >openapi.json <<'END'
{"openapi": "3.1.0", "info": {"title": "items", "version": "1"}, "paths": {"/items": {"post": {
  "requestBody": {"required": true, "content": {"application/json": {"schema": {
    "type": "object", "properties": {"count": {"type": "integer"}}, "required": ["count"]}}}},
  "responses": {"200": {"description": "taken"}, "413": {"description": "too large"}}}}}}
END
python3 server.py >port &
server=$!
until [ -s port ]; do sleep 0.1; done

try() {
  status=0
  venv/bin/schemathesis run openapi.json --url "http://127.0.0.1:$(cat port)" --phases fuzzing \
    --mode negative --max-examples 10 --checks negative_data_rejection --no-color --seed 1 \
    >report 2>&1 || status=$?
}
changed() {
  cat report >&2
  echo "changed: $1" >&2
  exit 1
}

echo "$(venv/bin/schemathesis --version)"
try
echo "by default: exit $status, $(grep -m 1 -o 'ST201.*' report || echo 'no failure')"
[ "$status" = 1 ] || changed "413 is a refusal by default"
grep -q 'Schema-violating request accepted' report || changed "another failure"
cat >schemathesis.toml <<'END'
[checks.negative_data_rejection]
expected-statuses = [400, 413]
END
try
echo "with 413 named: exit $status"
[ "$status" = 0 ] || changed "413 is no refusal where it is named"
echo "as described"
