#!/usr/bin/env python3
"""A plain scorer of NSPLib rotas, apart from Preceptor's own.

Usage: score_nsplib.py PROBLEM.nsp CASE.gen ROTA.csv [--json]

ROTA.csv: one line per worked day, nurse,day,shift ; nurses and days from 0,
shifts from 1; a day without a line is the free shift, which is the last one.
A run that touches the first or the last day is never too short.
"""
import csv
import itertools
import json
import sys


def numbers(path):
    with open(path) as f:
        return [int(word) for word in f.read().split()]


def score(problem, case, rows):
    nurses, days, shifts = problem[:3]
    need = [problem[3 + d * shifts:3 + (d + 1) * shifts] for d in range(days)]
    cost = problem[3 + days * shifts:]
    free, hard = shifts - 1, []
    roster = [[free] * days for _ in range(nurses)]
    for nurse, day, shift in rows:
        if not (0 <= nurse < nurses and 0 <= day < days and 1 <= shift < shifts):
            hard.append(f"no such nurse, day or shift: {nurse},{day},{shift}")
        elif roster[nurse][day] != free:
            hard.append(f"two shifts: {nurse},{day}")
        else:
            roster[nurse][day] = shift - 1
    total, work, each = case[2:4], case[4:6], case[6:]

    def judge(value, limits, what):
        if not limits[0] <= value <= limits[1]:
            hard.append(f"{what}: {value} not in {limits}")

    for nurse, row in enumerate(roster):
        judge(sum(s != free for s in row), total, f"nurse {nurse} total")
        for s in range(shifts):
            judge(row.count(s), each[4 * s + 2:4 * s + 4], f"nurse {nurse} shift {s}")
        for key, limits in ((lambda s: s != free, lambda v: work if v else None),
                            (lambda s: s, lambda v: each[4 * v:4 * v + 2])):
            first = 0
            for value, run in itertools.groupby(row, key):
                length = len(list(run))
                inner = first > 0 and first + length < days
                if limits(value) is not None:
                    low, high = limits(value)
                    judge(length, [low if inner else 0, high], f"nurse {nurse} run from {first}")
                first += length
    wishes = sum(cost[(n * days + d) * shifts + s] for n, row in enumerate(roster) for d, s in enumerate(row))
    missing = sum(max(0, need[d][s] - sum(row[d] == s for row in roster))
                  for d in range(days) for s in range(free))
    return dict(hard=hard, total=wishes + 100 * missing)


if __name__ == "__main__":
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    with open(names[2], newline="") as f:
        lines = [tuple(map(int, r)) for r in csv.reader(f) if r]
    print(json.dumps(score(numbers(names[0]), numbers(names[1]), lines)))
