"""Uses `postern inbox web --remote` as a browser would, without one.

Arguments: a JSON object on standard input with `command`, the words that start it, `path`, a folder
with a program named ssh, `log`, where that one says what it was asked for, `document`, what the
contact's file holds, `text`, what a sealed message says, and `answer`, what is replied. With
`derived`, what the derived copy of the file holds, it is about that one alone. Prints a line for
each step; ends with 0 where all of them held.
"""

import html
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse

GIVEN = json.load(sys.stdin)


class Browser:
    def __init__(self, link):
        self.place = urllib.parse.urlparse(link)
        self.cookies = {}

    def ask(self, method, path, fields=None, headers=None):
        connection = http.client.HTTPConnection(self.place.netloc, timeout=120)
        sent = dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        for line in answer.msg.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        content = answer.read()
        connection.close()
        return answer, content

    def page(self, path):
        answer, content = self.ask("GET", path)
        return answer.status, content.decode()

    def submit(self, path, page, language="en", **fields):
        proof = re.search(r'name="proof" value="([^"]+)"', page).group(1)
        answer, content = self.ask(
            "POST", path, {"proof": proof, **fields}, {"Accept-Language": language})
        return answer.status, answer.getheader("Location"), content.decode()


def tunnels():
    with open(GIVEN["log"]) as log:
        return [line for line in log if " -N " in line]


def wait(what, condition, seconds=120):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return value


def link(process):
    return json.loads(process.stdout.readline())["link"]


def start():
    environment = dict(os.environ, PATH=GIVEN["path"] + ":" + os.environ["PATH"])
    environment["POSTERN_SSH_LOG"] = GIVEN["log"]
    return subprocess.Popen(
        GIVEN["command"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment)


def end(process):
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=120)[1]
    assert process.returncode == 0, errors
    return errors


def first_conversation(inbox):
    return html.unescape(re.search(r'class="go" href="([^"]+)"', inbox).group(1))


def secret_of(address):
    return urllib.parse.parse_qs(urllib.parse.urlparse(address).query)["link"][0]


def derived():
    process = start()
    try:
        first = link(process)
        browser = Browser(first)
        secret = secret_of(first)
        form = browser.page("/sign-in?link=" + secret)[1]
        assert browser.submit("/sign-in", form, token=secret)[0] == 303
        talk = browser.page(first_conversation(browser.page("/")[1]))[1]
        file = re.search(r'href="(/files/\d+)"', talk).group(1)
        assert f'href="{file}?original=1"' in talk, "what was sent is offered beside its copy"
        answer, content = browser.ask("GET", file)
        assert answer.status == 200 and content.decode() == GIVEN["derived"]
        assert answer.getheader("Content-Type") == "application/octet-stream"
        assert "list.txt" in answer.getheader("Content-Disposition")
        answer, content = browser.ask("GET", file, headers={"Range": "bytes=300000-300009"})
        assert answer.status == 206 and content.decode() == GIVEN["derived"][300000:300010]
        answer, content = browser.ask("GET", file + "?original=1")
        assert answer.status == 200 and content.decode() == GIVEN["document"]
        print("derived", flush=True)
    finally:
        end(process)


def main():
    process = start()
    try:
        first = link(process)
        browser = Browser(first)
        secret = secret_of(first)
        status, form = browser.page("/sign-in?link=" + secret)
        assert status == 200 and secret in form, form
        assert Browser(first).page("/")[0] == 303, "another browser sees nothing"
        assert browser.ask("GET", "/v1/status")[0].status == 401
        assert browser.ask("GET", "/", headers={"Host": "evil.example"})[0].status == 421
        assert browser.submit("/sign-in", form, token=secret)[0] == 303
        status, inbox = browser.page("/")
        assert status == 200 and GIVEN["text"] in inbox, inbox
        status, again = Browser(first).page("/sign-in?link=" + secret)
        other = Browser(first)
        status, form = other.page("/sign-in?link=" + secret)
        assert other.submit("/sign-in", form, token=secret)[0] == 403, "it works once"
        assert link(process) != first, "there is another one"
        print("sign_in", flush=True)

        path = first_conversation(inbox)
        status, talk = browser.page(path)
        assert status == 200 and GIVEN["text"] in talk
        file = re.search(r'href="(/files/\d+)"', talk).group(1)
        answer, content = browser.ask("GET", file)
        assert answer.status == 200 and content.decode() == GIVEN["document"]
        answer, content = browser.ask("GET", file, headers={"Range": "bytes=100000-100009"})
        assert answer.status == 206 and content.decode() == GIVEN["document"][100000:100010]
        once = re.search(r'name="once" value="([^"]+)"', talk).group(1)
        for _ in range(2):
            status, place, _ = browser.submit(
                path + "/reply", talk, text=GIVEN["answer"], once=once, do="send")
            assert status == 303, status
        status, talk = browser.page(path)
        assert talk.count(GIVEN["answer"]) == 1, "it was sent once"
        # The bot's reasons come over the control socket.
        status, place, page = browser.submit(
            path + "/labels", talk, language="de", labels="x" * 80)
        assert status == 400 and "Ein Etikett ist ein einzelnes Wort" in page, page
        assert "is no label" not in page
        print("use", flush=True)

        # The connection is lost, and comes back.
        count = len(tunnels())
        os.kill(int(tunnels()[-1].split()[0]), signal.SIGKILL)
        status, page = browser.page("/")
        assert status == 503 and "is lost" in page, page
        wait("it connects anew", lambda: len(tunnels()) > count)
        wait("pages come again", lambda: browser.page("/")[0] == 200)
        assert GIVEN["text"] in browser.page(path)[1], "it is still unlocked"
        print("connection", flush=True)

        status, place, _ = browser.submit("/lock", talk)
        assert status == 303 and GIVEN["text"] not in browser.page(path)[1]
        status, form = browser.page("/unlock")
        with open(GIVEN["key"]) as key:
            status, place, page = browser.submit("/unlock", form, key=key.read(), passphrase="")
        assert status == 303, page
        assert GIVEN["text"] in browser.page(path)[1]
        print("lock", flush=True)

        form = browser.page(path + "/erase")[1]
        count = re.search(r'name="count" value="(\d+)"', form).group(1)
        assert browser.submit(path + "/erase", form, count=count, do="now")[0] == 303
        status, place, page = browser.submit(
            path + "/notes", form, language="ar", text="too late")
        assert status == 404 and "لا توجد محادثة كهذه. ربما مُحيت." in page, page
        print("erase", flush=True)
    finally:
        errors = end(process)
    assert "the connection to bot@server.example is lost" in errors, errors
    print("end", flush=True)


derived() if "derived" in GIVEN else main()
