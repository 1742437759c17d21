# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL server for tests: its own directory, a free port on 127.0.0.1, gone at the end.

    with PgServer() as pg:
        connect(pg.dsn)

As root the server runs as the user `postgres`, because initdb and postgres refuse root. Needs no Python package.
`unavailable()` says why there can be no server here; the caller skips, or fails when CI=true (see `require()`).
"""

import glob
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time

START_TIMEOUT_S = 60
COMMAND_TIMEOUT_S = 120


def find_bin():
    """The newest installed server's bin directory, or None."""
    candidates = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[-2]), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(os.path.dirname(on_path))
    for path in candidates:
        if all(os.access(os.path.join(path, tool), os.X_OK) for tool in ("initdb", "pg_ctl", "postgres")):
            return path
    return None


def unavailable():
    """Why no server can be started here, or None when it can."""
    if find_bin() is None:
        return "no PostgreSQL server is installed"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "running as root without runuser"
    return None


def require():
    """Skip the calling test when there is no server; in CI (CI=true) a missing server is a failure."""
    why = unavailable()
    if why is None:
        return
    import pytest

    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


def free_port():
    """A TCP port on 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class PgServer:
    """One server. `dsn` and `url_for()` name it; `psql()` runs a script as the superuser."""

    user = "postgres"

    def __init__(self, settings=None):
        self.settings = dict(settings or {})
        self.dir = None
        self.port = None
        self.password = secrets.token_hex(8)
        self.bin = find_bin()
        self.prepare = None  # called with the data directory before the first start
        self.running = False

    def __enter__(self):
        return self.start()

    def __exit__(self, *exc):
        self.stop()

    @property
    def dsn(self):
        """URL of the superuser on the database `postgres`."""
        return self.url_for()

    def url_for(self, database="postgres", user=None, password=None):
        """URL of another database or user of this server."""
        return "postgresql://%s:%s@127.0.0.1:%d/%s" % (
            user or self.user, password or self.password, self.port, database)

    def start(self):
        """Make the cluster and start it; tries other ports when one is taken in between. Returns self."""
        self.dir = tempfile.mkdtemp(prefix="askdb-pg-")
        try:
            os.chmod(self.dir, 0o755)
            self.own(self.dir)
            self._initdb()
            if self.prepare:
                self.prepare(self._data())
            for attempt in range(5):
                self.port = free_port()
                if self._pg_start():
                    self.running = True
                    return self
            raise RuntimeError("PostgreSQL did not start:\n" + self._log())
        except BaseException:
            self.stop()
            raise

    def stop(self):
        """Stop the server and remove its directory; safe to call twice."""
        if self.dir is None:
            return
        if self.running:
            self._run("pg_ctl", "-D", self._data(), "-m", "immediate", "-w", "-t", "30", "stop", check=False)
            self.running = False
        shutil.rmtree(self.dir, ignore_errors=True)
        self.dir = None

    def restart(self):
        """Stop hard and start again on the same port and data, as after a crash."""
        self._run("pg_ctl", "-D", self._data(), "-m", "immediate", "-w", "-t", "30", "stop", check=False)
        if not self._pg_start():
            raise RuntimeError("PostgreSQL did not start again:\n" + self._log())

    def psql(self, sql=None, file=None, database="postgres", user=None, password=None):
        """Run SQL text or a script file with psql, stopping at the first error. Returns its output, unaligned."""
        args = [os.path.join(self.bin, "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                "-d", self.url_for(database, user, password)]
        with open(file, "rb") if file else tempfile.TemporaryFile() as script:
            if not file:
                script.write(sql.encode())
                script.seek(0)
            done = subprocess.run(args, stdin=script, capture_output=True, timeout=COMMAND_TIMEOUT_S)
        if done.returncode != 0:
            raise RuntimeError("psql: " + done.stderr.decode(errors="replace"))
        return done.stdout.decode()

    def _data(self):
        return os.path.join(self.dir, "data")

    def own(self, path):
        """Give a file or folder to the user that the server runs as."""
        if os.geteuid() == 0:
            shutil.chown(path, self.user, self.user)

    def _run(self, tool, *args, check=True):
        prefix = ["runuser", "-u", self.user, "--"] if os.geteuid() == 0 else []
        return subprocess.run(prefix + [os.path.join(self.bin, tool), *args], cwd=self.dir, check=check,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=COMMAND_TIMEOUT_S)

    def _initdb(self):
        pwfile = os.path.join(self.dir, "pw")
        with open(pwfile, "w") as f:
            f.write(self.password + "\n")
        os.chmod(pwfile, 0o600)
        self.own(pwfile)
        self._run("initdb", "-D", self._data(), "-U", self.user, "-A", "scram-sha-256", "--pwfile=" + pwfile,
                  "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def _pg_start(self):
        options = {"listen_addresses": "127.0.0.1", "fsync": "off", "full_page_writes": "off",
                   "unix_socket_directories": "", "shared_buffers": "32MB", "max_connections": "60"}
        options.update(self.settings)
        words = ["-p %d" % self.port] + ["-c %s='%s'" % item for item in options.items()]
        try:
            self._run("pg_ctl", "-D", self._data(), "-w", "-t", str(START_TIMEOUT_S),
                      "-l", os.path.join(self.dir, "data", "server.log"), "-o", " ".join(words), "start")
        except subprocess.CalledProcessError:
            return False
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            with socket.socket() as s:
                s.settimeout(1)
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return True
            time.sleep(0.02)
        return False

    def _log(self):
        try:
            with open(os.path.join(self._data(), "server.log"), errors="replace") as f:
                return f.read()[-4000:]
        except OSError:
            return "(no log)"
