// SPDX-License-Identifier: Apache-2.0
// Text that wants to be more than text, in every place where a stranger's words are shown: questions, values, column and table names,
// descriptions, SQL, names of data sources, labels of charts, messages of errors. Nothing of it may run, become markup, or leave the
// server. TAP on stdout. usage: node tests/e2e/hostile.mjs [part]
import { execFileSync } from 'node:child_process';
import { check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';

const CORPUS = [
  '<img src=x onerror=hostile()>',
  '<script>hostile()</script>',
  '"><svg onload=hostile()>',
  "'-hostile()-'",
  'javascript:hostile()',
  '<a href="javascript:hostile()">x</a>',
  '<a href="https://elsewhere.example/">x</a>',
  '{{constructor.constructor("hostile()")()}}',
  '</textarea><script>hostile()</script>',
  '<style>*{display:none}</style>',
  '\u202e\ufeff<b>x'
];
const SYNC_MS = 60_000;
const server = await new Server().start('--demo');
await launch();

/** A page on which hostile text would be noticed: `fired` when something ran, and what stands in <main> that we did not put there. */
async function watched() {
  const s = await open(server);
  s.fired = false;
  await s.page.exposeFunction('hostile', () => (s.fired = true));
  return s;
}
const FOREIGN = 'main img, main script, main style, main [onerror], main [onload], main b, main a[href^="javascript:" i], main a[href*="elsewhere.example"], [role=dialog] img, dialog img';
async function clean(s, name) {
  await s.page.waitForTimeout(200); // a handler that was going to run has run
  const foreign = await s.page.evaluate((q) => [...document.querySelectorAll(q)].map((e) => e.outerHTML.slice(0, 120)), FOREIGN);
  const links = await s.page.evaluate(() => [...document.querySelectorAll('.plot a')].map((e) => e.outerHTML.slice(0, 120)));
  check(!s.fired, `${name}: nothing ran`);
  check(foreign.length === 0 && links.length === 0, `${name}: nothing became markup`, [...foreign, ...links].join('\n'));
  check(await s.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name}: the layout holds`);
}
const shown = (page, text) => page.evaluate((t) => document.body.innerText.includes(t), text);
async function end(s, name) {
  await checkLedger(name, s);
  await s.context.close();
}
const api = async (method, path, body) => {
  const answer = await fetch(server.url + path, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
  return answer.status === 204 ? undefined : answer.json();
};
const ask = async (page, question) => {
  await page.locator('textarea').last().fill(question);
  await page.keyboard.press('Enter');
};
const settled = (page) => page.locator('.turn').last().locator('.abstained, .sql header button, [role=alert]').first().waitFor();
const quoted = (s, q = "'") => q + s.replaceAll(q, q + q) + q;

await part('questions', async () => {
  const s = await watched();
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  for (const text of CORPUS) {
    await ask(s.page, `How many customers ${text}`);
    await settled(s.page);
  }
  await clean(s, 'questions');
  for (const text of CORPUS) { // and as titles of conversations
    const made = await fetch(`${server.url}/api/v1/sql-assistant/sessions`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ title: text.slice(0, 60) }) });
    if (!made.ok) throw new Error(`no conversation could be called ${text}: ${made.status}`);
  }
  await s.page.goto(server.url);
  await s.page.locator('aside a').nth(3).waitFor();
  await s.page.locator('aside button[aria-haspopup=menu]').first().click();
  await s.page.getByRole('menuitem').first().waitFor();
  await clean(s, 'the list of conversations');
  for (const text of CORPUS.slice(0, 3)) {
    await s.page.goto(`${server.url}/?q=${encodeURIComponent(text)}`);
    await settled(s.page);
  }
  await clean(s, 'questions in the address');
  await end(s, 'questions');
});

await part('values, names of columns, chart labels, SQL', async () => {
  const s = await watched();
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  await ask(s.page, 'How many tracks are there?');
  const turn = s.page.locator('.turn').last();
  await turn.locator('.result').waitFor();
  await turn.getByRole('button', { name: 'Edit', exact: true }).click();
  const run = async (sql, rows) => {
    await turn.locator('.edit').fill(sql);
    await s.page.keyboard.press('Control+Enter');
    await turn.locator('.result strong').filter({ hasText: new RegExp(`^${rows} row`) }).waitFor();
  };
  const columns = CORPUS.map((c, i) => `${quoted(c)} AS ${quoted(`${c}${i}`, '"')}`).join(', ');
  await run(`SELECT ${columns}, 1 AS n UNION ALL SELECT ${columns}, 2`, 2);
  for (const name of ['Table', 'Statistics']) {
    await turn.getByRole('tab', { name }).click();
    await clean(s, `values and names of columns: ${name}`);
  }
  await turn.getByRole('tab', { name: 'Table' }).click();
  await turn.locator('[role=grid]').focus();
  await s.page.keyboard.press('Enter');
  await s.page.locator('pre.cell').waitFor();
  check((await s.page.locator('pre.cell').innerText()) === CORPUS[0], 'a cell is shown as it is');
  await clean(s, 'the dialog of one cell');
  await s.page.keyboard.press('Escape');

  // bars: the values are names of categories, the columns names of axes
  const bars = CORPUS.map((c, i) => `SELECT ${quoted(c)} AS ${quoted(CORPUS[0], '"')}, ${i + 3} AS ${quoted(CORPUS[2], '"')}`).join(' UNION ALL ');
  await run(bars, CORPUS.length);
  await turn.getByRole('tab', { name: 'Chart' }).click();
  await turn.locator('.plot:not([aria-busy=true]) .main-svg').first().waitFor();
  check((await turn.locator('.plot').innerText()).includes('<script>'), 'labels of a chart are shown as they are');
  await clean(s, 'labels of a chart');
  const insights = turn.getByRole('tab', { name: /Insights/ });
  if (await insights.isEnabled()) await insights.click();
  await clean(s, 'insights');
  // lines of several series: names of traces and the legend
  const series = [1, 2, 3].flatMap((d) => CORPUS.slice(0, 4).map((c, i) => `SELECT '2024-0${d}-01' AS day, ${quoted(c)} AS name, ${d * (i + 1)} AS n`)).join(' UNION ALL ');
  await run(series, 12);
  const chart = turn.getByRole('tab', { name: 'Chart' });
  if (await chart.count()) {
    await chart.click();
    await turn.locator('.plot:not([aria-busy=true]) .main-svg').first().waitFor();
  }
  await clean(s, 'names of series');
  const past = (await api('GET', '/api/v1/data-analysis/history?limit=1')).items[0];
  await s.page.goto(`${server.url}/analysis`);
  await s.page.locator('main li code').first().waitFor();
  check(await shown(s.page, '<script>hostile()'), 'SQL in the list of results is shown as it is');
  await clean(s, 'SQL in the list of results');
  await s.page.goto(`${server.url}/analysis/${past.id}`);
  await s.page.locator('.result').waitFor();
  await clean(s, 'SQL and values of a past result');
  await end(s, 'values, names of columns, chart labels, SQL');
});

await part('error messages', async () => {
  const s = await watched();
  await s.page.goto(server.url);
  await s.page.locator('.hello li').first().waitFor();
  await ask(s.page, 'How many tracks are there?');
  const turn = s.page.locator('.turn').last();
  await turn.locator('.result').waitFor();
  await turn.getByRole('button', { name: 'Edit', exact: true }).click();
  for (const text of CORPUS) {
    for (const sql of [`SELECT ${quoted(text, '"')} FROM ${quoted(text, '"')}`, `SELECT ( ${text}`, `SELECT ${quoted(text)} FROM Genre WHERE no_such_function(1)`]) {
      await turn.locator('.edit').fill(sql);
      await s.page.keyboard.press('Control+Enter');
      await turn.locator('[role=alert]').last().waitFor();
    }
  }
  check((await turn.locator('[role=alert]').last().innerText()).length > 10, 'an error has a sentence');
  await clean(s, 'errors of statements');
  for (const path of ['/ask/%3Cimg%20src=x%20onerror=hostile()%3E', '/catalog/%3Cscript%3Ehostile()%3C%2Fscript%3E', '/analysis/%22%3E%3Csvg%20onload=hostile()%3E', '/%3Cimg%20src=x%20onerror=hostile()%3E', '/catalog?q=%3Cimg%20src=x%20onerror=hostile()%3E']) {
    await s.page.goto(server.url + path);
    await s.page.locator('main').waitFor();
    await s.page.waitForLoadState('networkidle');
    await clean(s, `an address: ${decodeURIComponent(path).slice(0, 40)}`);
  }
  s.ledger.errors = s.ledger.errors.filter((e) => !/status of (4\d\d|502)/.test(e)); // addresses and statements that are wrong are refused
  await end(s, 'error messages');
});

await part('names of sources, tables and columns; descriptions', async () => {
  const s = await watched();
  const file = `${server.dir}/hostile.sqlite`;
  const names = CORPUS.slice(0, 8);
  const tables = names.map((n, i) => `CREATE TABLE ${quoted(n, '"')} (${quoted(`${n} id`, '"')} INTEGER PRIMARY KEY, ${quoted(n, '"')} TEXT); INSERT INTO ${quoted(n, '"')} VALUES (${i}, ${quoted(n)});`);
  execFileSync('python3', ['-c', 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])', file, tables.join('\n')]);
  const source = await api('POST', '/api/v1/data-sources', { name: CORPUS[0], description: CORPUS[1], type: 'sqlite', config: { path: file } });
  const { workflow_id } = await api('POST', `/api/v1/data-sources/${source.id}/sync`);
  const until = Date.now() + SYNC_MS;
  while ((await api('GET', `/api/v1/data-catalog/refresh/status/${workflow_id}`)).status !== 'COMPLETED' && Date.now() < until) await new Promise((r) => setTimeout(r, 100));
  const tree = await api('GET', `/api/v1/data-catalog/sources/${source.id}`);
  const table = tree.schemas[0].tables[0];
  await api('PATCH', `/api/v1/data-catalog/tables/${table.id}/description`, { description: CORPUS[2] });
  await api('PATCH', `/api/v1/data-catalog/columns/${table.columns[0].id}/description`, { description: CORPUS[1] });

  await s.page.goto(`${server.url}/sources`);
  await s.page.getByRole('heading', { name: CORPUS[0] }).waitFor();
  check(await shown(s.page, CORPUS[1]), 'name and description of a source are shown as they are');
  await clean(s, 'the list of sources');
  await s.page.goto(`${server.url}/catalog?source=${source.id}`);
  await s.page.locator('.cards li').nth(names.length - 1).waitFor();
  await clean(s, 'the tree and the cards of tables');
  await s.page.goto(`${server.url}/catalog/${table.id}?source=${source.id}`);
  await s.page.locator('article h1').waitFor();
  check((await shown(s.page, CORPUS[2])) && (await shown(s.page, CORPUS[1])), 'descriptions of a table and a column are shown as they are');
  await clean(s, 'a table');
  await s.page.getByRole('button', { name: /Look at/ }).click();
  await s.page.locator('[role=grid], [role=alert]').first().waitFor();
  await clean(s, 'its rows');
  await s.page.locator('[data-search]').fill('hostile');
  await s.page.locator('.hits li, .empty').first().waitFor();
  await clean(s, 'hits of a search');

  await s.page.evaluate((id) => localStorage.setItem('askdb.settings', JSON.stringify({ ...JSON.parse(localStorage.getItem('askdb.settings')), source: id })), source.id);
  await s.page.goto(server.url);
  await s.page.locator('.hello').waitFor();
  await clean(s, 'the name of the source and what is suggested of it');
  await s.page.keyboard.press('Control+k');
  await s.page.getByRole('combobox').fill('hostile');
  await s.page.waitForTimeout(600); // what it finds comes after a pause in typing
  await clean(s, 'the palette');
  await s.page.keyboard.press('Escape');
  await ask(s.page, `How many rows of ${names[0]} are there?`);
  await settled(s.page);
  const why = s.page.locator('.why');
  if (await why.count()) await why.last().click();
  await clean(s, 'an answer over such tables, and why');
  await s.page.goto(`${server.url}/sources`);
  await s.page.getByRole('button', { name: `Delete ${CORPUS[0]}` }).click();
  await s.page.getByLabel('Type its name to confirm').fill(CORPUS[0]);
  await clean(s, 'the question before it is deleted');
  await s.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await s.page.getByRole('heading', { name: CORPUS[0] }).waitFor({ state: 'detached' });
  await clean(s, 'the message that it was deleted');
  await end(s, 'names of sources, tables and columns');
});

await close();
await server.stop();
server.clean();
process.exit(plan());
