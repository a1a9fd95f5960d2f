"""One decision of `bench decide` as one prepared statement of Python's SQLite, in memory, indexed.

Reads the workload as JSON from the folder named. Prints one JSON object: the version of SQLite, how many answers differ
and the CPU seconds of a decision.
"""
import json
import sqlite3
import sys
import time

FOLDER = sys.argv[1]
read = lambda name: json.load(open(f"{FOLDER}/{name}.json"))
rulebook, people, queries, answers = read("rulebook"), read("people"), read("queries"), read("answers")

db = sqlite3.connect(":memory:")
db.executescript("""
create table person(id integer primary key, role int, grade int, qualified int);
create table fact(person int, key int, d0 int, d1 int);
create table rule(id integer primary key, forbid int, role int, act int, site int, d0 int, d1 int, sup_level int, sup_grade int, sup_cred int, min_days int);
create table req(rule int, key int);
create table standing(role int, key int);
""")
fill = lambda table, width, rows: db.executemany(f"insert into {table} values({','.join('?' * width)})", rows)
fill("person", 4, [(i, p["role"], p["grade"], p["qualified"]) for i, p in enumerate(people)])
fill("fact", 4, [(i, f["key"], f["from"], f["to"]) for i, p in enumerate(people) for f in p["facts"]])
columns = ("id", "forbid", "role", "act", "site", "from", "to", "sup_level", "sup_grade", "sup_cred", "min_days")
fill("rule", 11, [tuple(int(x[c]) for c in columns) for x in rulebook["rules"]])
fill("req", 2, [(x["id"], k) for x in rulebook["rules"] for k in x["reqs"]])
fill("standing", 2, [(r, k) for r, keys in enumerate(rulebook["standing"]) for k in keys])
db.executescript("""
create index f1 on fact(person, key, d0, d1);
create index r1 on rule(role, act);
create index q1 on req(rule);
create index s1 on standing(role);
analyze;
""")

ONE = """
select case when exists (select 1 from standing s where s.role = p.role and not exists (select 1 from fact f where f.person = p.id and f.key = s.key and f.d0 <= :t and :t < f.d1)) then 0
 when not exists (select 1 from fact f where f.person = p.id and f.key = 88 + :site and f.d0 <= :t and :t < f.d1) then 0
 when exists (select 1 from rule r where r.role = p.role and r.act = :act and r.forbid = 1 and r.d0 <= :t and :t < r.d1 and (r.site < 0 or r.site = :site)) then 0
 else exists (select 1 from rule r where r.role = p.role and r.act = :act and r.forbid = 0 and r.d0 <= :t and :t < r.d1 and :t - p.qualified >= r.min_days
   and not exists (select 1 from req q where q.rule = r.id and not exists (select 1 from fact f where f.person = p.id and f.key = q.key and f.d0 <= :t and :t < f.d1))
   and (r.sup_level = 0 or (:level >= r.sup_level and (select grade from person where id = :sup) >= r.sup_grade and (r.sup_cred = 0 or (
     exists (select 1 from fact f where f.person = :sup and f.key = 7 and f.d0 <= :t and :t < f.d1) and exists (select 1 from fact f where f.person = :sup and f.key = 88 + :site and f.d0 <= :t and :t < f.d1)))))) end
from person p where p.id = :person
"""
differ = sum(bool(db.execute(ONE, q).fetchone()[0]) != a for q, a in zip(queries, answers))
runs = []
for _ in range(5):
    began = time.process_time()
    for q in queries:
        db.execute(ONE, q).fetchone()
    runs.append((time.process_time() - began) / len(queries))
print(json.dumps({"version": sqlite3.sqlite_version, "differ": differ, "seconds": sorted(runs)[2]}))
