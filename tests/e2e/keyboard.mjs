// SPDX-License-Identifier: Apache-2.0
// Every path of the pages by keyboard alone: what is focused is reached with Tab, arrows and shortcuts, never with a pointer. The paths and
// their names are those of the table in docs/design.md, and that is checked too. TAP on stdout. usage: node tests/e2e/keyboard.mjs [part]
import { readFileSync } from 'node:fs';
import { check, checkLedger, close, hold, launch, open, part, plan, Server } from './harness.mjs';
import { wire } from './proxy.mjs';

const QUESTION = 'How many customers are there in each country?';
const MOST_TABS = 120;
const server = await new Server().start('--demo');
await launch();
const between = await wire(Number(new URL(server.url).port));
const walked = [];

/** A path that a person walks; its name is the one in docs/design.md. */
async function path(name, work, { url = server.url, at = '/', settings = {} } = {}) {
  walked.push(name);
  await part(name, async () => {
    const s = await open({ url }, { settings });
    await s.page.goto(url + at);
    await s.page.locator('h1').first().waitFor({ state: 'attached' });
    await work(s.page, s);
    await checkLedger(name, s);
    await s.context.close();
  });
}
const isIn = (locator) => locator.evaluate((el) => el === document.activeElement || el.contains(document.activeElement)).catch(() => false);

