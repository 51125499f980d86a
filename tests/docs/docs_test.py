"""The documents say what is there: links, target files, and the program's commands, options and
JSON keys.

Usage: docs_test.py ROOT REQUANT TINY_MODEL_TOOL
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT, REQUANT, TINY_MODEL = (pathlib.Path(argument) for argument in sys.argv[1:4])
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def run(*arguments):
    return subprocess.run([REQUANT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False)


def section(command):
    """What docs/commands.md says of a command, with what it says of all."""
    parts = re.split(r"^## ", COMMANDS, flags=re.MULTILINE)
    return "".join(part for part in parts
                   if part.startswith(f"requant {command}") or not part.startswith("requant "))


def options(command):
    return set(re.findall(r"--[a-z][a-z-]*", run(command, "--help").stdout)) - {"--help"}


def npy(shape):
    """A .npy file of zeros of uint8."""
    header = repr({"descr": "|u1", "fortran_order": False, "shape": shape}) + "\n"
    size = 1
    for dimension in shape:
        size *= dimension
    return (b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
            + bytes(size))


# Objects whose keys are names: of ops, of types, of targets, or numbers of bits.
BY_NAME = {"ops", "types", "targets", "bits"}


def keys(value):
    """All keys of a JSON value, also of what it holds."""
    if isinstance(value, list):
        for element in value:
            yield from keys(element)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            named = isinstance(inner, dict) and key in BY_NAME
            yield from keys(list(inner.values()) if named else inner)


class DocsTest(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for document in DOCUMENTS:
            for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
                if not target.startswith("http"):
                    self.assertTrue((document.parent / target).exists(), f"{document}: {target}")

    def test_target_files_are_valid(self):
        text = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
        examples = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
        self.assertGreater(len(examples), 1)
        with tempfile.TemporaryDirectory() as folder:
            for example in examples:
                file = pathlib.Path(folder) / "my-chip.yaml"
                file.write_text(example, encoding="utf-8")
                done = run("targets", file)
                self.assertEqual(done.returncode, 0, done.stdout)

    def test_every_command_and_option_is_documented(self):
        documented = re.findall(r"^## requant (\w+)", COMMANDS, flags=re.MULTILINE)
        self.assertGreater(len(documented), 5)
        for command in documented:
            self.assertEqual(run(command, "--help").returncode, 0, command)
            for option in sorted(options(command)):
                known = f"`{option}" in section(command)
                self.assertTrue(known, f"docs/commands.md does not say {option} of {command}")

    def test_no_option_is_documented_that_is_none(self):
        for command in re.findall(r"^## requant (\w+)", COMMANDS, flags=re.MULTILINE):
            own = section(command)
            for part in own.split("\n## "):
                if part.startswith(f"requant {command}"):
                    for option in re.findall(r"--[a-z][a-z-]*", part):
                        self.assertIn(option, options(command) | {"--help"}, command)

    def assert_keys_are_documented(self, command, *arguments):
        done = subprocess.run([REQUANT, command, *arguments, "--json"], stdout=subprocess.PIPE,
                              text=True, check=True)
        for key in keys(json.loads(done.stdout)):
            self.assertIn(f"`{key}`", section(command), command)

    def test_every_json_key_is_documented(self):
        with tempfile.TemporaryDirectory() as folder:
            model, result = f"{folder}/tiny.tflite", f"{folder}/result.tflite"
            subprocess.run([TINY_MODEL, model], check=True)
            few = ["--samples", "2", "--limit", "2", "--layers"]
            self.assert_keys_are_documented("convert", model, "--target", "symmetric-int8", "-o",
                                            result, "--report-passes", *few)
            self.assert_keys_are_documented("cost", model, "--target", "bitfusion")
            self.assert_keys_are_documented("compare", model, result, "--limit", "2")
            self.assert_keys_are_documented("inspect", result, "--layers")
            image = pathlib.Path(folder) / "x.npy"
            image.write_bytes(npy((1, 16, 16, 3)))
            self.assert_keys_are_documented("run", model, "--input", image)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
