"""Two events order a question, its answer, and the reading of it."""
import threading


class Quiz:
    def __init__(self):
        self.asked, self.answered = threading.Event(), threading.Event()
        self.question = self.answer = self.heard = None


setup = Quiz


def host(quiz):
    quiz.question = 6
    quiz.asked.set()
    quiz.answered.wait()
    quiz.heard = quiz.answer


def guest(quiz):
    quiz.asked.wait()
    quiz.answer = quiz.question * 7
    quiz.answered.set()


threads = [host, guest]


def invariant(quiz):
    return quiz.heard == 42


EXPECT = {"verdict": "holds"}
