# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line share: the program, run with directories of our own."""

import os
import re
import subprocess

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ASKDB = os.environ.get("ASKDB_BINARY", os.path.join(ROOT, "build", "askdb"))
TIMEOUT_S = 60
QUESTION = "How many customers are there?"


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Directories of our own, so that nothing of the person who runs the tests is read or written."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def env(home):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ASKDB_") and k not in ("DATABASE_URL", "NO_COLOR")}
    return {**clean, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home / "cache"),
            "TERM": "xterm"}


@pytest.fixture(scope="session")
def run(env):
    def call(*args, **kw):
        kw.setdefault("env", env)
        return subprocess.run([ASKDB, *args], capture_output=True, text=True, timeout=TIMEOUT_S, **kw)
    return call


@pytest.fixture(scope="session")
def sample(run, home):
    path = home / "sample.sqlite"
    assert run("sample", str(path)).returncode == 0
    return str(path)


def command_names(run):
    out = run("help").stdout
    block = out.split("Commands:\n")[1].split("\n\n")[0]
    return [re.match(r"  (\S+(?: \S+)?)  ", line).group(1).strip() for line in block.splitlines()]