/** Press Tab until the focus is there. */
async function tabTo(page, locator, key = 'Tab') {
  await locator.waitFor();
  for (let i = 0; i < MOST_TABS; i++) {
    if (await isIn(locator)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${locator} is not reached by ${key}`);
}
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
async function ask(page, question = QUESTION) {
  await page.locator('.hello li').first().waitFor();
  await tabTo(page, page.locator('textarea').last());
  await page.keyboard.type(question);
  await press(page, 'Enter');
}
async function answer(page, question = QUESTION) {
  const before = await page.locator('.turn .result').count();
  await ask(page, question);
  await page.locator('.turn .result').nth(before).waitFor();
}
/** The result's tabs: the arrows move, and what they move to is shown. */
async function toTab(page, name) {
  await tabTo(page, page.locator('.turn .result [role=tab][aria-selected=true]').last());
  for (let i = 0; i < 5; i++) {
    if ((await page.getByRole('tab', { selected: true }).last().innerText()).startsWith(name)) return;
    await press(page, 'ArrowRight');
  }
  throw new Error(`no tab ${name}`);
}
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const focusOf = (page) => page.evaluate(() => document.activeElement?.tagName);

await path('to the content, past the navigation', async (page) => {
  await press(page, 'Tab');
  check(await page.evaluate(() => document.activeElement?.classList.contains('skip') ?? false), 'the first Tab is the skip link');
  await press(page, 'Enter');
  check(await page.evaluate(() => location.hash === '#main'), 'it leads to the content');
});

await path('to any page', async (page) => {
  for (const [keys, to] of [['gc', '/catalog'], ['gr', '/analysis'], ['gd', '/dashboards'], ['gs', '/sources'], ['ga', '/']]) {
    await press(page, ...keys);
    await page.waitForURL((u) => u.pathname === to);
  }
  check(true, 'g and a letter go to each page');
  await press(page, 'Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('settings');
  await press(page, 'Enter');
  await page.waitForURL('**/settings');
  check(true, 'the palette goes to a page by its name');
});

await path('the palette', async (page) => {
  await page.locator('.hello li').first().waitFor();
  await press(page, 'Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('invoice');
  await page.getByRole('option').filter({ hasText: 'Invoice' }).first().waitFor();
  await press(page, 'Escape');
  await page.getByRole('combobox').waitFor({ state: 'detached' });
  await press(page, 'Control+k');
  await page.getByRole('combobox').waitFor();
  await page.keyboard.type('How many tracks are there?');
  await page.getByRole('option').filter({ hasText: 'Ask: How many tracks' }).waitFor();
  const options = page.getByRole('option');
  for (let i = 0; i < 10 && !(await options.filter({ hasText: 'Ask: How many' }).getAttribute('aria-selected')).includes('true'); i++) await press(page, 'ArrowDown');
  await press(page, 'Enter');
  await page.locator('.turn .result').waitFor();
  check(true, 'tables are found, Escape closes, a question is asked from it');
}, { at: '/' });

await path('the list of shortcuts', async (page) => {
  await press(page, '?');
  await page.getByRole('dialog').waitFor();
  check((await page.getByRole('dialog').locator('dt').count()) >= 10, 'the question mark opens the list');
  await press(page, 'Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  check(true, 'Escape closes it');
}, { at: '/settings' });

await path('ask', async (page) => {
  await answer(page);
  check((await focusOf(page)) === 'TEXTAREA', 'a question is typed and sent; the focus stays where the next one is typed');
});

await path('stop', async (page) => {
  await page.locator('.hello li').first().waitFor();
  const held = await hold(server);
  await ask(page);
  await page.waitForURL(/\/ask\//);
  await press(page, 'Escape');
  await page.getByText(/^Stopped/).waitFor();
  check(true, 'Escape stops an answer that forms');
  await held.release();
});

await path('choose a clarification', async (page) => {
  const id = '00000000-0000-4000-8000-000000000001';
  const event = (m) => `data: ${JSON.stringify({ generation_id: id, ...m })}\n\n`;
  const choices = [{ label: 'customers', question: 'How many customers are there?' }, { label: 'tracks', question: 'How many tracks are there?' }];
  const none = { is_valid: false, syntax_errors: [], security_issues: [], suggestions: [] };
  const body = event({ type: 'clarification', question: 'How many of what?', choices }) +
    event({ type: 'generation_complete', sql: null, explanation: null, confidence_score: null, validation: none, tables_considered: [], tables_used: [], assumptions: [], alternatives: [], message: 'How many of what?', choices, repairs: 0, model: 'offline', tokens: { in: 0, out: 0 }, ms: 1 });
  let asked = 0;
  between.rule = (line) => (/^POST \S*\/generate\?/.test(line) && asked++ === 0 ? { answer: `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n${body}` } : undefined);
  await ask(page, 'How many are there?');
  await tabTo(page, page.locator('.chips button', { hasText: 'tracks' }), 'Shift+Tab');
  await press(page, 'Enter');
  await page.locator('.turn .result').waitFor();
  check((await page.locator('.question').last().innerText()) === 'How many tracks are there?', 'a choice is reached, taken, and answered');
  between.rule = () => undefined;
}, { url: between.url });

await path('why', async (page) => {
  await answer(page);
  await tabTo(page, page.locator('.why').last(), 'Shift+Tab');
  await press(page, 'Enter');
  await page.locator('.reasons').waitFor();
  check((await page.locator('.why').last().getAttribute('aria-expanded')) === 'true', 'Enter shows why');
  await press(page, 'Space');
  await page.locator('.reasons').waitFor({ state: 'detached' });
  check(true, 'Space hides it');
});

await path('edit and run', async (page) => {
  await answer(page);
  await tabTo(page, page.getByRole('button', { name: 'Edit', exact: true }), 'Shift+Tab');
  await press(page, 'Enter');
  await tabTo(page, page.locator('.edit'));
  await press(page, 'Control+a');
  await page.keyboard.type('SELECT Name FROM Genre ORDER BY Name LIMIT 3');
  await press(page, 'Control+Enter');
  await page.locator('[role=grid][aria-rowcount="4"]').waitFor();
  check(true, 'the SQL is changed and Ctrl Enter runs it');
  await press(page, 'Escape');
  await page.locator('.edit').waitFor({ state: 'detached' });
  check(true, 'Escape takes the change back');
});

await path('result tabs', async (page) => {
  await answer(page);
  for (const name of ['Table', 'Statistics', 'Insights', 'Chart']) await toTab(page, name);
  check(true, 'the arrows reach table, statistics, insights and chart');
});

await path('the table: move, sort, copy, look at a cell or a column', async (page) => {
  await answer(page);
  await toTab(page, 'Table');
  const grid = page.locator('[role=grid]').last();
  await tabTo(page, grid);
  await press(page, 'ArrowRight', 's');
  await grid.locator('[role=columnheader][aria-colindex="2"][aria-sort=ascending]').waitFor();
  await press(page, 's');
  await grid.locator('[role=columnheader][aria-colindex="2"][aria-sort=descending]').waitFor();
  check(true, 's sorts by the column, again turns it round');
  await press(page, 'Control+Home', 'Shift+ArrowRight', 'Control+Alt+c');
  await page.waitForFunction(async () => /\t/.test(await navigator.clipboard.readText()));
  const [head, first] = (await clipboard(page)).trim().split(/\r?\n/);
  check(/\t/.test(head) && /\t\d+$/.test(first), `a selection is copied with its names (${JSON.stringify(head)})`);
  await press(page, 'Control+End', 'Enter');
  await page.getByRole('dialog').locator('pre.cell').waitFor();
  await press(page, 'Escape');
  await page.locator('pre.cell').waitFor({ state: 'hidden' });
  check(true, 'Enter shows a cell, Escape closes it');
  await press(page, 'i');
  await page.getByRole('dialog').locator('dl').waitFor();
  await press(page, 'Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  check(await isIn(grid), 'i tells about a column, and Escape goes back to the table');
});

await path('export', async (page) => {
  await answer(page);
  await tabTo(page, page.getByRole('link', { name: 'CSV' }), 'Shift+Tab');
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]);
  check(/\.csv$/.test(download.suggestedFilename()), 'the result is saved as a file');
  await page.locator('.plot:not([aria-busy=true]) .main-svg').first().waitFor();
  await tabTo(page, page.getByRole('button', { name: 'PNG' }));
  const [picture] = await Promise.all([page.waitForEvent('download'), press(page, 'Enter')]);
  check(/\.png$/.test(picture.suggestedFilename()), 'so is the chart');
});

await path('copy the SQL and the link', async (page) => {
  await answer(page);
  await tabTo(page, page.locator('.sql').getByRole('button', { name: 'Copy', exact: true }), 'Shift+Tab');
  await press(page, 'Enter');
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('SELECT'));
  await tabTo(page, page.getByRole('button', { name: 'Copy link' }), 'Shift+Tab');
  await press(page, 'Enter');
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) === location.href);
  check(true, 'the SQL and the address of the answer are copied');
});

await path('follow-up', async (page) => {
  await answer(page);
  await tabTo(page, page.locator('.next button').first(), 'Shift+Tab');
  await press(page, 'Enter');
  await page.locator('.turn .result').nth(1).waitFor();
  check(true, 'a question that is offered is asked');
});

await path('a conversation of before', async (page) => {
  await answer(page);
  await press(page, 'Control+Shift+O');
  await page.locator('.turn').waitFor({ state: 'detached' });
  await tabTo(page, page.locator('aside a').first());
  await press(page, 'Enter');
  await page.locator('.turn .result').waitFor();
  check(/\/thread\//.test(page.url()), 'a new conversation is begun, and one of before is opened again');
});

await path('a past result', async (page) => {
  await tabTo(page, page.locator('main li a').first());
  await press(page, 'Enter');
  await page.waitForURL('**/analysis/*');
  await page.locator('.result').waitFor();
  check(true, 'a result of the past is opened');
}, { at: '/analysis' });

await path('a table of the catalog', async (page) => {
  await tabTo(page, page.getByRole('treeitem').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.type('invoicel');
  await page.keyboard.press('ArrowLeft');
  await press(page, 'ArrowLeft');
  check((await page.getByRole('treeitem').first().getAttribute('aria-expanded')) === 'false', 'the tree closes');
  await press(page, 'ArrowRight', 'ArrowRight', 'Enter');
  await page.waitForURL('**/catalog/*');
  await page.locator('article h1').waitFor();
  check(true, 'and opens, and a table is looked at');
}, { at: '/catalog' });

await path('search the catalog', async (page) => {
  await page.getByRole('treeitem').first().waitFor();
  await press(page, '/');
  await page.keyboard.type('invoice');
  await page.locator('.hits li').first().waitFor();
  await tabTo(page, page.locator('.hits a').first());
  await press(page, 'Enter');
  await page.waitForURL('**/catalog/*');
  check(true, '/ searches, and a hit is opened');
}, { at: '/catalog' });

await path('describe a table', async (page) => {
  await tabTo(page, page.getByRole('treeitem').first());
  await press(page, 'ArrowDown', 'Enter');
  const describe = page.locator('article').getByRole('button', { name: /^Describe/ }).first();
  await describe.waitFor();
  await tabTo(page, describe);
  await press(page, 'Enter');
  await page.keyboard.type('What people listen to');
  await press(page, 'Enter');
  await page.getByRole('button', { name: /What people listen to/ }).waitFor();
  check(true, 'a description is written, Enter keeps it');
  await press(page, 'Enter');
  await page.keyboard.type('not this');
  await press(page, 'Escape');
  await page.getByRole('button', { name: /What people listen to/ }).waitFor();
  check(true, 'Escape takes it back');
}, { at: '/catalog' });

await path('connect a database', async (page) => {
  await page.locator('.what').first().waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Connect a database' }));
  await press(page, 'Enter');
  await tabTo(page, page.getByLabel('Path of the file'));
  await page.keyboard.type('/nowhere/at/all.sqlite');
  await tabTo(page, page.getByRole('button', { name: 'Test', exact: true }));
  await press(page, 'Enter');
  await page.locator('.steps .bad').waitFor();
  check((await page.locator('.steps .bad').innerText()).length > 10, 'a step that fails is named');
  await tabTo(page, page.getByLabel('Path of the file'));
  await press(page, 'Control+a');
  await page.keyboard.type(`${server.dir}/sample.sqlite`);
  await tabTo(page, page.getByLabel('Name', { exact: true }));
  await page.keyboard.type('second');
  await press(page, 'Enter');
  await page.getByText('second is up to date').waitFor(); // the whole reading of a database
  check(true, 'Enter in the form saves, and the tables are read');
}, { at: '/sources' });

await path('read again', async (page) => {
  const again = page.locator('li', { has: page.getByRole('heading', { name: 'sample' }) }).getByRole('button', { name: 'Read again' });
  await tabTo(page, again);
  await press(page, 'Enter');
  await page.getByText('sample is up to date').waitFor();
  check(true, 'a database is read again');
}, { at: '/sources' });

await path('delete a database', async (page) => {
  const remove = page.getByRole('button', { name: 'Delete second' });
  await tabTo(page, remove);
  await press(page, 'Enter');
  await page.getByRole('dialog').waitFor();
  await press(page, 'Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  check(await isIn(remove), 'Escape leaves it, and the focus is where it was');
  await press(page, 'Enter');
  await tabTo(page, page.getByLabel('Type its name to confirm'));
  await page.keyboard.type('second');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }));
  await press(page, 'Enter');
  await page.getByText('second was deleted').waitFor();
  await page.getByRole('heading', { name: 'second' }).waitFor({ state: 'detached' }); // the list is read again after it was said
  check(true, 'after its name was typed it is deleted');
}, { at: '/sources' });

await path('theme and language', async (page) => {
  await tabTo(page, page.getByRole('button', { name: 'Theme', exact: true }));
  await press(page, 'Enter');
  await page.getByRole('menuitemradio', { name: 'Dark' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitemradio');
  await press(page, 'End', 'Enter');
  check((await page.locator('html').getAttribute('data-theme')) === 'dark', 'the theme is chosen from its menu');
  await tabTo(page, page.getByRole('button', { name: 'Language', exact: true }), 'Shift+Tab');
  await press(page, 'ArrowUp');
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitemradio');
  await press(page, 'Enter');
  await page.locator('html[lang=ko]').waitFor();
  check(true, 'so is the language');
});

await path('settings', async (page) => {
  await tabTo(page, page.getByRole('radio', { name: 'Light' }));
  await press(page, 'ArrowRight');
  check((await page.locator('html').getAttribute('data-theme')) === 'dark', 'arrows choose the theme');
  const single = page.getByRole('checkbox').last();
  await tabTo(page, single);
  await press(page, 'Space');
  check(!(await single.isChecked()), 'Space switches the shortcuts of one key off');
  await press(page, 'g', 's');
  check(new URL(page.url()).pathname === '/settings', 'and then they do nothing');
}, { at: '/settings' });

const design = readFileSync(new URL('../../docs/design.md', import.meta.url), 'utf8');
const told = [...design.slice(design.indexOf('## By keyboard alone')).matchAll(/^\| (?!path|-)([^|]+?) \|/gm)].map((m) => m[1]);
check(JSON.stringify(told) === JSON.stringify(walked), 'docs/design.md lists the paths that are walked', `${told.join('\n')}\n---\n${walked.join('\n')}`);

between.close();
await close();
await server.stop();
server.clean();
process.exit(plan());
