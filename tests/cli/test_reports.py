"""Reports as a user reads them, compared with the files in golden/ (FRONTRUN_UPDATE_GOLDEN=1 rewrites those)."""

import shutil
import unittest

from command_line import ROOT, CommandLineTest

SCENARIOS = ["bank_transfer", "check_then_act", "lazy_init", "dining_philosophers", "lost_wakeup", "spinning_politely",
             "locked_counter"]


class Reports(CommandLineTest):
    def test_check(self):
        for name in SCENARIOS:
            with self.subTest(name):
                shutil.copy(ROOT / "scenarios" / f"{name}.py", self.folder)
                self.golden(f"check_{name}.txt", self.run_binary("check", f"{name}.py").stdout)

    def test_replay(self):
        shutil.copy(ROOT / "scenarios/bank_transfer.py", self.folder)
        self.expect(1, "check", "bank_transfer.py")
        self.golden("replay_bank_transfer.txt", self.expect(1, "replay", "bank_transfer.cex.json").stdout)

    def test_keep_going(self):
        shutil.copy(ROOT / "scenarios/bank_transfer.py", self.folder)
        self.golden("keep_going_bank_transfer.txt", self.expect(1, "check", "bank_transfer.py", "--keep-going").stdout)

    def test_all_steps(self):
        shutil.copy(ROOT / "scenarios/lazy_init.py", self.folder)
        self.golden("verbose_lazy_init.txt", self.expect(1, "check", "lazy_init.py", "-v").stdout)

    def test_inconclusive(self):
        shutil.copy(ROOT / "scenarios/locked_counter.py", self.folder)
        self.golden("inconclusive_locked_counter.txt", self.expect(0, "check", "locked_counter.py", "--max-executions", "1").stdout)

    def test_bounded(self):
        shutil.copy(ROOT / "scenarios/bank_transfer.py", self.folder)
        shutil.copy(ROOT / "scenarios/locked_counter.py", self.folder)
        runs = [self.expect(1, "check", "bank_transfer.py", "--preemption-bound", "2"),
                self.expect(0, "check", "locked_counter.py", "--preemption-bound", "1"),
                self.expect(0, "check", "locked_counter.py", "--preemption-bound", "5", "--max-executions", "50"),
                self.expect(0, "check", "locked_counter.py", "--preemption-bound", "5")]
        self.golden("bounded.txt", "\n".join(run.stdout for run in runs))

    def test_random_strategies(self):
        shutil.copy(ROOT / "scenarios/bank_transfer.py", self.folder)
        shutil.copy(ROOT / "scenarios/locked_counter.py", self.folder)
        found = self.expect(1, "check", "bank_transfer.py", "--strategy", "portfolio", "--seed", "3")
        dried_up = self.expect(0, "check", "locked_counter.py", "--strategy", "pct", "--max-executions", "1000")
        self.golden("random_strategies.txt", found.stdout + "\n" + dried_up.stdout)


if __name__ == "__main__":
    unittest.main()
