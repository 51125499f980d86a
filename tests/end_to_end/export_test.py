"""`requant export` and what takes its files. Usage: export_test.py PROGRAM"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
PROJECT = pathlib.Path(__file__).resolve().parents[2]
NETWORK = PROJECT / "models/fashion_resnet8.onnx"
EXTENSIONS = {"tflite": ".tflite", "onnx": ".onnx", "qonnx": ".onnx", "json": ".json"}


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)


class ExportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def assert_user_error(self, arguments, *parts):
        result = run("export", *arguments)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)
        self.assertEqual(list(self.folder.glob("out*")), [])

    def exported(self, name, *options):
        out = self.folder / (name + EXTENSIONS[name])
        result = run("export", NETWORK, "--format", name, "-o", out, "--json", *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return out, json.loads(result.stdout)

    def test_exported_models_are_models(self):
        for name in ("tflite", "onnx", "qonnx"):
            with self.subTest(name):
                out, report = self.exported(name, "--precision", 4)
                self.assertEqual(report["bytes"], out.stat().st_size)
                result = run("inspect", out, "--json")
                self.assertEqual(result.returncode, 0, result.stderr)

    def test_files_are_small(self):
        _, wide = self.exported("onnx", "--precision", 8)
        _, narrow = self.exported("onnx", "--precision", 2)
        self.assertLess(narrow["packed_bytes"], wide["packed_bytes"] / 3)
        self.assertLess(narrow["bytes"] - narrow["packed_bytes"], 30000)

    def test_json_names_its_version(self):
        out, _ = self.exported("json", "--precision", 2)
        document = json.loads(out.read_text())
        self.assertEqual((document["format"], document["version"]), ("requant", 1))
        self.assertEqual(document["target"], "mixed-precision")
        bits = {layer["weights"]["bits"] for layer in document["layers"] if "weights" in layer}
        self.assertEqual(bits, {8, 2})

    def front(self, weights):
        """A front of two points, of which the second has these weights."""
        layers = [f"layer{i}" for i in range(len(weights))]
        cost = {"score": 90.0, "cycles": 1.0, "energy": 1.0, "bytes": 1.0}
        points = [{**cost, "weights": w, "activations": [8] * len(w)}
                  for w in ([8] * len(weights), weights)]
        front = {"requant_front": 1, "network": str(NETWORK),
                 "target": {"name": "mixed-precision",
                            "yaml": (PROJECT / "targets/mixed-precision.yaml").read_text()},
                 "objective": "latency", "score": {"name": "top-1", "unit": "%"}, "how": "",
                 "seed": 1, "evaluations": 2, "seconds": 1.0, "command": "", "layers": layers,
                 "points": points, "references": [], "others": [], "history": []}
        path = self.folder / "front.json"
        path.write_text(json.dumps(front))
        return path

    def test_a_point_of_a_front(self):
        front = self.front([8] + [2] * 8 + [8])
        out = self.folder / "point.json"
        result = run("export", front, "--point", 1, "-o", out)
        self.assertEqual(result.returncode, 0, result.stderr)
        layers = [layer for layer in json.loads(out.read_text())["layers"] if "weights" in layer]
        self.assertEqual([layer["weights"]["bits"] for layer in layers], [8] + [2] * 8 + [8])
        other = self.folder / "out.onnx"
        self.assert_user_error([front, "--point", 2, "-o", other], "point 2", "0 to 1")
        self.assert_user_error([front, "-o", other], "--point")
        self.assert_user_error([front, "--point", 1, "--precision", 4, "-o", other], "--point")
        self.assert_user_error([self.folder / "no.json", "--point", 0, "-o", other], "no.json")

    def test_what_is_wrong_is_said(self):
        out = self.folder / "out.onnx"
        self.assert_user_error([NETWORK, "-o", out], "--precision")
        self.assert_user_error([NETWORK, "--precision", 4, "--format", "tf", "-o", out],
                               "'tf'", "qonnx")
        self.assert_user_error([NETWORK, "--precision", 4, "--format", "tflite", "-o", out],
                               ".tflite")
        self.assert_user_error([NETWORK, "--precision", 4, "--point", 1, "-o", out], "--point")
        plain, _ = self.exported("onnx", "--precision", 8)
        self.assert_user_error([plain, "--precision", 4, "-o", out], "no network of many")
        self.assert_user_error([NETWORK, "--precision", 4, "-o", self.folder / "no/out.onnx"],
                               "no/out.onnx")


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
