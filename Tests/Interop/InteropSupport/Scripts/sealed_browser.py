"""Drives a browser through the web inbox of a bot that seals, with a real c-toxcore as the source.

Arguments: a JSON object on standard input with `url`, `member` and `passphrase` of an admin, `totp`
(its authenticator's address), `key` and `key_passphrase` (of the inbox), `other_key`, `document` (a
file that the source sends), `peer` (the program interop-peer), `tox_id` and `bootstrap` of the bot,
`own` (the words that start the web inbox on this computer), `browser` (chromium or firefox),
`scripts`, `pictures` and `downloads`. Prints a line for each step; ends with 0 where all of them
held.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.parse

GIVEN = json.load(sys.stdin)
sys.path.insert(0, GIVEN["scripts"])
sys.dont_write_bytecode = True

from webinbox import Inbox, By


class Source:
    """A person with a client on c-toxcore, that has the bot as a contact."""

    def __init__(self, given):
        self.process = subprocess.Popen(
            [given["peer"], "--tick", "5"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1)
        self.events = []
        self.replies = 0
        self.command("new udp=on ports=34000-34100 lan=off")
        host, port, key = given["bootstrap"].rsplit(":", 2)
        self.command(f"0 bootstrap {host} {port} {key}")
        self.friend = self.command(f"0 add_friend {given['tox_id']} hello")["friend"]
        self.event("friend_connection", lambda e: e["connection"] != "none", 60)

    def line(self):
        text = self.process.stdout.readline()
        assert text, "the source has ended"
        return json.loads(text)

    def command(self, words):
        self.process.stdin.write(words + "\n")
        sequence, self.replies = self.replies, self.replies + 1
        while True:
            record = self.line()
            if record.get("seq") == sequence and "reply" in record:
                assert record["ok"], f"{words}: {record}"
                return record
            self.events.append(record)

    def event(self, name, matches=lambda event: True, seconds=120):
        """The next event of this name that matches; what came before it stays."""
        end = time.monotonic() + seconds
        while True:
            for event in self.events:
                if event.get("event") == name and matches(event):
                    self.events.remove(event)
                    return event
            assert time.monotonic() < end, f"no {name}: {self.events[-5:]}"
            # An answer comes behind what happened before.
            time.sleep(0.05)
            self.command("stats")

    def say(self, text):
        number = self.command(f"0 send {self.friend} {text}")["message_id"]
        self.event("receipt", lambda e: e["message_id"] == number)

    def send(self, path):
        file = self.command(f"0 send_file {self.friend} {path}")["file"]
        self.event("file_done", lambda e: e["file"] == file, 60)

    def end(self):
        self.process.stdin.write("quit\n")
        self.process.wait(120)


def code(given):
    """What the authenticator shows, of a step that was not used yet."""
    secret = urllib.parse.parse_qs(urllib.parse.urlparse(given["totp"]).query)["secret"][0]
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start:start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def is_chromium(inbox):
    return inbox.given["browser"] == "chromium"


def check(inbox, name, path=None):
    if is_chromium(inbox):
        inbox.check(name, path)


def sign_in(inbox, source):
    source.say("The blue folder is in the archive.")
    source.send(inbox.given["document"])
    inbox.open()
    for digits in ("", "000000"):
        inbox.find("#name").send_keys(inbox.given["member"])
        inbox.find("#passphrase").send_keys(inbox.given["passphrase"])
        inbox.find("#code").send_keys(digits)
        inbox.submit("form.stack button.main")
        assert "did not match" in inbox.text(), inbox.text()
    inbox.find("#name").send_keys(inbox.given["member"])
    inbox.find("#passphrase").send_keys(inbox.given["passphrase"])
    inbox.find("#code").send_keys(code(inbox.given))
    inbox.submit("form.stack button.main")
    inbox.wait("the inbox", lambda: inbox.find("#words"))
    assert inbox.find(".lock .pill").text == "Locked"
    assert "blue folder" not in inbox.text() and "Sealed" in inbox.text()
    check(inbox, "locked-inbox", "/")
    inbox.open()
    inbox.press("a.go")
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    assert "blue folder" not in inbox.text() and "archive" not in inbox.driver.page_source
    check(inbox, "locked-conversation")


def unlock_form(inbox, key, passphrase):
    inbox.find("#key").send_keys(key)
    inbox.find("#key-passphrase").send_keys(passphrase)
    inbox.submit("form[action='/unlock'] button")


def unlock(inbox, source):
    given = inbox.given
    inbox.submit(".lock a")
    check(inbox, "unlock")
    unlock_form(inbox, given["key"], "wrong")
    assert "not the passphrase of this key" in inbox.text()
    check(inbox, "unlock-failed")
    unlock_form(inbox, given["other_key"], "")
    assert "opens nothing of this inbox" in inbox.text()
    unlock_form(inbox, given["key"], given["key_passphrase"])
    inbox.wait("the conversation", lambda: "The blue folder is in the archive." in inbox.text())
    assert "unlocked for this session" in inbox.text()
    assert inbox.find(".lock .pill").text == "Unlocked"
    assert pathlib.Path(given["document"]).name in inbox.text()
    assert not inbox.all("a[href$='original=1']"), "there is no derived copy"
    for secret in ("inboxsec_", "inboxenc_", given["key_passphrase"]):
        assert secret not in inbox.driver.page_source
    check(inbox, "unlocked-conversation")


def reply(inbox, source):
    inbox.find("#text").send_keys("Thank you. Which shelf?")
    inbox.submit("#reply button.main")
    assert "Thank you. Which shelf?" in inbox.text()
    answer = source.event("message")
    assert answer["text"] == "Thank you. Which shelf?", answer
    inbox.find("#note").send_keys("Ask the clerk.")
    inbox.submit(".facts form.stack button")
    assert inbox.find(".note .text").text == "Ask the clerk."


def download(inbox, source):
    document = pathlib.Path(inbox.given["document"])
    saved = pathlib.Path(inbox.given["downloads"]) / document.name
    inbox.press("a[href^='/files/']")
    inbox.wait("the file is saved", lambda: saved.exists() and saved.stat().st_size > 0)
    inbox.wait("it is whole", lambda: saved.read_bytes() == document.read_bytes())


def live(inbox, source, shelf="third"):
    """The words are new ones each time: the client repeats what has no receipt, and has no ids."""
    inbox.open()
    source.say(f"The {shelf} shelf, while you look.")
    inbox.wait("the list is renewed", lambda: f"{shelf} shelf" in inbox.find(".snippet").text)
    inbox.open("/?words=BLUE+folder")
    assert len(inbox.all(".tip")) == 1 and "archive" in inbox.find(".tip").text
    if is_chromium(inbox):
        check(inbox, "unlocked-search")


def lock(inbox, source):
    """Where it is locked in one tab, the other one is emptied."""
    driver = inbox.driver
    inbox.open()
    inbox.press("a.go")
    inbox.wait("the conversation", lambda: "blue folder" in inbox.text())
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    inbox.open("/statistics")
    inbox.submit("button[data-locks]")
    assert "The inbox is locked." in inbox.text()
    driver.close()
    driver.switch_to.window(first)
    inbox.wait("the page is emptied", lambda: "blue folder" not in inbox.text())
    inbox.wait("it is shown as sealed", lambda: inbox.find(".sealed"))
    inbox.wait("the header says so", lambda: inbox.find(".lock .pill").text == "Locked")
    assert "archive" not in driver.page_source
    inbox.open("/?words=blue")
    assert "only while the inbox is unlocked" in inbox.text() and not inbox.all(".tip")
    check(inbox, "locked-search")


def without_script(inbox, source):
    if not is_chromium(inbox):
        return
    inbox.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    inbox.open()
    inbox.submit(".lock a")
    unlock_form(inbox, inbox.given["key"], inbox.given["key_passphrase"])
    assert "while you look" in inbox.text()
    inbox.submit("button[data-locks]")
    assert "while you look" not in inbox.text()
    inbox.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def right_to_left(inbox, source):
    if not is_chromium(inbox):
        return
    inbox.open()
    inbox.press("#language option[value=ar]")
    inbox.submit(".foot button")
    check(inbox, "unlock-ar", "/unlock")
    check(inbox, "staff-ar", "/staff")
    inbox.open()
    inbox.press("#language option[value=en]")
    inbox.submit(".foot button")


def staff(inbox, source):
    if not is_chromium(inbox):
        return
    inbox.open("/staff")
    inbox.find("#name").send_keys("ben")
    for field in ("#first", "#first-again"):
        inbox.find(field).send_keys("a long enough passphrase")
    inbox.submit("form[action='/staff/add'] button")
    assert "Saved." in inbox.text() and "ben" in inbox.text()
    inbox.press("#role-2 option[value=replier]")
    inbox.submit("form[action='/staff/role']:has(#role-2) button")
    assert "Replier" in inbox.text()
    check(inbox, "staff")
    inbox.all("details.more summary")[-1].click()
    inbox.submit("form[action='/staff/remove']:not(:has(input[value=ana])) button")
    assert "ben" not in inbox.find("main").text


def sign_out(inbox, source):
    inbox.open("/unlock")
    unlock_form(inbox, inbox.given["key"], inbox.given["key_passphrase"])
    inbox.open()
    assert inbox.find(".lock .pill").text == "Unlocked"
    inbox.submit(".out button")
    inbox.open()
    assert "/sign-in" in inbox.driver.current_url


def own(inbox, source):
    """The same on the journalist's own computer, whose bot sees no key."""
    process = subprocess.Popen(
        inbox.given["own"], stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL)
    try:
        line = process.stdout.readline()
        link = re.search(r"http://127\.0\.0\.1:\d+/sign-in\?link=[\w-]{43}", line)
        assert link, line
        inbox.url = link.group(0).split("/sign-in")[0]
        inbox.open("/sign-in")
        assert "postern inbox web" in inbox.text()
        check(inbox, "own-no-link")
        inbox.driver.get(link.group(0))
        check(inbox, "own-sign-in", link.group(0)[len(inbox.url):])
        inbox.driver.get(link.group(0))
        inbox.submit("main button.main")
        assert "while you look" in inbox.text(), "it is unlocked"
        assert inbox.find(".lock .pill").text == "Unlocked"
        check(inbox, "own-inbox", "/")
        inbox.open()
        inbox.press("a.go")
        inbox.wait("the conversation", lambda: "blue folder" in inbox.text())
        inbox.find("#text").send_keys("From my own computer.")
        inbox.submit("#reply button.main")
        answer = source.event("message")
        assert answer["text"] == "From my own computer.", answer
        pathlib.Path(inbox.given["downloads"], pathlib.Path(inbox.given["document"]).name).unlink()
        download(inbox, source)
        live(inbox, source, "fourth")
        inbox.submit("button[data-locks]")
        assert "blue folder" not in inbox.text()
        inbox.driver.get(link.group(0))
        assert "/sign-in" not in inbox.driver.current_url, "the session goes on"
        inbox.submit(".out button")
        inbox.driver.get(link.group(0))
        inbox.submit("main button.main")
        assert "did not match" in inbox.text(), "a link works once"
    finally:
        process.terminate()
        assert process.wait(120) == 0


STEPS = [
    sign_in, unlock, reply, download, live, lock, without_script, right_to_left, staff, sign_out,
    own,
]


def main():
    source = Source(GIVEN)
    inbox = Inbox(GIVEN, GIVEN["browser"])
    try:
        for step in STEPS:
            step(inbox, source)
            if is_chromium(inbox):
                complaints = [
                    line for line in inbox.complaints()
                    if not re.search("status of (403|404|429)|Password forms should", line)
                ]
                assert complaints == [], complaints
            print(step.__name__, flush=True)
    except Exception:
        if is_chromium(inbox):
            inbox.picture("failed-sealed")
        raise
    finally:
        inbox.driver.quit()
        source.end()


main()
