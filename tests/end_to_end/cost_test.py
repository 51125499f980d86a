"""requant cost as a user meets it. Usage: cost_test.py PROGRAM TINY_MODEL_TOOL"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import cli_test
from cli_test import run

NETWORK = pathlib.Path("models/fashion_resnet8.onnx")
ASSIGNMENT = pathlib.Path("models/fashion_resnet8_mixture.json")


def cost(*arguments):
    result = run("cost", *arguments, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


class CostTest(unittest.TestCase):
    def assert_refused(self, arguments, *parts):
        result = run("cost", *arguments)
        self.assertEqual(result.returncode, 2, result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)

    def test_fewer_bits_cost_less_where_hardware_gains_by_them(self):
        for target in ("bitfusion", "bismo", "xpulpnn"):
            eight, four, two = (cost(NETWORK, "--target", target, "--precision", bits)["total"]
                                for bits in (8, 4, 2))
            for key in ("cycles", "energy_pj", "weight_bytes", "dram_bytes", "bit_operations"):
                self.assertLess(four[key], eight[key], f"{target} {key}")
                self.assertLess(two[key], four[key], f"{target} {key}")
            self.assertEqual(two["macs"], eight["macs"])

    def test_layers_add_up_to_the_total(self):
        found = cost(NETWORK, "--target", "bitfusion", "--assignment", ASSIGNMENT)
        for key in ("cycles", "macs", "weight_bytes", "dram_bytes", "bit_operations"):
            self.assertEqual(sum(layer[key] for layer in found["layers"]), found["total"][key])
        seconds = found["total"]["cycles"] / (found["frequency_mhz"] * 1e6)
        self.assertAlmostEqual(found["total"]["seconds"], seconds)
        by_hand = sum(layer["weight_bits"] * layer["activation_bits"] * layer["macs"]
                      for layer in found["layers"])
        self.assertEqual(found["total"]["bit_operations"], by_hand)

    def test_any_integer_model_has_a_cost_and_its_table_fits_100_columns(self):
        with tempfile.TemporaryDirectory() as folder:
            model = pathlib.Path(folder) / "tiny.tflite"
            subprocess.run([TINY_MODEL, model], check=True)
            self.assertGreater(cost(model, "--target", "array-int8")["total"]["cycles"], 0)
            text = run("cost", model, "--target", "array-int8").stdout
        text += run("cost", NETWORK, "--target", "bismo", "--precision", "2").stdout
        self.assertIn("latency", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_a_file_of_ones_own_is_a_target(self):
        with tempfile.TemporaryDirectory() as folder:
            chip = pathlib.Path(folder) / "chip.yaml"
            chip.write_text("name: chip\ntitle: Twice the clock\nextends: bitfusion\n"
                            "cost: {frequency_mhz: 1000}\n", encoding="utf-8")
            options = ("--precision", "4")
            fast = cost(NETWORK, "--target", chip, *options)["total"]
            slow = cost(NETWORK, "--target", "bitfusion", *options)["total"]
        self.assertEqual(fast["cycles"], slow["cycles"])
        self.assertAlmostEqual(2 * fast["seconds"], slow["seconds"])

    def test_targets_show_what_they_take_and_cost(self):
        text = run("targets", "bitfusion").stdout
        self.assertIn("weights of 8, 4, 2 bits", text)
        self.assertIn("16 x 32 multipliers of 8 bits, split down to 2 at 500 MHz", text)
        shown = json.loads(run("targets", "bismo", "--json").stdout)
        self.assertEqual(shown["cost"]["engine"],
                         {"kind": "bit_serial", "rows": 10, "columns": 10, "depth": 256})
        self.assertEqual(shown["precision"]["weights"], [8, 7, 6, 5, 4, 3, 2, 1])

    def test_mistakes_are_told_in_a_sentence(self):
        self.assert_refused([NETWORK, "--target", "esp32-s3", "--precision", "8"],
                            "target 'esp32-s3' has no cost model; targets with one: array-int8")
        self.assert_refused([NETWORK, "--target", "array-int8", "--precision", "4"],
                            "takes weights of 8 and activations of 8 bits; choose others")
        self.assert_refused([NETWORK, "--target", "bitfusion"], "--precision BITS")


if __name__ == "__main__":
    cli_test.PROGRAM = sys.argv[1]
    TINY_MODEL = sys.argv[2]
    unittest.main(argv=sys.argv[:1])
