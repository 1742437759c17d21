#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fit the confidence weights of src/assistant/offline/rank.c by logistic regression, cross-validated over databases.

usage: tune.py --questions Q.jsonl --features F.jsonl --databases DIR

F.jsonl comes from askdb-features-dev. Prints the weights as they stand in rank.c and how well they are calibrated.
"""
import argparse, collections, json, math, sqlite3

NAMES = ("UNPLACED LINK JOINS DISTINCT NO_GROUP LEAN SECOND UNREAD DISCONNECTED NO_TARGET CONDITIONS NESTED GROUPED "
         "EMPTY NULL").split()


def rows(conn, sql):
    try:
        return conn.execute(sql).fetchmany(20000)
    except sqlite3.Error:
        return None


def same(x, y):
    if x is None or y is None or len(x) != len(y):
        return False
    if not x:
        return True
    key = lambda r: tuple(sorted(str(round(v, 6)) if isinstance(v, float) else str(v) for v in r))
    return collections.Counter(map(key, x)) == collections.Counter(map(key, y))


def fit(data, steps=400, rate=0.5, decay=1e-4):
    k = len(data[0][0])
    w, b = [0.0] * k, 0.0
    for _ in range(steps):
        g, gb = [0.0] * k, 0.0
        for f, y, _db in data:
            p = 1 / (1 + math.exp(-max(-30, min(30, b + sum(a * c for a, c in zip(w, f))))))
            d = p - y
            gb += d
            for i, v in enumerate(f):
                if v:
                    g[i] += d * v
        n = len(data)
        w = [a - rate * (c / n + decay * a) for a, c in zip(w, g)]
        b -= rate * gb / n
    return w, b


def main():
    ap = argparse.ArgumentParser()
    for name in ("questions", "features", "databases"):
        ap.add_argument("--" + name, required=True)
    a = ap.parse_args()
    load = lambda p: [json.loads(l) for l in open(p, encoding="utf-8") if l.strip()]
    seen = {x["id"]: x for x in load(a.features)}
    conns, data = {}, []
    for q in load(a.questions):
        db = q["db_id"]
        if q["id"] not in seen:
            continue
        if db not in conns:
            conns[db] = sqlite3.connect(f"file:{a.databases}/{db}/{db}.sqlite?mode=ro", uri=True)
            conns[db].text_factory = lambda v: v.decode(errors="replace")
        ok = same(rows(conns[db], q["query"]), rows(conns[db], seen[q["id"]]["sql"]))
        data.append((seen[q["id"]]["f"], 1.0 if ok else 0.0, db))
    names = sorted({d for *_, d in data})
    bins = collections.defaultdict(lambda: [0, 0.0, 0.0])
    for fold in range(5):
        held = set(names[fold::5])
        w, b = fit([d for d in data if d[2] not in held])
        for f, y, db in data:
            if db in held:
                p = 1 / (1 + math.exp(-(b + sum(x * v for x, v in zip(w, f)))))
                cell = bins[int(p * 10)]
                cell[0] += 1; cell[1] += p; cell[2] += y
    print("predicted and seen, databases held out:")
    for k in sorted(bins):
        n, p, y = bins[k]
        print(f"  {p / n:.2f} {y / n:.2f}  ({n})")
    w, b = fit(data)
    for n, v in zip(NAMES, w):
        print(f"\t[F_{n}] = {v:.2f},")
    print(f"bias {b:.2f}")


main()
