# SPDX-License-Identifier: Apache-2.0
"""The command line as a stranger meets it: help, mistakes, the sample, completion, the manual."""

import json
import os
import re
import shutil
import sqlite3
import subprocess

import pytest

from askdb_cli import QUESTION, ROOT, TIMEOUT_S, command_names, env, home, run, sample  # noqa: F401 (fixtures)


# --- help ---


def test_every_command_has_help_with_an_example(run):
    names = command_names(run)
    assert {"ask", "sample", "version", "completion", "help"} <= set(names)
    for name in names:
        for args in ([*name.split(), "--help"], ["help", *name.split()], [*name.split(), "-h"]):
            r = run(*args)
            assert r.returncode == 0 and r.stderr == "", args
            assert f"Usage: askdb {name}" in r.stdout
            assert re.search(r"Example:\n  askdb " + name, r.stdout), name
            assert max(map(len, r.stdout.splitlines())) <= 110


def test_no_arguments_shows_help_and_fails(run):
    r = run()
    assert r.returncode == 2 and r.stdout == "" and "Commands:" in r.stderr


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["help"]])
def test_help_goes_to_stdout(run, args):
    r = run(*args)
    assert r.returncode == 0 and "Commands:" in r.stdout and r.stderr == ""


# --- mistakes ---


@pytest.mark.parametrize("args, said", [
    (["smaple", "x"], "did you mean 'sample'?"),
    (["verison"], "did you mean 'version'?"),
    (["aks", "x"], "did you mean 'ask'?"),
    (["completoin", "bash"], "did you mean 'completion'?"),
    (["version", "--jsno"], "did you mean --json?"),
    (["ask", "--fromat", "csv", "x"], "did you mean --format?"),
    (["ask", "--format", "xml", "x"], "--format takes table, json, csv or sql"),
    (["ask", "--format"], "--format needs a value"),
    (["ask", "--quiet=yes", "x"], "--quiet takes no value"),
    (["ask", "--rows", "many", "--demo", "x"], "--rows takes a number"),
    (["ask", "--rows", "0", "--demo", "x"], "--rows takes a number"),
    (["ask"], "ask needs QUESTION"),
    (["ask", "a", "b"], 'given too much: "b"'),
    (["ask", "a question"], "which database?"),
    (["sample"], "sample needs PATH"),
    (["completion", "fish"], "completion takes bash or zsh"),
    (["help", "verison"], "did you mean 'version'?"),
    (["qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"], "there is no command"),
    (["-x"], "there is no command"),
    ([""], "there is no command"),
])
def test_usage_errors(run, args, said):
    r = run(*args)
    assert r.returncode == 2, r.stderr
    assert r.stdout == ""
    assert said in r.stderr
    assert r.stderr.startswith("askdb: ") and "Try 'askdb" in r.stderr


def test_options_may_stand_anywhere_and_in_either_form(run, sample):
    forms = [["ask", "-s", sample, "-f", "csv", "-q", QUESTION], ["ask", QUESTION, f"--source={sample}", "--format=csv", "--quiet"],
             ["ask", "-qfcsv", f"-s{sample}", "--", QUESTION], ["ask", "-q", QUESTION, "--format", "csv", "--source", sample]]
    outs = {run(*f).stdout for f in forms}
    assert len(outs) == 1 and "59" in outs.pop()


# --- sample ---


def test_sample_refuses_to_overwrite(run, sample):
    before = os.stat(sample)
    r = run("sample", sample)
    assert r.returncode == 1 and "exists" in r.stderr
    assert os.stat(sample).st_mtime_ns == before.st_mtime_ns


def test_sample_is_a_whole_database(run, sample, tmp_path):
    db = sqlite3.connect(f"file:{sample}?mode=ro", uri=True)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT COUNT(*) FROM Track").fetchone() == (3503,)
    again = tmp_path / "again.sqlite"
    r = run("sample", str(again))
    assert r.returncode == 0 and r.stdout == "" and str(again) in r.stderr
    assert again.read_bytes() == open(sample, "rb").read()
    assert os.listdir(tmp_path) == ["again.sqlite"]


def test_sample_where_nothing_can_be_written(run, tmp_path):
    r = run("sample", str(tmp_path / "none" / "x.sqlite"))
    assert r.returncode != 0 and "cannot write the sample database" in r.stderr


# --- version ---


def test_version(run):
    text, js = run("version").stdout, json.loads(run("version", "--json").stdout)
    assert text.startswith(f"askdb {js['version']} ({js['commit']})")
    assert js["kernels"] and js["libraries"]["SQLite"] == re.search(r"SQLite (\S+?),", text).group(1)
    assert run("--version").stdout == text


# --- completion ---


@pytest.fixture(scope="session")
def bash_words(run, tmp_path_factory):
    script = tmp_path_factory.mktemp("completion") / "askdb.bash"
    script.write_text(run("completion", "bash").stdout)

    def complete(*words):
        quoted = " ".join(f"'{w}'" for w in ("askdb", *words))
        r = subprocess.run(["bash", "-uc", f"cd /; source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _askdb; "
                            "printf '%s\\n' \"${COMPREPLY[@]}\""], capture_output=True, text=True, timeout=TIMEOUT_S)
        assert r.stderr == ""
        return r.stdout.split()
    return complete


def test_bash_completion(run, bash_words):
    syntax = subprocess.run(["bash", "-n"], input=run("completion", "bash").stdout, text=True, capture_output=True)
    assert syntax.returncode == 0 and syntax.stderr == ""
    assert bash_words("comp") == ["completion"]
    assert bash_words("ask", "--for") == ["--format"]
    assert bash_words("ask", "--format", "") == ["table", "json", "csv", "sql"]
    assert bash_words("completion", "") == ["--help", "bash", "zsh"]
    assert "etc" in bash_words("sample", "et")
    first = {name.split()[0] for name in command_names(run)}
    assert set(bash_words("")) == first
    for name in command_names(run):
        assert "--help" in bash_words(*name.split(), "--h")


def test_zsh_completion(run):
    text = run("completion", "zsh").stdout
    assert text.startswith("#compdef askdb\n")
    for name in command_names(run):
        assert f"'{name}')" in text
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    r = subprocess.run(["zsh", "-n"], input=text, text=True, capture_output=True, timeout=TIMEOUT_S)
    assert r.returncode == 0 and r.stderr == ""


# --- the manual ---


def test_manual_is_clean():
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not installed")
    r = subprocess.run(["mandoc", "-Tlint", "-Wstyle", os.path.join(ROOT, "docs", "askdb.1")], capture_output=True, text=True)
    assert [line for line in r.stdout.splitlines() if "referenced manual not found" not in line] == []


def test_manual_names_every_command_and_option(run):
    manual = open(os.path.join(ROOT, "docs", "askdb.1")).read()
    for name in command_names(run):
        assert re.search(rf"\.Cm {re.escape(name)}\b", manual), name
        for option in re.findall(r"^ +(?:-\w, )?--(\S+)", run(*name.split(), "--help").stdout, re.M):
            assert f"Fl -{option}" in manual, (name, option)
