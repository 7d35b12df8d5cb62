"""Drives Debian's chromium through the web inbox of a running bot.

Arguments: a JSON object on standard input with `url`, `token`, `second` (a token that may only read), `postern` (the program), `home` and
`bootstrap` of a person that writes to `tox_id`, `scripts`, the folder of this file, and `pictures`, a folder for screenshots. Prints a
line for each step; ends with 0 where all of them held.
"""

import json
import re
import subprocess
import sys

from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

GIVEN = json.load(sys.stdin)
sys.path.insert(0, GIVEN["scripts"])
sys.dont_write_bytecode = True

from webinbox import Inbox

HOSTILE = [
    "<script>window.harmed = 1</script>",
    "\"><img src=x onerror='window.harmed = 1'>",
    "<svg/onload=window.harmed=1>",
    "photo\u202egpj.exe",
    "zero\u200b\u200b\u200bwidth",
    "</textarea><!-- {{{t.inbox}}}",
    "x" * 1300,
    "\n".join("line" for _ in range(200)),
]


def write(given, *texts):
    """Messages of a person, each on the bot's disk when its receipt comes."""
    for text in texts:
        subprocess.run(
            [given["postern"], "send", given["tox_id"], text, "--home", given["home"],
             "--bootstrap", given["bootstrap"], "--port", "0", "--bind", "127.0.0.1",
             "--no-lan-discovery", "--timeout", "30"],
            check=True, capture_output=True, timeout=120,
        )


def sign_in(inbox):
    inbox.open()
    assert "/sign-in" in inbox.driver.current_url
    inbox.check("sign-in")
    inbox.find("#token").send_keys("postern_1_" + "x" * 43)
    inbox.submit(".other button")
    assert "did not match" in inbox.text()
    inbox.find("#token").send_keys(inbox.given["token"])
    inbox.submit(".other button")
    inbox.wait("the inbox", lambda: inbox.find("#words"))


def read_and_reply(inbox):
    write(inbox.given, "Is anyone there? I have documents.")
    inbox.open()
    inbox.wait("the tip", lambda: "I have documents" in inbox.text())
    inbox.check("inbox", "/")
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    inbox.find("#text").send_keys("We are here.\nTell us more.")
    inbox.submit("#reply button.main")
    assert "Your reply is stored" in inbox.text()
    assert "We are here.\nTell us more." in [e.text for e in inbox.all(".item.ours .text")]
    inbox.open()
    assert not inbox.all(".tip.unread"), "it stays unread"


def triage(inbox):
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#note"))
    inbox.find("#note").send_keys("Call back on <b>Thursday</b>.")
    inbox.submit(".facts form.stack button")
    assert "Call back on <b>Thursday</b>." in inbox.find(".note .text").text
    inbox.find("#new-label").send_keys("energy, urgent")
    inbox.submit("form[action$='/labels'] button")
    assert [e.text for e in inbox.all(".facts .pill.tag")] == ["energy", "urgent"]
    inbox.submit("button[value=star]")
    inbox.submit("button[value=mine]")
    assert inbox.all("button[value=unassign]"), inbox.text()
    inbox.find("details.more summary").click()
    inbox.find("details.more input").send_keys("first")
    inbox.submit("details.more button[value=label]")
    assert "first" in inbox.find(".item .pill.tag").text
    inbox.check("conversation")
    inbox.open("/?mine=yes&starred=yes&label=energy")
    assert len(inbox.all(".tip")) == 1
    inbox.open("/?unassigned=yes")
    assert not inbox.all(".tip")
    inbox.check("empty")
    inbox.open()
    inbox.find(".pick input").click()
    Select(inbox.find("#change")).select_by_value("close")
    inbox.submit(".bulk button")
    assert "1 conversation was changed." in inbox.text()
    assert inbox.find(".tip .pill").text == "Closed"


def live(inbox):
    inbox.open()
    write(inbox.given, "A second message, while you look.")
    inbox.wait("the list is renewed", lambda: "while you look" in inbox.find(".snippet").text)


def drafts(inbox):
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    inbox.find("#text").send_keys("Not yet finished")
    inbox.wait("it is saved", lambda: inbox.find("#draft-state").text == "Draft saved")
    inbox.driver.refresh()
    inbox.wait("the draft is back", lambda: value(inbox) == "Not yet finished")
    inbox.find("#text").clear()
    inbox.find("#text").send_keys("Saved by hand")
    inbox.submit("#reply button[value=save]")
    assert value(inbox) == "Saved by hand" and "Saved." in inbox.text()
    Select(inbox.find("#canned")).select_by_value("de:received")
    inbox.submit("button[value=insert]")
    assert value(inbox).startswith("Saved by hand") and value(inbox).endswith("haben es.")


def value(inbox):
    return inbox.find("#text").get_attribute("value")


