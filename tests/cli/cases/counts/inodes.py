"""N threads allocate a block for an inode each, probing from a start of their own: 32 inodes, 26 blocks, a lock for each.

Collisions begin with the 14th thread: 2^(N - 13) traces for 13 <= N <= 26. After Flanagan and Godefroid, POPL 2005.
"""
import os
import threading

N = int(os.environ.get("N", "14"))
INODES, BLOCKS = 32, 26


class Disk:
    def __init__(self):
        self.inode_locks = [threading.Lock() for _ in range(INODES)]
        self.block_locks = [threading.Lock() for _ in range(BLOCKS)]
        self.block_of = [None] * INODES
        self.in_use = [False] * BLOCKS

    def take(self, block):
        with self.block_locks[block]:
            if self.in_use[block]:
                return False
            self.in_use[block] = True
            return True


def allocate(inode):
    def run(disk):
        with disk.inode_locks[inode]:
            if disk.block_of[inode] is not None:
                return
            block = 2 * inode % BLOCKS
            while not disk.take(block):
                block = (block + 1) % BLOCKS
            disk.block_of[inode] = block

    return run


setup = Disk
threads = [allocate(i) for i in range(N)]


def invariant(disk):
    return len(set(disk.block_of[:N])) == N and None not in disk.block_of[:N]


COUNTS = [
    {"N": 13, "traces": 1},
    {"N": 14, "traces": 2},
    {"N": 15, "traces": 4},
    {"N": 16, "traces": 8},
    {"N": 18, "traces": 32},
    {"N": 19, "traces": 64},
    {"N": 22, "traces": 512},
    {"N": 24, "traces": 2048},
]
