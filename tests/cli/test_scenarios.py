"""Every file of scenarios/ gets the verdict that it promises in its EXPECT, as a user would check it: without options."""

import pathlib
import unittest

from scenario_facts import check, constant, differences

SCENARIOS = sorted((pathlib.Path(__file__).parents[2] / "scenarios").glob("*.py"))


class Scenarios(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreaterEqual(len(SCENARIOS), 9)

    def test_each_gets_its_verdict(self):
        for path in SCENARIOS:
            with self.subTest(path.name):
                self.assertEqual(differences(constant(path, "EXPECT"), check(path)), [])

    def test_the_table_in_the_readme_names_each_with_its_verdict(self):
        lines = (SCENARIOS[0].parent / "README.md").read_text().splitlines()
        for path in SCENARIOS:
            rows = [line for line in lines if line.startswith(f"| [{path.name}]")]
            with self.subTest(path.name):
                self.assertEqual(len(rows), 1)
                self.assertTrue(rows[0].split("|")[3].strip().startswith(constant(path, "EXPECT")["verdict"]))


if __name__ == "__main__":
    unittest.main()
