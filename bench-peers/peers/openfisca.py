"""The batch of `bench standing` in OpenFisca-core: everybody, every activity, one day.

Reads the workload as JSON from the folder named first; the second word is how many people (a multiple of those in the
folder). Prints one JSON object: how many are allowed and the CPU seconds of the calculation.
"""
import json
import sys
import time

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FOLDER, N, T = sys.argv[1], int(sys.argv[2]), 9500
rulebook = json.load(open(FOLDER + "/rulebook.json"))
people = json.load(open(FOLDER + "/people.json"))
base = len(people)
role = np.array([p["role"] for p in people], np.int32)
qualified = np.array([p["qualified"] for p in people], np.int32)
start = np.full((128, base), 10**6, np.int32)
end = np.zeros((128, base), np.int32)
home = np.zeros(base, np.int32)
for i, p in enumerate(people):
    first = None
    for f in p["facts"]:
        start[f["key"], i], end[f["key"], i] = f["from"], f["to"]
        if f["key"] >= 88 and first is None:
            first = f["key"] - 88
    home[i] = first or 0
times = N // base
role, qualified, home = np.tile(role, times), np.tile(qualified, times), np.tile(home, times)
start, end = np.tile(start, times), np.tile(end, times)
in_force = [x for x in rulebook["rules"] if x["from"] <= T < x["to"]]

person = Entity("person", "persons", "", "")
system = TaxBenefitSystem([person])
common = dict(entity=person, definition_period=DateUnit.DAY)


def given(name):
    system.add_variable(type(name, (Variable,), dict(value_type=int, label=name, **common)))


def worked_out(name, formula):
    system.add_variable(type(name, (Variable,), dict(value_type=bool, label=name, formula=formula, **common)))


def held(key):
    return lambda p, period: (p(f"from_{key}", period) <= T) * (T < p(f"to_{key}", period))


def standing(p, period):
    own, out = p("role", period), np.zeros(p.count, bool)
    for i, keys in enumerate(rulebook["standing"]):
        ok = own == i
        for key in keys:
            ok = ok * p(f"held_{key}", period)
        out |= ok
    return out


def may(activity):
    def formula(p, period):
        own, days, place = p("role", period), T - p("qualified", period), p("home", period)
        yes, no = np.zeros(p.count, bool), np.zeros(p.count, bool)
        for x in in_force:
            if x["act"] != activity:
                continue
            ok = own == x["role"]
            if x["forbid"]:
                no |= ok * ((x["site"] < 0) | (place == x["site"]))
                continue
            for key in x["reqs"]:
                ok = ok * p(f"held_{key}", period)
            yes |= ok * (days >= x["min_days"])
        return yes * ~no * p("standing", period)

    return formula


for key in range(128):
    given(f"from_{key}")
    given(f"to_{key}")
for name in ("role", "qualified", "home"):
    given(name)
for key in range(128):
    worked_out(f"held_{key}", held(key))
worked_out("standing", standing)
for activity in range(60):
    worked_out(f"may_{activity}", may(activity))

DAY = "2026-01-04"
runs = []
for _ in range(5):
    simulation = SimulationBuilder().build_default_simulation(system, N)
    for key in range(128):
        simulation.set_input(f"from_{key}", DAY, start[key])
        simulation.set_input(f"to_{key}", DAY, end[key])
    simulation.set_input("role", DAY, role)
    simulation.set_input("qualified", DAY, qualified)
    simulation.set_input("home", DAY, home)
    began = time.process_time()
    allowed = int(sum(simulation.calculate(f"may_{a}", DAY).sum() for a in range(60)))
    runs.append((time.process_time() - began, allowed))
runs.sort()
seconds, allowed = runs[len(runs) // 2]
print(json.dumps({"allowed": allowed, "seconds": seconds}))
