// SPDX-License-Identifier: Apache-2.0
// What every end-to-end test needs: a real server over a directory of its own, a real Chromium, and a ledger of what the page did that it
// must not: console errors, policy violations, requests to anywhere but the server.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
export const axeSource = require.resolve('axe-core/axe.min.js');
export const artefacts = fileURLToPath(new URL('artefacts/', import.meta.url));
mkdirSync(artefacts, { recursive: true });

const READY_MS = 60_000;
// How long anything may take to be seen. It is no measure of speed: a machine ten times slower than ours passes, and only what hangs fails.
// What does measure time tells it and judges nothing by it (first_run, budgets).
const SEEN_MS = 60_000;

/** A server; `stop` ends it, `kill` ends it as a crash would, `start` brings it back on the same port and directory. */
export class Server {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'askdb-e2e-'));
    this.port = 0;
  }
  async start(...options) {
    const binary = process.env.ASKDB_BINARY ?? 'build/askdb';
    this.process = spawn(binary, ['serve', '--port', String(this.port), '--data-dir', this.dir, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.log = '';
    this.process.stderr.on('data', (d) => (this.log += d));
    this.exited = new Promise((r) => this.process.once('exit', r));
    this.url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the server was not ready in ${READY_MS} ms\n${this.log}`)), READY_MS);
      let out = '';
      this.process.stdout.on('data', (d) => {
        out += d;
        const m = /^askdb ready (\S+)\n/.exec(out);
        if (m) (clearTimeout(late), resolve(m[1]));
      });
      this.process.once('exit', (code) => reject(new Error(`the server ended with ${code}\n${this.log}`)));
    });
    this.port = Number(new URL(this.url).port);
    return this;
  }
  async kill() {
    this.process.kill('SIGKILL');
    await this.exited;
  }
  async stop() {
    this.process.kill('SIGTERM');
    await this.exited;
  }
  clean() {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Hold the lock of a server's sample, so that an answer over it takes until `release` is called, a few seconds at most. */
export async function hold(server) {
  const script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30); c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()";
  const holder = spawn('python3', ['-c', script, join(server.dir, 'sample.sqlite')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise((r) => holder.once('exit', r));
  await new Promise((resolve, reject) => (holder.stdout.once('data', resolve), holder.once('exit', () => reject(new Error('the lock could not be taken')))));
  return { release: () => (holder.stdin.end(), gone) };
}

let browser;
export async function launch() {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
  });
}
export const close = () => browser?.close();

/** A page with its ledger: {errors, violations, outside}. */
export async function open(server, { locale = 'en', theme = 'light', width = 1280, height = 800, settings = {} } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
  await context.addInitScript(
    ([stored]) => {
      if (!localStorage.getItem('askdb.settings')) localStorage.setItem('askdb.settings', stored);
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (e) => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
    },
    [JSON.stringify({ theme, locale, ...settings })]
  );
  context.setDefaultTimeout(SEEN_MS);
  const page = await context.newPage();
  const ledger = { errors: [], outside: [] };
  page.on('console', (m) => m.type() === 'error' && ledger.errors.push(m.text()));
  page.on('pageerror', (e) => ledger.errors.push(String(e)));
  page.on('request', (r) => {
    const url = r.url();
    if (!url.startsWith(server.url) && !/^(data|blob|about):/.test(url)) ledger.outside.push(url);
  });
  return { page, context, ledger };
}

let count = 0;
let failed = 0;

/** One check, as a TAP line. */
export function check(ok, name, detail = '') {
  count++;
  if (!ok) failed++;
  console.log(`${ok ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!ok && detail) console.log(`# ${String(detail).slice(0, 2000).replaceAll('\n', '\n# ')}`);
}

/** A part of the run; one that throws is one failed check, and the rest goes on. */
export async function part(name, work) {
  const wanted = process.argv.slice(2).find((a) => !/^https?:/.test(a));
  if (wanted && !name.includes(wanted)) return;
  try {
    await work();
  } catch (e) {
    check(false, `${name}: went to its end`, e.stack ?? e);
  }
}

/** The page did nothing it must not. */
export async function checkLedger(name, { page, ledger }) {
  const violations = await page.evaluate(() => window.violations ?? []);
  check(ledger.errors.length === 0, `${name}: no console error`, ledger.errors.join('\n'));
  check(violations.length === 0, `${name}: no policy violation`, violations.join('\n'));
  check(ledger.outside.length === 0, `${name}: no request leaves the server`, ledger.outside.join('\n'));
}

export function plan() {
  console.log(`1..${count}`);
  return failed ? 1 : 0;
}
