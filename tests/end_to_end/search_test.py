"""`requant search` on the network of the project. Usage: search_test.py PROGRAM"""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = None
NETWORK = "models/fashion_resnet8.onnx"
IMAGES = 48
# Processes on one machine, also as root and on fewer cores. Open MPI does not free all that it has, which
# AddressSanitizer would count as leaks.
MPIRUN = ["env", "ASAN_OPTIONS=detect_leaks=0", "mpirun", "--allow-run-as-root", "--oversubscribe", "-n"]


def run(*arguments, launcher=()):
    command = [*launcher, PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def write_images(folder):
    """Images of noise in MNIST's layout, the test set with labels that say nothing."""
    draw = random.Random(1)
    for prefix in ("train", "t10k"):
        pixels = bytes(min(255, int(draw.expovariate(1 / 60))) for _ in range(IMAGES * 28 * 28))
        header = b"".join(n.to_bytes(4, "big") for n in (0x803, IMAGES, 28, 28))
        (folder / f"{prefix}-images-idx3-ubyte").write_bytes(header + pixels)
        (folder / f"{prefix}-labels-idx1-ubyte").write_bytes(
            b"".join(n.to_bytes(4, "big") for n in (0x801, IMAGES)) +
            bytes(draw.randrange(10) for _ in range(IMAGES)))


class SearchTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.images = pathlib.Path(folder.name)
        write_images(cls.images)
        cls.data = ["--data", f"idx:{cls.images}"]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def search(self, out, *options, launcher=(), status=0):
        result = run("search", NETWORK, "--target", "bitfusion", "-o", self.folder / out, *options,
                     launcher=launcher)
        if "without pagmo" in result.stderr:
            self.skipTest("built without pagmo")
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def front(self, out):
        front = json.loads((self.folder / out / "front.json").read_text())
        for key in ("seconds", "command", "network"):
            del front[key]
        return front

    def fault(self, *options):
        result = run("search", *options)
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        return result.stderr

    def test_without_data_the_front_is_of_the_files_sensitivities(self):
        result = self.search("out", "--budget", "300", "--json")
        told = json.loads(result.stdout)
        front = self.front("out")
        self.assertEqual(len(told["points"]), len(front["points"]))
        self.assertEqual(front["score"]["unit"], "nats")
        self.assertGreaterEqual(front["evaluations"], 300)
        cycles = [point["cycles"] for point in front["points"]]
        scores = [point["score"] for point in front["points"]]
        self.assertEqual(cycles, sorted(set(cycles)))
        self.assertEqual(scores, sorted(set(scores)))
        eight = next(r for r in front["references"] if r["name"] == "8 bits")
        self.assertLess(cycles[0], eight["cycles"] / 2)

    def test_a_points_score_is_that_of_eval(self):
        self.search("out", "--budget", "24", "--population", "8", *self.data, "--part", "test")
        front = self.front("out")
        self.assertEqual(front["score"]["name"], "top-1")
        for index in {0, len(front["points"]) - 1}:
            result = run("eval", NETWORK, "--assignment",
                         self.folder / "out" / "points" / f"{index}.json", "--target", "bitfusion",
                         "--json", *self.data)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertAlmostEqual(json.loads(result.stdout)["top1"],
                                   front["points"][index]["score"], places=9)

    def hits(self, assignment, count):
        result = run("eval", NETWORK, "--assignment", assignment, "--target", "bitfusion", "--json",
                     *self.data, "--limit", count)
        self.assertEqual(result.returncode, 0, result.stderr)
        return round(json.loads(result.stdout)["top1"] * count / 100)

    def test_verified_scores_are_those_of_the_images_that_were_not_searched_on(self):
        self.search("out", "--budget", "24", "--population", "8", *self.data, "--part", "test",
                    "--limit", "16")
        front = self.front("out")
        self.assertIn(f"{IMAGES - 16} images", front["verified_by"])
        for index, point in enumerate(front["points"]):
            assignment = self.folder / "out" / "points" / f"{index}.json"
            others = self.hits(assignment, IMAGES) - self.hits(assignment, 16)
            self.assertAlmostEqual(point["verified"], 100 * others / (IMAGES - 16), places=9)
        self.assertTrue(all("verified" in reference for reference in front["references"]))
        page = (self.folder / "out" / "report.html")
        self.assertTrue(not page.exists() or front["verified_by"] in page.read_text())

    def test_scores_can_be_losses(self):
        result = self.search("out", "--budget", "12", "--population", "8", *self.data, "--limit", "16",
                             "--score", "loss", "--json")
        front = self.front("out")
        self.assertEqual(front["score"], {"name": "log-likelihood", "unit": "nats"})
        self.assertTrue(all(p["score"] < 0 and p["verified"] < 0 for p in front["points"]))
        self.assertEqual(json.loads(result.stdout)["unit"], "nats")

    def test_what_is_verified_can_be_chosen(self):
        options = ["--budget", "12", "--population", "8", *self.data, "--limit", "16"]
        self.search("some", *options, "--verify", "8")
        self.assertIn("8 images", self.front("some")["verified_by"])
        self.search("none", *options, "--verify", "0")
        self.assertEqual(self.front("none")["verified_by"], "")
        self.assertNotIn("verified", self.front("none")["points"][0])
        refused = self.search("many", *options, "--verify", "40", status=2)
        self.assertIn("only 32 images are left", refused.stderr)

    def test_processes_change_nothing(self):
        if shutil.which("mpirun") is None:
            self.skipTest("no mpirun")
        options = ["--budget", "40", "--population", "8", "--threads", "1", *self.data, "--limit", "32"]
        self.search("one", *options)
        for count in ("2", "4"):
            self.search(count, *options, launcher=[*MPIRUN, count])
            self.assertEqual(self.front(count), self.front("one"))

    def test_goes_on_after_it_was_killed(self):
        options = ["--budget", "60", "--population", "8", *self.data]
        self.search("whole", *options)
        command = [PROGRAM, "search", NETWORK, "--target", "bitfusion", "-o",
                   str(self.folder / "cut"), *map(str, options)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        checkpoint = self.folder / "cut" / "checkpoint.json"
        while not checkpoint.exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertFalse((self.folder / "cut" / "front.json").exists())
        refused = self.search("cut", *options, status=2)
        self.assertIn("--resume", refused.stderr)
        self.search("cut", *options, "--resume")
        self.assertEqual(self.front("cut"), self.front("whole"))
        other = self.search("cut", *options, "--resume", "--seed", "2", status=2)
        self.assertIn("it is of another search", other.stderr)

    def test_interrupted_it_says_how_to_go_on(self):
        options = ["--budget", "100000", "--population", "8", *self.data]
        command = [PROGRAM, "search", NETWORK, "--target", "bitfusion", "-o",
                   str(self.folder / "out"), *map(str, options)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True)
        while not (self.folder / "out" / "checkpoint.json").exists() and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, messages = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 2, messages)
        self.assertIn("add --resume to the command to go on", messages)

    def test_faults_are_one_sentence(self):
        out = ["-o", self.folder / "out"]
        target = ["--target", "bitfusion"]
        self.assertIn("has no cost model", self.fault(NETWORK, "--target", "mixed-precision", *out))
        self.assertIn("nothing to search", self.fault(NETWORK, "--target", "array-int8", *out))
        self.assertIn("neither a number of evaluations",
                      self.fault(NETWORK, *target, *out, "--budget", "soon"))
        self.assertIn("multiple of 4", self.fault(NETWORK, *target, *out, "--population", "10"))
        self.assertIn("does not exist", self.fault("no.onnx", *target, *out))
        self.assertIn("add --data", self.fault(NETWORK, *target, *out, "--verify", "5"))
        self.assertFalse((self.folder / "out").exists())
        plain = self.folder / "plain.onnx"
        lowered = run("convert", NETWORK, "--precision", "8", "--target", "mixed-precision", "-o",
                      plain)
        self.assertEqual(lowered.returncode, 0, lowered.stderr)
        self.assertIn("carries no tables", self.fault(plain, *target, *out))
        (self.folder / "file").write_text("")
        self.assertIn("is a file", self.fault(NETWORK, *target, "-o", self.folder / "file"))


if __name__ == "__main__":
    PROGRAM = os.path.abspath(sys.argv.pop(1))
    os.environ.setdefault("OMPI_MCA_rmaps_base_oversubscribe", "1")
    unittest.main()
