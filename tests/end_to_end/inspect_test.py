"""requant inspect and requant targets as a user meets them. Usage: inspect_test.py PROGRAM"""

import json
import pathlib
import sys
import tempfile
import unittest

import cli_test
from cli_test import FLAGSHIP, MODELS, needs, run


def inspected(model):
    result = run("inspect", model, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


class InspectTest(unittest.TestCase):
    @needs(FLAGSHIP)
    def test_flagship(self):
        found = inspected(FLAGSHIP)
        self.assertEqual(found["scheme"], "uint8 asymmetric, uint8 weights asymmetric per tensor")
        self.assertEqual(found["macs"], 300775552)
        self.assertEqual(found["parameters"], 3489097)
        self.assertEqual(found["ops"]["conv2d"], 36)
        self.assertEqual(found["inputs"][0]["shape"], [1, 224, 224, 3])
        self.assertTrue(found["targets"]["tflite-uint8"]["fits"])
        whats = [o["what"] for o in found["targets"]["symmetric-int8"]["obstacles"]]
        self.assertIn("51 weight tensors have a zero point other than 0", whats)

    @needs(MODELS)
    def test_all_models_lay_out_in_100_columns(self):
        for model in sorted(MODELS.glob("*.tflite")):
            for options in ([], ["--layers"]):
                result = run("inspect", model, *options)
                self.assertEqual(result.returncode, 0, result.stderr)
                widest = max(result.stdout.splitlines(), key=len)
                self.assertLessEqual(len(widest), 100, f"{model.name}: {widest}")

    @needs(MODELS)
    def test_int8_models_fit_their_target_and_float_models_none(self):
        for model in MODELS.glob("mlperf_tiny_*.tflite"):
            targets = inspected(model)["targets"]
            integer = model.stem.endswith("_int8")
            self.assertEqual(targets["tflite-int8"]["fits"], integer, model.name)
            self.assertEqual(any(t["fits"] for t in targets.values()), integer, model.name)

    def test_missing_model(self):
        result = run("inspect", "nowhere.tflite")
        self.assertEqual(result.returncode, 2)
        self.assertIn("nowhere.tflite", result.stderr)


class TargetsTest(unittest.TestCase):
    def test_table_and_each_in_full(self):
        names = [t["name"] for t in json.loads(run("targets", "--json").stdout)["targets"]]
        self.assertIn("esp32-s3", names)
        table = run("targets").stdout
        for name in names:
            self.assertIn("\n" + name + " ", table)
            result = run("targets", name)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("Sources", result.stdout)
            self.assertLessEqual(max(map(len, result.stdout.splitlines())), 100, name)

    def test_faulty_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "my-chip.yaml"
            path.write_text("name: my-chip\ntitle: x\nextends: esp32-s3\n"
                            "weight:\n  granularty: per_channel\n")
            result = run("targets", path)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr, f"requant: {path}: line 5: unknown key 'granularty' in "
                                        "'weight'; did you mean 'granularity'?\n")

    def test_unknown_name(self):
        result = run("targets", "esp32s3")
        self.assertEqual(result.returncode, 2)
        self.assertIn("did you mean 'esp32-s3'?", result.stderr)


if __name__ == "__main__":
    cli_test.PROGRAM = sys.argv.pop(1)
    unittest.main()
