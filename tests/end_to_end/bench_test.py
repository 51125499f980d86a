"""requant bench as a user meets it: that figures are there and fit each other, never how fast it is.

Usage: bench_test.py PROGRAM
"""

import json
import os
import sys
import unittest

import cli_test
from cli_test import run

NETWORK = "models/fashion_resnet8.onnx"
PRECISION = ("--precision", "4")


def bench(*arguments, **options):
    result = run("bench", NETWORK, *PRECISION, "--runs", "1", *arguments, "--json", **options)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


class BenchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = bench("--threads", "2")

    def test_figures_fit_each_other(self):
        found = self.found
        self.assertEqual([one["threads"] for one in found["latencies"]], [1, 2])
        for one in found["latencies"]:
            self.assertGreater(one["min_ms"], 0)
            self.assertGreaterEqual(one["median_ms"], one["min_ms"])
        cost = json.loads(run("cost", NETWORK, *PRECISION, "--target", "bitfusion", "--json").stdout)
        self.assertEqual(found["macs"], cost["total"]["macs"])
        self.assertEqual(sum(op["macs"] for op in found["ops"]), found["macs"])
        rate = found["macs"] / (found["latencies"][0]["median_ms"] / 1000)
        self.assertAlmostEqual(found["macs_per_second"] / rate, 1)
        self.assertAlmostEqual(found["percent_of_peak"],
                               100 * found["macs_per_second"] / found["peak_macs_per_second"])
        self.assertGreater(found["arena_bytes"], 0)
        self.assertGreater(found["images_per_second"], 0)

    def test_every_op_has_its_time(self):
        found = self.found
        self.assertEqual({op["op"] for op in found["ops"]},
                         {"conv2d", "quantize", "add", "mean", "fully_connected"})
        self.assertTrue(all(op["ms"] > 0 for op in found["ops"]))
        text = run("bench", NETWORK, *PRECISION, "--runs", "1").stdout
        for op in found["ops"]:
            self.assertIn(op["op"], text)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_instructions_are_named_and_can_be_pinned(self):
        self.assertEqual(self.found["executor"], "fast")
        pinned = bench(env={**os.environ, "REQUANT_SIMD": "SCALAR"})
        self.assertEqual(pinned["simd"], "SCALAR")
        self.assertEqual(bench("--executor", "reference")["simd"], "none")
        unknown = run("bench", NETWORK, *PRECISION, env={**os.environ, "REQUANT_SIMD": "avx1024"})
        self.assertEqual(unknown.returncode, 2, unknown.stderr)
        self.assertIn("REQUANT_SIMD", unknown.stderr)
        self.assertIn(self.found["simd"], unknown.stderr)

    def test_no_runs_are_refused(self):
        result = run("bench", NETWORK, "--runs", "0")
        self.assertEqual(result.returncode, 2)
        self.assertIn("--runs", result.stderr)


if __name__ == "__main__":
    cli_test.PROGRAM = sys.argv[1]
    unittest.main(argv=sys.argv[:1])
