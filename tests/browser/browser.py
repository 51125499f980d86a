"""A headless Chromium for tests, driven through Debian's chromium-driver in the WebDriver protocol."""

import json
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.request

TIME_LIMIT = 120  # seconds for one request
# Frames after which a page has drawn what followed from a change: media queries and observers of
# sizes are told in the first one, and what listens to them may wait for the next, twice.
SETTLING_FRAMES = 4
SETTLE = """
const [frames, done] = arguments;
const next = (left) => left === 0 ? done() : requestAnimationFrame(() => next(left - 1));
next(frames);
"""


def missing():
    """What of it is not here; None where all is."""
    for program in ("chromium", "chromedriver"):
        if shutil.which(program) is None:
            return program
    return None


class Browser:
    """One window. As a context manager it ends the browser."""

    def __init__(self):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
        try:
            self.address = f"http://127.0.0.1:{self.port()}/session"
            # Its own sandbox does not work for root, nor its shared memory in small containers.
            options = {"args": ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]}
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            session = self.post("", {"capabilities": {"alwaysMatch": wanted}})
            self.address += "/" + session["sessionId"]
        except BaseException:
            self.process.kill()
            raise

    def port(self):
        for line in self.process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return found.group(1)
        raise RuntimeError("chromedriver ended without naming its port")

    def request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=TIME_LIMIT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def post(self, path, body):
        return self.request("POST", path, body)

    def devtools(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.request("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()
            self.process.stdout.close()

    def open(self, file, width=1280, height=900, scheme="light"):
        """Shows the file in a window of that size and colour scheme."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.devtools("Emulation.setDeviceMetricsOverride", **metrics)
        self.devtools("Emulation.setEmulatedMedia", features=[self.scheme(scheme)])
        self.post("/url", {"url": pathlib.Path(file).resolve().as_uri()})
        self.settle()

    @staticmethod
    def scheme(name):
        return {"name": "prefers-color-scheme", "value": name}

    def prefer(self, scheme):
        """The colour scheme, from now on, of the page that is shown."""
        self.devtools("Emulation.setEmulatedMedia", features=[self.scheme(scheme)])
        self.settle()

    def settle(self):
        """Waits until the page has drawn what follows from the last change."""
        self.post("/execute/async", {"script": SETTLE, "args": [SETTLING_FRAMES]})

    def run(self, script, *arguments):
        """What the script, the body of a function, returns."""
        return self.post("/execute/sync", {"script": script, "args": arguments})

    def text(self, selector):
        return self.run("return document.querySelector(arguments[0]).textContent", selector)

    def mouse(self, kind, x, y, **more):
        self.devtools("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
        self.settle()

    def click(self, x, y):
        """The left button at that place of the window."""
        self.mouse("mouseMoved", x, y)
        self.mouse("mousePressed", x, y, button="left", clickCount=1)
        self.mouse("mouseReleased", x, y, button="left", clickCount=1)

    def key(self, key, code):
        for kind in ("rawKeyDown", "char", "keyUp"):
            self.devtools("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, text="\r")
        self.settle()

    def messages(self):
        """The console's messages since the last call."""
        return [entry["message"] for entry in self.post("/se/log", {"type": "browser"})]
