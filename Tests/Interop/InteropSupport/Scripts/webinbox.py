"""A browser at a web inbox: Debian's chromium, or its firefox-esr for what needs no emulation.

`Inbox(given)` takes a dictionary with `url` and `pictures`, a folder for screenshots, perhaps
`downloads`, a folder for files that are saved, and `geckodriver`, the path of that program.
"""

import pathlib

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.support.ui import WebDriverWait

import axe_core_python

AXE = pathlib.Path(axe_core_python.__file__).with_name("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

class Inbox:
    def __init__(self, given, browser="chromium"):
        self.given = given
        self.url = given["url"]
        self.driver = self.chromium() if browser == "chromium" else self.firefox()
        if browser == "chromium":
            self.look("light", 1280)

    def firefox(self):
        options = webdriver.FirefoxOptions()
        options.binary_location = "/usr/bin/firefox-esr"
        options.add_argument("-headless")
        for name, value in {
            "browser.download.folderList": 2, "browser.download.dir": self.given["downloads"],
            "browser.helperApps.neverAsk.saveToDisk": "application/octet-stream,text/plain",
            "intl.accept_languages": "en", "network.proxy.type": 0,
        }.items():
            options.set_preference(name, value)
        # pip need not keep that it is a program.
        pathlib.Path(self.given["geckodriver"]).chmod(0o755)
        driver = webdriver.Firefox(
            options=options, service=FirefoxService(self.given["geckodriver"]))
        driver.set_window_size(1280, 900)
        return driver

    def chromium(self):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--hide-scrollbars", "--lang=en",
        ):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        if "downloads" in self.given:
            options.add_experimental_option(
                "prefs", {"download.default_directory": self.given["downloads"]})
        return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))

    # What a person does.

    def look(self, theme, width, height=900):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": theme}]},
        )
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500},
        )

    def open(self, path="/"):
        self.driver.get(self.url + path)

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def wait(self, what, condition, seconds=120):
        WebDriverWait(self.driver, seconds, 0.1, [Exception]).until(
            lambda _: condition(), f"{what}: {self.driver.current_url}\n{self.text()[:2000]}"
        )

    def text(self):
        return self.renewed(lambda: self.find("body").text)

    def press(self, selector):
        self.renewed(lambda: self.find(selector).click())

    @staticmethod
    def renewed(use):
        """A live page may renew an element between its being found and used."""
        for _ in range(20):
            try:
                return use()
            except StaleElementReferenceException:
                pass
        return use()

    def submit(self, selector):
        """Sends a form, and waits for the page behind it."""
        old = self.find("html")
        self.press(selector)
        self.left(old)

    def left(self, old):
        def is_gone():
            try:
                old.is_enabled()
                return False
            except Exception:
                return True

        WebDriverWait(self.driver, 20, 0.05).until(lambda _: is_gone(), "the page stays")
        self.wait("the page is whole", lambda: self.find("footer"))

    def key(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    # What is looked at.

    def check(self, name, path=None):
        """No violation, no sideways scrolling, and a picture, in both themes and sizes."""
        for theme in ("light", "dark"):
            for width in (1280, 390):
                self.look(theme, width)
                if path is not None:
                    self.open(path)
                self.driver.execute_script(AXE)
                found = self.driver.execute_async_script(
                    "const done = arguments[1]; axe.run({runOnly: arguments[0]})"
                    ".then(result => done(result.violations.map(v => [v.id, v.nodes[0].html])))",
                    RULES,
                )
                assert found == [], f"{name} {theme} {width}: {found}"
                wide = self.driver.execute_script("return document.documentElement.scrollWidth")
                assert wide <= width, f"{name} {theme} {width}: {wide} wide"
                small = self.driver.execute_script(SMALL)
                assert small == [], f"{name} {theme} {width}: too small to hit: {small}"
                self.picture(f"{name}-{width}-{theme}")
        self.look("light", 1280)

    def picture(self, name):
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        width = self.driver.execute_script("return window.innerWidth")
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": min(height, 4000), "deviceScaleFactor": 1,
             "mobile": width < 500},
        )
        folder = pathlib.Path(self.given["pictures"])
        folder.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(folder / f"{name}.png"))

    def complaints(self):
        """What the browser said of policies and scripts."""
        lines = [entry["message"] for entry in self.driver.get_log("browser")]
        return [line for line in lines if "favicon.ico" not in line]


# WCAG 2.2, 2.5.8: a target is 24 by 24 pixels at least, unless it stands in a line of text.
SMALL = """
return [...document.querySelectorAll('a, button, input, select, summary, textarea')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || e.type === 'hidden' || e.closest('dialog, .skip')) return false;
  const inLine = e.matches('p a, li a, dd a') && !e.matches('.tip a, .choices a');
  const label = e.closest('label');
  const target = label ? label.getBoundingClientRect() : box;
  return !inLine && (target.height < 23.5 || target.width < 23.5);
}).map(e => e.outerHTML.slice(0, 120))
"""
