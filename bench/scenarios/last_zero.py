"""lastzero(6) of Abdulla et al., POPL 2014: six writers and a reader whose length depends on what it reads; 144 traces."""

N = 6


def setup():
    return [0] * (N + 1)


def look_down(cells):
    top = N
    while cells[top]:
        top -= 1


def lift(j):
    def run(cells):
        cells[j] = cells[j - 1] + 1

    return run


threads = [look_down] + [lift(j) for j in range(1, N + 1)]
