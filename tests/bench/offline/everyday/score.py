#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well askdb answers everyday questions about a few small databases, class by class.

usage: score.py ASKDB [--set DIR] [--questions NAME] [--class NAME] [--show]      ASKDB: the program; --show prints
what went wrong

The databases are made from the .sql files of the set, by default those beside this script, and the sample is
written among them. --questions names another file of the set: questions_ja_ko.jsonl asks in Japanese and Korean.
The set in ../unseen is for judging only: no rule is written while looking at it, so that it says what the engine
does with a schema that nobody had in mind. An answer is right when the rows of the reference query are found in it,
whatever further columns it shows; the order counts where the reference query has one. A reference of null means
that the database cannot answer: only abstaining is right. Prints a line a class and the whole; exit status 0.
"""
import argparse
import collections
import itertools
import json
import pathlib
import sqlite3
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RUN_SECONDS = 300


def value(v):
    """A value as it is compared: numbers to seven significant digits, text as it is."""
    return float(f"{float(v):.6g}") if isinstance(v, (int, float)) else v


def rows_of(db, sql):
    """The rows of a query, or None when it does not run."""
    try:
        return [tuple(value(v) for v in row) for row in db.execute(sql).fetchall()]
    except sqlite3.Error:
        return None


def holds(gold, answer, in_order):
    """Whether the columns of gold are columns of answer, row by row."""
    if answer is None or len(gold) != len(answer):
        return False
    if not gold:
        return True
    if len(answer[0]) < len(gold[0]):
        return False
    shape = (lambda rows: rows) if in_order else (lambda rows: sorted(rows, key=repr))
    want = shape(gold)
    columns = [collections.Counter(row[j] for row in answer) for j in range(len(answer[0]))]
    options = []
    for i in range(len(gold[0])):
        have = collections.Counter(row[i] for row in gold)
        options.append([j for j, column in enumerate(columns) if column == have])
    for pick in itertools.product(*options):
        if len(set(pick)) == len(pick) and shape([tuple(row[j] for j in pick) for row in answer]) == want:
            return True
    return False


def main():
    """Make the databases, ask, compare, print."""
    args = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    args.add_argument("askdb")
    args.add_argument("--set", type=pathlib.Path, default=HERE)
    args.add_argument("--questions", default="questions.jsonl")
    args.add_argument("--class", dest="only")
    args.add_argument("--show", action="store_true")
    opt = args.parse_args()
    asked_file = opt.set / opt.questions
    questions = [json.loads(line) for line in asked_file.read_text(encoding="utf-8").splitlines()]
    right, asked = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as tmp:
        databases = {}
        for script in sorted(opt.set.glob("*.sql")):
            databases[script.stem] = sqlite3.connect(f"{tmp}/{script.stem}.sqlite")
            databases[script.stem].executescript(script.read_text(encoding="utf-8"))
            databases[script.stem].commit()
        subprocess.run([opt.askdb, "sample", f"{tmp}/sample.sqlite"], check=True, timeout=RUN_SECONDS, capture_output=True)
        databases["sample"] = sqlite3.connect(f"{tmp}/sample.sqlite")
        out = pathlib.Path(tmp, "answers.jsonl")
        subprocess.run([opt.askdb, "eval", "--databases", tmp, "--questions", asked_file, "--out", out],
                       check=True, timeout=RUN_SECONDS, stderr=subprocess.DEVNULL)
        answers = {a["id"]: a for a in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
        for q in questions:
            if opt.only and q["class"] != opt.only:
                continue
            sql, db = answers[q["id"]]["sql"], databases[q["db_id"]]
            if q["query"] is None or sql is None:
                ok = sql is None and q["query"] is None
            else:
                ok = holds(rows_of(db, q["query"]), rows_of(db, sql), "order by" in q["query"].lower().rsplit(")", 1)[-1])
            asked[q["class"]] += 1
            right[q["class"]] += ok
            if opt.show and not ok:
                confidence = answers[q["id"]]["confidence"]
                print(f"{q['id']} [{q['class']}] {q['question']}")
                print(f"    confidence {confidence:.2f}: {' '.join((sql or 'abstained').split())}")
    for name in asked:
        print(f"{name:10} {right[name]:3} of {asked[name]:3}")
    print(f"everyday questions right: {sum(right.values())} of {sum(asked.values())}")


if __name__ == "__main__":
    main()
