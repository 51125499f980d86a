"""layering.py finds what it is there to find."""

import pathlib
import tempfile
import unittest

import layering


class LayeringTest(unittest.TestCase):
    def problems(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / path).parent.mkdir(parents=True)
            (root / path).write_text(text, encoding="utf-8")
            return layering.check(root)

    def test_include_to_the_left_is_fine(self):
        text = '#include <vector>\n#include "requant/base/error.h"\n'
        self.assertEqual(self.problems("requant/exec/a.cc", text), [])
        text = '#include "requant/graph/graph.h"\n#include "requant/target/target.h"\n'
        self.assertEqual(self.problems("requant/requantize/a.cc", text), [])

    def test_include_to_the_right_is_named_with_its_line(self):
        problems = self.problems("requant/graph/a.h", '#pragma once\n#include "requant/exec/b.h"\n')
        self.assertEqual(len(problems), 1)
        self.assertIn("requant/graph/a.h:2: graph includes exec", problems[0])

    def test_parts_side_by_side_do_not_know_each_other(self):
        for part, other in (("exec", "formats"), ("data", "target"), ("requantize", "formats")):
            problems = self.problems(f"requant/{part}/a.cc", f'#include "requant/{other}/b.h"\n')
            self.assertEqual(len(problems), 1, part)

    def test_tests_of_a_part_keep_its_rules(self):
        self.assertTrue(self.problems("requant/exec/a_test.cc", '#include "requant/data/b.h"\n'))

    def test_library_does_not_include_the_program(self):
        self.assertTrue(self.problems("requant/base/a.cc", '#include "cli/options.h"\n'))

    def test_program_includes_every_part(self):
        self.assertEqual(self.problems("cli/a.cc", '#include "requant/measure/b.h"\n'), [])

    def test_unknown_part(self):
        self.assertIn("add its rule", self.problems("requant/other/a.cc", "\n")[0])

    def test_long_file(self):
        self.assertEqual(self.problems("cli/a.cc", "\n" * 500), [])
        self.assertIn("cli/a.cc:501", self.problems("cli/a.cc", "\n" * 501)[0])

    def test_conflict_left_by_a_merge(self):
        self.assertIn("docs/a.md:2", self.problems("docs/a.md", "\n<<<<<<< HEAD\n")[0])
        self.assertEqual(self.problems("docs/a.md", "a\n=======\n"), [])

    def test_header_without_pragma_once(self):
        self.assertIn("requant/base/a.h:1", self.problems("requant/base/a.h", "int a;\n")[0])

    def test_library_code_that_prints_or_ends(self):
        for line in ("std::cout << 1;", "std::exit(1);", "abort();", 'printf("a");'):
            self.assertIn("a.cc:2", self.problems("requant/base/a.cc", "\n" + line)[0], line)

    def test_words_in_comments_literals_and_other_names_do_not_count(self):
        text = 'int a;  // abort()\nauto b = "exit(1)";\n/*\nputs(a)\n*/\nsnprintf(c, 1, "d");\n'
        self.assertEqual(self.problems("requant/base/a.cc", text), [])

    def test_tests_and_program_print(self):
        self.assertEqual(self.problems("requant/base/a_test.cc", "std::cout << 1;\n"), [])
        self.assertEqual(self.problems("cli/main.cc", "std::cout << 1;\n"), [])


if __name__ == "__main__":
    unittest.main()
