"""The program as a user meets it: exit statuses, messages, JSON. Usage: cli_test.py PROGRAM"""

import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

PROGRAM = None
DATA = pathlib.Path(os.environ.get("REQUANT_DATA", "../shared/data"))
MODELS = DATA / "models/tflite"
FLAGSHIP = MODELS / "mobilenet_v2_1.0_224_quant.tflite"
SMALL = MODELS / "mobilenet_v1_0.25_128_quant.tflite"
VAL = DATA / "imagenet/val_1300"


def run(*arguments, **options):
    """The program with these arguments; options as subprocess.run takes them."""
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, **options)


def png(height, width, pixel):
    def chunk(kind, body):
        return (struct.pack(">I", len(body)) + kind + body
                + struct.pack(">I", zlib.crc32(kind + body)))
    rows = b"".join(b"\0" + bytes(pixel) * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def needs(path):
    return unittest.skipUnless(path.exists(), f"{path} is missing (set REQUANT_DATA)")


class CliTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def assert_user_error(self, arguments, *parts):
        result = run(*arguments, *(["--json"] if len(arguments) > 1 else []))
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertTrue(result.stderr.startswith("requant: "), result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def assert_json(self, *arguments):
        result = run(*arguments, "--json")
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_help_and_version(self):
        for command in ([], ["eval"], ["compare"], ["run"]):
            result = run(*command, "--help")
            self.assertEqual(result.returncode, 0)
            self.assertIn("--help", result.stdout)
        self.assertIn("requant 0.", run("--version").stdout)

    def test_wrong_commands_and_options(self):
        self.assert_user_error(["evla"], "no command 'evla'", "eval")
        self.assert_user_error([], "--help")
        self.assert_user_error(["eval"], "required", "requant eval --help")
        self.assert_user_error(["eval", "m", "--data", "d", "--nonsense"], "--nonsense")
        self.assert_user_error(["eval", "m", "--data", "d", "--limit", "-3"],
                               "--limit: '-3' is not a whole number from 0 to")
        self.assert_user_error(["eval", "m", "--data", "d", "--crop", "nan"],
                               "--crop: 'nan' is not a number from 0.05 to 1")
        self.assert_user_error(["eval", "m", "--data", "d", "--threads", "x"], "--threads")

    def test_missing_and_broken_models(self):
        self.assert_user_error(["eval", "nowhere.tflite", "--data", "x"], "nowhere.tflite")
        broken = self.folder / "broken.tflite"
        broken.write_bytes(b"this is no model")
        self.assert_user_error(["run", broken, "--input", "x.png"], "broken.tflite")

    @needs(SMALL)
    def test_wrong_data(self):
        self.assert_user_error(["eval", SMALL, "--data", "/nowhere"], "'/nowhere' is not a folder")
        for kind in ("", "npy:", "idx:", "cifar10:"):
            self.assert_user_error(["eval", SMALL, "--data", kind + "x" * 5000], "xxx")
        self.assert_user_error(["eval", SMALL, "--data", self.folder], "no images")
        (self.folder / "a.png").write_bytes(png(8, 8, (1, 2, 3)))
        self.assert_user_error(["eval", SMALL, "--data", self.folder], "no labels")
        self.assert_user_error(["eval", SMALL, "--data", self.folder, "--normalize", "x"],
                               "--normalize")
        self.assert_user_error(["eval", SMALL, "--data", self.folder, "--target", "tflit"],
                               "tflit")
        (self.folder / "labels.csv").write_text("file,label0\na.png,x\nb.png,1\n")
        self.assert_user_error(["eval", SMALL, "--data", self.folder], "line 2", "line 3")
        (self.folder / "labels.csv").write_text("file,label0\na.png,5000\n")
        self.assert_user_error(["eval", SMALL, "--data", self.folder], "5000")
        (self.folder / "labels.csv").write_text("file,label0\na.png,5\n")
        (self.folder / "a.png").write_bytes(b"no image")
        self.assert_user_error(["eval", SMALL, "--data", self.folder], "a.png")

    @needs(SMALL)
    def test_run_on_an_image(self):
        image = self.folder / "a.png"
        image.write_bytes(png(128, 128, (90, 120, 30)))
        out = self.folder / "y.npy"
        result = self.assert_json("run", SMALL, "--input", image, "--output", out, "--top", 3)
        self.assertEqual(len(result["top"]), 3)
        self.assertEqual(len(result["outputs"][0]["values"]), 1001)
        self.assertTrue(out.read_bytes().startswith(b"\x93NUMPY"))
        text = run("run", SMALL, "--input", image, "--labels",
                   DATA / "imagenet/imagenet_labels_1001.txt")
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn("class", text.stdout)
        self.assert_user_error(["run", SMALL, "--input", out], "shape")
        self.assert_user_error(["run", SMALL, "--input", "no.jpg"], "no.jpg")
        self.assert_user_error(["run", SMALL, "--input", image, "--labels", self.folder],
                               "labels file")
        self.assert_user_error(["run", SMALL, "--input", image, "--output", self.folder],
                               "cannot be written")

    @needs(VAL)
    def test_eval_and_compare(self):
        result = self.assert_json("eval", SMALL, "--data", VAL, "--limit", 8)
        self.assertEqual(result["images"], 8)
        self.assertEqual(result["label_offset"], 1)
        self.assertEqual(result["target"], "tflite")
        self.assertGreaterEqual(result["top5"], result["top1"])
        self.assertGreater(result["images_per_second"], 0)
        same = self.assert_json("compare", SMALL, SMALL, "--data", VAL, "--limit", 4)
        self.assertEqual(same["agreement"], 100)
        self.assertIsNone(same["sqnr_db"])  # infinite
        self.assertIsNone(same["first_difference"])
        self.assertEqual(same["top1_source"], same["top1_result"])
        self.assertFalse(same["synthetic"])

    @needs(SMALL)
    def test_compare_without_data_says_so(self):
        result = run("compare", SMALL, SMALL, "--limit", 2, "--layers")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("synthetic", result.stdout)
        self.assertIn("conv2d", result.stdout)

    @needs(FLAGSHIP)
    def test_compare_refuses_models_that_take_other_inputs(self):
        self.assert_user_error(["compare", SMALL, FLAGSHIP], "different inputs")


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
