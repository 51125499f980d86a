"""The pages of --report in a headless Chromium.

Usage: report_test.py PROGRAM SEARCH_PAGE TINY_MODEL
"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import browser

PROGRAM = SEARCH_PAGE = TINY_MODEL = None
PHONE = {"width": 390, "height": 844}
# What every page may hold in names: it must be shown, not run.
HOSTILE = """</script><script>console.error('run')</script><b>"'&{{x}}"""
# Where in the window a point of a chart is.
PLACE = """
const chart = Chart.getChart(arguments[0]);
chart.canvas.scrollIntoView({block: "center"});
const {x, y} = chart.getDatasetMeta(arguments[1]).data[arguments[2]].getProps(["x", "y"]);
const box = chart.canvas.getBoundingClientRect();
return [box.x + x, box.y + y];
"""
VALUES = "return Chart.getChart(arguments[0]).data.datasets[arguments[1]].data"
# The colours of a canvas's background that a page has drawn.
DRAWN = """
return [...document.querySelectorAll("canvas")].filter((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((v) => v > 0)).length
"""
OVERFLOW = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
BACKGROUND = "return getComputedStyle(document.body).backgroundColor"


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.__exit__)

    def tearDown(self):
        self.assertEqual(self.browser.messages(), [])

    def assert_readable(self, file):
        """Without sideways scrolling on a phone, and with colours of its own in the dark."""
        self.browser.open(file, **PHONE)
        self.assertLessEqual(self.browser.run(OVERFLOW), 0)
        light = self.browser.run(BACKGROUND)
        self.browser.open(file, scheme="dark")
        self.assertEqual(light, "rgb(255, 255, 255)")
        self.assertNotEqual(self.browser.run(BACKGROUND), light)


