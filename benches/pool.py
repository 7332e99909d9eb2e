"""Python's side of `cargo bench --bench pool`: reads the name of a row, does its
work with multiprocessing's Pool (workers by fork), prints the figure."""

import multiprocessing
import sys
import time


def same(x):
    return x


def tell(ready):
    ready.release()


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ready(fork, workers):
    semaphore = fork.Semaphore(0)
    pools = []

    def start():
        pools.append(fork.Pool(workers, tell, (semaphore,)))
        for _ in range(workers):
            semaphore.acquire()

    taken = seconds(start)
    pools[0].close()
    pools[0].join()
    return taken


def apply(fork, calls):
    with fork.Pool(1) as pool:
        for _ in range(200):
            pool.apply(same, (1,))
        times = sorted(seconds(lambda: pool.apply(same, (1,))) for _ in range(calls))
    return times[calls // 2]


def mapped(fork, items, chunksize):
    with fork.Pool(4) as pool:
        pool.map(same, range(1000))
        return seconds(lambda: pool.map(same, range(items), chunksize)) / items


def private(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        lines = [line.split() for line in file if line.startswith("Private_")]
    return sum(int(line[1]) for line in lines) * 1024


def memory(fork):
    with fork.Pool(4) as pool:
        for _ in range(4):
            pool.map(same, range(1_000_000))
        return sum(private(worker.pid) for worker in pool._pool) / 4


def main():
    fork = multiprocessing.get_context("fork")
    for line in sys.stdin:
        figure = {
            "ready 4": lambda: ready(fork, 4),
            "ready 40": lambda: ready(fork, 40),
            "apply": lambda: apply(fork, 2000),
            "map": lambda: mapped(fork, 1_000_000, None),
            "map by one": lambda: mapped(fork, 20_000, 1),
            "memory": lambda: memory(fork),
        }[line.strip()]()
        print(figure, flush=True)


main()
