"""Networks of many precisions through the other commands. Usage: network_test.py PROGRAM"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
NETWORK = "models/fashion_resnet8.onnx"


class NetworkTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def converted(self, target):
        """What the conversion of its 8 bits says of the logits."""
        command = [PROGRAM, "convert", NETWORK, "--precision", "8", "--target", target, "-o",
                   str(self.folder / f"{target}.onnx"), "--json"]
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)["sqnr_db"]

    def test_sums_with_a_symmetric_branch_go_to_targets_without_zero_points(self):
        # The other branch is one-sided and gets an offset, which the symmetric one has to balance.
        self.assertGreater(self.converted("symmetric-int8"), 22)
        self.assertGreater(self.converted("symmetric-int8-pow2"), 18)
        self.assertGreater(self.converted("esp32-p4"), 18)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