class SearchPageTest(PageTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = cls.folder / "search.html"
        subprocess.run([SEARCH_PAGE, cls.page], check=True)

    def click_point(self, dataset, index):
        self.browser.click(*self.browser.run(PLACE, "front-chart", dataset, index))

    def bits(self):
        return [self.browser.run(VALUES, "bits-chart", which) for which in (0, 1)]

    def test_all_charts_are_drawn(self):
        self.browser.open(self.page)
        self.assertEqual(self.browser.run(DRAWN), 5)

    def test_click_on_a_point_shows_its_layers(self):
        self.browser.open(self.page)
        before = self.bits()
        self.click_point(0, 20)
        self.assertEqual(self.browser.text("#point-title"), "Point 20")
        self.assertIn("--point 20 ", self.browser.text("#point-command"))
        after = self.bits()
        self.assertNotEqual(before, after)
        self.assertEqual(self.browser.run("return report.front[20].bits.map((b) => b[0])"), after[0])
        self.assertEqual(self.browser.run("return report.front[20].bits.map((b) => b[1])"), after[1])
        costs = self.browser.run("return report.front[20].layer_costs.map((c) => c[0])")
        self.assertEqual(self.browser.run(VALUES, "layer-cost-chart", 0), costs)

    def test_click_on_a_reference_point_shows_its_layers(self):
        self.browser.open(self.page)
        self.click_point(2, 0)
        self.assertEqual(self.browser.text("#point-title"), "4 bits uniform")
        self.assertEqual(self.bits()[0], [8] + 20 * [4] + [8])

    def test_pointing_at_a_point_names_its_assignment(self):
        self.browser.open(self.page)
        self.browser.mouse("mouseMoved", *self.browser.run(PLACE, "front-chart", 0, 12))
        shown = self.browser.run("""
            const {tooltip} = Chart.getChart("front-chart");
            return [...tooltip.title, ...tooltip.body.flatMap(({lines}) => lines)].join(" ")""")
        self.assertIn("Point 12", shown)
        self.assertIn(self.browser.run("return assignmentText(report.front[12].bits)"), shown)

    def test_chosen_point_has_its_name_too(self):
        self.browser.open(self.page)
        self.click_point(0, 12)
        self.browser.mouse("mouseMoved", 5, 5)
        self.browser.mouse("mouseMoved", *self.browser.run(PLACE, "front-chart", 0, 12))
        title = "return Chart.getChart('front-chart').tooltip.title"
        self.assertEqual(self.browser.run(title), ["Point 12"])

    def test_table_is_used_by_keyboard(self):
        self.browser.open(self.page)
        self.browser.run("document.querySelector('[data-point=\"3\"] button').focus()")
        self.browser.key("Enter", 13)
        self.assertEqual(self.browser.text("#point-title"), "Point 3")
        self.assertEqual(self.browser.run("return document.querySelectorAll('tr.chosen').length"), 1)
        self.assertEqual(self.browser.run(
            "return document.querySelector('tr.chosen button').getAttribute('aria-pressed')"), "true")

    def test_table_holds_every_point(self):
        self.browser.open(self.page)
        rows = self.browser.run("""
            return [...document.querySelectorAll("#points-table tbody tr")].map((row) =>
              [...row.children].map((cell) => cell.firstChild.textContent))""")
        self.assertEqual(len(rows), 33)
        point = self.browser.run("return report.front[7]")
        self.assertEqual(rows[7][:4], ["7", f"{point['score']:.2f}", f"{point['verified']:.2f}",
                                       f"{point['costs'][0]:,.0f}"])

    def test_choice_of_the_cost(self):
        self.browser.open(self.page)
        self.browser.run("document.querySelectorAll('#cost-choice input')[1].click()")
        shown = [point["x"] for point in self.browser.run(VALUES, "front-chart", 0)]
        self.assertEqual(shown, self.browser.run("return report.front.map((p) => p.costs[1])"))
        self.assertEqual(self.browser.text("#layer-cost-title"), "Energy of each layer")
        cloud = self.browser.run(VALUES, "front-chart", 6)[:5]
        others = self.browser.run("return report.others.slice(0, 5)")
        self.assertEqual(cloud, [{"x": values[2], "y": values[0]} for values in others])
        best = self.browser.run(VALUES, "front-chart", 5)
        self.assertTrue({point["x"] for point in best} <= set(shown))

    def test_growth_follows_the_generation(self):
        self.browser.open(self.page)
        self.browser.run("""
            const slider = document.getElementById("generation");
            slider.value = 0;
            slider.dispatchEvent(new Event("input"))""")
        shown = [[point["y"], point["x"]] for point in self.browser.run(VALUES, "growth-chart", 0)]
        first = self.browser.run("return report.history[0].front.map((values) => values.slice(0, 2))")
        self.assertEqual(shown, first)
        self.assertTrue(self.browser.text("#generation-text").startswith("0: 48 assignments"))

    def test_readable_on_a_phone_and_in_the_dark(self):
        self.assert_readable(self.page)

    def test_charts_follow_the_colour_scheme(self):
        self.browser.open(self.page)
        colours = "return Chart.getChart('front-chart').data.datasets.map((set) => set.borderColor)"
        light = self.browser.run(colours)
        self.browser.prefer("dark")
        self.assertNotEqual(self.browser.run(colours), light)

    def test_printed_in_the_colours_of_paper(self):
        self.browser.open(self.page, scheme="dark")
        self.browser.run("dispatchEvent(new Event('beforeprint'))")
        self.assertEqual(self.browser.run(BACKGROUND), "rgb(255, 255, 255)")
        self.browser.run("dispatchEvent(new Event('afterprint'))")
        self.assertNotEqual(self.browser.run(BACKGROUND), "rgb(255, 255, 255)")

    def test_names_are_shown_as_they_are(self):
        page = self.folder / "hostile.html"
        subprocess.run([SEARCH_PAGE, page, HOSTILE], check=True)
        self.browser.open(page)
        self.assertEqual(self.browser.text("h1"), "resnet20 on bitfusion" + HOSTILE)
        self.assertIn(HOSTILE, self.browser.text("#layers-table"))
        self.assertIn(HOSTILE, self.browser.text("#measured"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('main b').length"), 0)
        self.assertIn("'out/front.json</script>", self.browser.text("#point-command"))


class ConvertPageTest(PageTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls.folder / "tiny.tflite"
        cls.page = cls.folder / "convert.html"
        subprocess.run([TINY_MODEL, model], check=True)
        subprocess.run([PROGRAM, "convert", model, "--target", "symmetric-int8,esp32-s3", "-o",
                        cls.folder / "out", "--report", cls.page, "--samples", "4", "--limit", "8"],
                       check=True, stdout=subprocess.DEVNULL)

    def test_every_target_has_its_charts(self):
        self.browser.open(self.page)
        self.assertEqual(self.browser.run(DRAWN), 4)
        self.assertEqual(self.browser.text("#target-0 h2"), "symmetric-int8")
        self.assertIn("esp32-s3", self.browser.text("#targets-table"))

    def test_tables_hold_tensors_and_passes(self):
        self.browser.open(self.page)
        self.assertIn("depthwise", self.browser.text("#target-1 details"))
        self.assertIn("naive", self.browser.text("#target-1 .side-by-side"))

    def test_readable_on_a_phone_and_in_the_dark(self):
        self.assert_readable(self.page)


if __name__ == "__main__":
    PROGRAM, SEARCH_PAGE, TINY_MODEL = sys.argv[1:4]
    if browser.missing():
        print("skipped: there is no", browser.missing())
        sys.exit(77)
    with tempfile.NamedTemporaryFile() as file:
        tried = subprocess.run([SEARCH_PAGE, file.name], stderr=subprocess.PIPE, text=True)
    if "built without report" in tried.stderr:
        print("skipped: built without Chart.js")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