def colleagues(inbox):
    """Two of the staff see that they would answer at once, and one may only read."""
    other = Inbox(inbox.given)
    try:
        other.open()
        other.find("#token").send_keys(inbox.given["second"])
        other.submit(".other button")
        other.find("a.go").click()
        other.wait("the conversation", lambda: other.find(".items"))
        assert not other.all("#note, .bulk, .more"), "a reader may change"
        inbox.find("#text").send_keys(" and more")
        other.wait("the colleague is seen", lambda: "ana is answering." in other.text())
        other.check("colleague")
        inbox.find("#text").clear()
        inbox.find("#text").send_keys("We have seen it.")
        inbox.submit("#reply button.main")
        assert value(inbox) == "", "the draft stays"
        other.wait("the answer is seen", lambda: "We have seen it." in other.text())
        other.open("/audit")
        assert "Your role does not allow this" in other.text()
        assert other.complaints() == [] or all("403" in c for c in other.complaints())
    finally:
        other.driver.quit()


def by_keyboard(inbox):
    inbox.open()
    inbox.key("?")
    inbox.wait("the keys are shown", lambda: inbox.find("dialog[open]"))
    inbox.picture("keys")
    inbox.key(Keys.ESCAPE)
    inbox.key("j")
    old = inbox.find("html")
    inbox.key(Keys.ENTER)
    inbox.left(old)
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    inbox.key("r")
    assert inbox.driver.switch_to.active_element.get_attribute("id") == "text"
    inbox.key("Sent by keys alone.")
    old = inbox.find("html")
    inbox.key(Keys.TAB)
    inbox.key(Keys.ENTER)
    inbox.left(old)
    assert "Sent by keys alone." in inbox.text()
    old = inbox.find("html")
    inbox.key("e")
    inbox.left(old)
    assert inbox.find(".facts .pill").text == "Closed"
    # In a field they are letters.
    inbox.find("#text").send_keys("j k r e ?")
    assert inbox.find("#text").get_attribute("value") == "j k r e ?"
    inbox.find("#text").clear()


def hostile(inbox):
    write(inbox.given, *HOSTILE)
    inbox.open()
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    for text in ("<script>window.harmed = 1</script>", "gpj.exe",
                 "zero[U+200B×3]width", "</textarea><!-- {{{t.inbox}}}"):
        assert text in inbox.text(), f"{text} is not shown as it is"
    assert inbox.driver.execute_script("return window.harmed") is None
    inbox.find(".hint a[href^='/messages/']")
    inbox.check("hostile")
    inbox.open("/?words=window")
    assert len(inbox.all(".tip")) == 3
    inbox.check("search")


def without_script(inbox):
    inbox.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    inbox.open()
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    inbox.find("#text").send_keys("Sent without a script.")
    inbox.submit("#reply button.main")
    assert "Sent without a script." in inbox.text()
    inbox.open()
    inbox.submit(".star")
    inbox.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def overviews(inbox):
    inbox.check("audit", "/audit")
    assert "Conversation changed" in inbox.text()
    inbox.check("statistics", "/statistics")
    assert inbox.all("svg rect")
    inbox.check("account", "/account")
    assert "This session" in inbox.text()
    inbox.check("problem", "/nothing/here")


def languages(inbox):
    inbox.open()
    for code, word in (("ar", "الوارد"), ("ru", "Входящие"), ("en", "Inbox")):
        Select(inbox.find("#language")).select_by_value(code)
        inbox.submit(".foot button")
        assert word in inbox.find("nav").text
        if code == "ar":
            assert inbox.find("html").get_attribute("dir") == "rtl"
            inbox.check("inbox-ar", "/")
            inbox.find("a.go").click()
            inbox.wait("the conversation", lambda: inbox.find("#text"))
            inbox.check("conversation-ar")
            inbox.submit("button.main[value=send]")
            assert "اكتب شيئًا قبل الإرسال." in inbox.find(".flash.bad").text
            inbox.check("refused-ar")
            inbox.check("absent-ar", "/conversations/calm-falcon")
            assert "ربما أُزيلت" in inbox.text()
            inbox.check("problem-ar", "/nothing/here")
            assert inbox.find("main p[lang=en][dir=ltr]").text
            inbox.open()


def erase(inbox):
    inbox.open()
    inbox.find("a.go").click()
    inbox.wait("the conversation", lambda: inbox.find("#text"))
    inbox.submit(".danger a")
    assert "Until then you can undo it" in inbox.text()
    inbox.check("erase")
    inbox.submit("button[value=later]")
    assert "about to be erased" in inbox.text()
    inbox.check("erasing")
    inbox.submit("form.flash button")
    assert "It stays." in inbox.text() and "about to be erased" not in inbox.text()
    inbox.submit(".danger a")
    inbox.submit("button[value=now]")
    assert "Erased." in inbox.text() and not inbox.all(".tip")


def sign_out(inbox):
    inbox.open()
    inbox.submit(".out button")
    inbox.open()
    assert "/sign-in" in inbox.driver.current_url


STEPS = [
    sign_in, read_and_reply, triage, live, drafts, colleagues, by_keyboard, hostile, without_script, overviews,
    languages, erase, sign_out,
]


def main():
    inbox = Inbox(GIVEN)
    try:
        for step in STEPS:
            step(inbox)
            complaints = [
                line for line in inbox.complaints()
                if not re.search("status of 40[034]", line)
            ]
            assert complaints == [], complaints
            print(step.__name__, flush=True)
    except Exception:
        inbox.picture("failed")
        raise
    finally:
        inbox.driver.quit()


main()
