#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fill SQLite databases for schemas of which only the shape is known, so that SQL over them can be compared by its rows.

usage: synth_databases.py --schemas schemas.json --questions questions.jsonl --out DIR

Every literal that a gold query compares a column with is put among that column's values; everything else is random with
a fixed seed. Keys are unique, foreign keys point at rows that exist, unevenly, so that counts rarely tie.
"""
import argparse, collections, json, os, random, re, sqlite3

TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|[A-Za-z_][\w]*|\d+\.?\d*|<=|>=|!=|<>|[^\s]""")
WORDS = ("amber birch cedar delta ember falcon garnet harbor indigo jasper kestrel lumen maple nectar onyx pearl "
         "quartz raven sable topaz umber violet willow xenon yarrow zephyr aspen basil coral dune").split()


def literals(sql, tables):
    """(table or None, column, literal) for each comparison of a column with a constant."""
    toks = TOKEN.findall(sql)
    alias = {}
    for i, t in enumerate(toks):
        if t.lower() in ("from", "join") and i + 1 < len(toks) and toks[i + 1].lower() in tables:
            alias[toks[i + 1].lower()] = toks[i + 1].lower()
            if i + 3 < len(toks) and toks[i + 2].lower() == "as":
                alias[toks[i + 3].lower()] = toks[i + 1].lower()
    out = []
    for i, t in enumerate(toks):
        low = t.lower()
        if low not in ("=", "!=", "<>", "<", ">", "<=", ">=", "like", "between", "in"):
            continue
        j = i - 1
        if j >= 0 and toks[j].lower() == "not":
            j -= 1
        if j < 0 or not re.match(r"[A-Za-z_]", toks[j]):
            continue
        col, tab = toks[j].lower(), None
        if j >= 2 and toks[j - 1] == ".":
            tab = alias.get(toks[j - 2].lower())
        for k in range(i + 1, min(i + (4 if low == "between" else 2), len(toks))):
            v = toks[k]
            if v[0] in "'\"":
                out.append((tab, list(alias.values()), col, v[1:-1].replace("''", "'").replace("%", "")))
            elif re.match(r"\d", v):
                out.append((tab, list(alias.values()), col, float(v) if "." in v else int(v)))
    return out


class Database:
    def __init__(self, schema, pairs, seed):
        self.rnd = random.Random(seed)
        self.tables = schema["table_names_original"]
        self.cols = [(t, n, ty) for (t, n), ty in zip(schema["column_names_original"], schema["column_types"])]
        self.pks = set()
        for k in schema["primary_keys"]:
            self.pks.update(k if isinstance(k, list) else [k])
        self.fks = dict()
        for c, p in schema["foreign_keys"]:
            self.fks.setdefault(c, p)
        self.seen = collections.defaultdict(list)
        low = [t.lower() for t in self.tables]
        for q in pairs:
            for tab, among, col, v in literals(q["query"], low):
                for i, (t, n, ty) in enumerate(self.cols):
                    if t >= 0 and n.lower() == col and (low[t] == tab if tab else low[t] in among):
                        if v not in self.seen[i]:
                            self.seen[i].append(v)

    def order(self):
        done, out = set(), []
        def visit(t, path):
            if t in done or t in path:
                return
            for c, p in self.fks.items():
                if self.cols[c][0] == t:
                    visit(self.cols[p][0], path | {t})
            if t not in done:
                done.add(t)
                out.append(t)
        for t in range(len(self.tables)):
            visit(t, frozenset())
        return out

    def word(self):
        return self.rnd.choice(WORDS).capitalize()

    def number(self, i, name, r):
        rnd, known = self.rnd, [v for v in self.seen[i] if isinstance(v, (int, float))]
        if known and rnd.random() < 0.6:
            v = rnd.choice(known)
            return rnd.choice([v, v + rnd.randint(1, 9), max(0, v - rnd.randint(1, 9)), v])
        if "year" in name:
            return rnd.randint(1980, 2020)
        if "age" == name or name.endswith("_age"):
            return rnd.randint(18, 70)
        return rnd.randint(1, 20) if rnd.random() < 0.2 else rnd.randint(1, 99999)

    def text(self, i, name, r):
        rnd, known = self.rnd, [v for v in self.seen[i]]
        if known and (r < len(known) or rnd.random() < 0.5):
            return known[r] if r < len(known) else rnd.choice(known)
        if "date" in name or "time" in name:
            return f"{rnd.randint(1990, 2020)}-{rnd.randint(1, 12):02d}-{rnd.randint(1, 28):02d}"
        if any(w in name for w in ("name", "title", "address", "email", "phone", "description")):
            return f"{self.word()} {self.word()} {rnd.randint(1, 99)}"
        return f"{name.split('_')[0]} {rnd.choice(WORDS[:6])}"

    def value(self, i, r, n, made):
        t, name, ty = self.cols[i]
        name = name.lower()
        if i in self.fks and made.get(self.fks[i]):
            pool = made[self.fks[i]]
            return pool[min(int(self.rnd.random() ** 2 * len(pool)), len(pool) - 1)]
        if i in self.pks:
            own = [p for p in self.pks if self.cols[p][0] == t]
            if len(own) == 1:
                if ty == "text" and not (name.endswith("id")):
                    return self.seen[i][r] if r < len(self.seen[i]) else f"{self.word()} {r}"
                return self.seen[i][r] if r < len(self.seen[i]) else 1000 + r
        if ty in ("number", "boolean") and not any(isinstance(v, str) for v in self.seen[i]):
            return self.rnd.randint(0, 1) if ty == "boolean" else self.number(i, name, r)
        return self.text(i, name, r)

    def write(self, path):
        if os.path.exists(path):
            os.remove(path)
        conn = sqlite3.connect(path)
        made = {}
        for t in self.order():
            if self.tables[t].startswith("sqlite_"):
                continue
            mine = [i for i, c in enumerate(self.cols) if c[0] == t]
            defs = []
            for i in mine:
                ty = {"number": "INTEGER", "time": "TEXT", "boolean": "BOOL"}.get(self.cols[i][2], "TEXT")
                defs.append(f'"{self.cols[i][1]}" {ty}')
            pk = [i for i in mine if i in self.pks]
            if pk:
                defs.append("PRIMARY KEY (" + ", ".join(f'"{self.cols[i][1]}"' for i in pk) + ")")
            for i in mine:
                if i in self.fks:
                    p = self.fks[i]
                    defs.append(f'FOREIGN KEY ("{self.cols[i][1]}") REFERENCES "{self.tables[self.cols[p][0]]}"("{self.cols[p][1]}")')
            conn.execute(f'CREATE TABLE "{self.tables[t]}" ({", ".join(defs)})')
            n = self.rnd.randint(25, 45)
            rows = [[self.value(i, r, n, made) for i in mine] for r in range(n)]
            marks = ",".join("?" * len(mine))
            kept = []
            for row in rows:
                try:
                    conn.execute(f'INSERT INTO "{self.tables[t]}" VALUES ({marks})', row)
                    kept.append(row)
                except sqlite3.IntegrityError:
                    pass
            for k, i in enumerate(mine):
                made[i] = list(dict.fromkeys(r[k] for r in kept))
        conn.commit()
        conn.close()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--schemas", required=True)
    ap.add_argument("--questions", required=True)
    ap.add_argument("--out", required=True)
    a = ap.parse_args()
    pairs = collections.defaultdict(list)
    for line in open(a.questions, encoding="utf-8"):
        q = json.loads(line)
        pairs[q["db_id"]].append(q)
    for s in json.load(open(a.schemas, encoding="utf-8")):
        if s["db_id"] in pairs:
            os.makedirs(f"{a.out}/{s['db_id']}", exist_ok=True)
            Database(s, pairs[s["db_id"]], s["db_id"]).write(f"{a.out}/{s['db_id']}/{s['db_id']}.sqlite")


main()
