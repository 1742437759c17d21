// SPDX-License-Identifier: Apache-2.0
// Every screen in every state, photographed and read by axe-core: both themes, three languages, from a telephone to a wide desk. The
// pictures are for a person to look at; what is judged is accessibility, the console, and that nothing is wider than its window.
// TAP on stdout. usage: node tests/e2e/look.mjs [part]
import { readFileSync, readdirSync } from 'node:fs';
import { artefacts, axeSource, check, checkLedger, close, launch, open, part, plan, Server } from './harness.mjs';
import { wire } from './proxy.mjs';

const QUESTION = 'How many customers are there in each country?';
const TREND = 'Show cumulative sales by month in 2024.';
const GENERATE = /^POST \S*\/sql-assistant\/generate\?/;
const LOCALES = ['en', 'ja', 'ko'];
const THEMES = ['light', 'dark'];
const LOOKS = LOCALES.flatMap((locale) => THEMES.map((theme) => [locale, theme]));
const ID = '00000000-0000-4000-8000-000000000001';
const SCREENS = [
  ['ask-empty', '/', (p) => p.locator('.hello li').first().waitFor()],
  ['catalog', '/catalog', (p) => p.locator('.cards li').first().waitFor()],
  ['sources', '/sources', (p) => p.locator('.what').first().waitFor()],
  ['analysis', '/analysis', (p) => p.locator('.page li').first().waitFor()],
  ['dashboards', '/dashboards', (p) => p.locator('.empty').waitFor()],
  ['settings', '/settings', (p) => p.locator('.checks li').first().waitFor()],
  ['nowhere', '/nowhere', (p) => p.locator('.empty').waitFor()]
];

const server = await new Server().start('--demo');
await launch();
const between = await wire(Number(new URL(server.url).port));

const axeText = readFileSync(axeSource, 'utf8');
async function axe(page, name, within = 'html') {
  await page.evaluate(axeText);
  const found = await page.evaluate((within) => window.axe.run(within, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }), within);
  const problems = found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  check(problems.length === 0, `axe: ${name}`, problems.join('\n'));
}
const picture = (page, name, fullPage = false) => page.screenshot({ path: `${artefacts}${name}.png`, animations: 'disabled', fullPage });
const fits = async (page, name) => check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} is not wider than its window`);

async function ask(page, question, url = server.url) {
  await page.goto(url);
  await page.locator('.hello li').first().waitFor();
  await page.locator('textarea').last().fill(question);
  await page.keyboard.press('Enter');
}
const answered = (page) => page.locator('.turn .result').last().waitFor();
const drawn = (page) => page.locator('.plot:not([aria-busy=true]) .main-svg').first().waitFor();

/** Each item's work, two of them at a time: a picture and a reading by axe keep one core busy. */
async function twoAtATime(items, work) {
  const rest = [...items];
  const worker = async () => {
    while (rest.length) await work(rest.shift());
  };
  await Promise.all([worker(), worker()]);
}

const event = (message) => `data: ${JSON.stringify({ generation_id: ID, ...message })}\n\n`;
const stage = (name, state = 'done') => event({ type: 'stage', stage: name, state, ms: 12 });
const stream = (...events) => `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n${events.join('')}`;
const WRITING = stream(
  stage('understand'), stage('retrieve'), stage('generate', 'running'),
  event({ type: 'sql_chunk', content: "SELECT c.Country, strftime('%Y', i.InvoiceDate) AS year,\n       ROUND(SUM(i.Total), 2) AS revenue -- per country\nFROM Invoice i\n  JOIN Customer c ON c.Cust" })
);
const UNCLEAR = stream(
  stage('understand'), stage('retrieve'), stage('generate'),
  event({ type: 'clarification', question: 'Did you mean the total of invoices or the price of tracks?', choices: [
    { label: 'the total of invoices', question: 'What is the total of invoices by country?' },
    { label: 'the price of tracks', question: 'What is the price of tracks by country?' }
  ] }),
  event({ type: 'generation_complete', sql: null, explanation: null, confidence_score: null, validation: { is_valid: true, syntax_errors: [], security_issues: [], suggestions: [] },
    tables_considered: [], tables_used: [], assumptions: [], message: null, repairs: 0, model: 'offline', ms: 31 })
);
const BROKEN = JSON.stringify({ type: 'about:blank', title: 'Not ready', status: 503, detail: 'The store is being opened: try again in a moment.', code: 'not_ready', trace_id: '0af7651916cd43dd8448eb211c80319c' });
const FAILED = `HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nContent-Length: ${BROKEN.length}\r\nConnection: close\r\n\r\n${BROKEN}`;

await part('every screen', async () => {
  await twoAtATime(LOOKS, async ([locale, theme]) => {
    const s = await open(server, { locale, theme });
    const tail = `${theme}-${locale}-1280`;
    await ask(s.page, QUESTION);
    await answered(s.page);
    await drawn(s.page);
    await axe(s.page, `answer ${tail}`);
    await picture(s.page, `ask-answer-${tail}`);
    for (const [name, path, ready] of SCREENS) {
      await s.page.goto(server.url + path);
      await ready(s.page);
      await axe(s.page, `${name} ${tail}`);
      await picture(s.page, `${name}-${tail}`);
    }
    await s.page.goto(`${server.url}/analysis`);
    await s.page.locator('.page li a').first().click();
    await drawn(s.page);
    await axe(s.page, `result ${tail}`);
    await picture(s.page, `analysis-result-${tail}`);
    await s.page.goto(`${server.url}/catalog`);
    await s.page.getByRole('treeitem', { name: 'Invoice', exact: true }).click();
    await s.page.locator('article h1').waitFor();
    await axe(s.page, `table ${tail}`);
    await picture(s.page, `catalog-table-${tail}`);
    await s.page.locator('[data-search]').fill('revenue');
    await s.page.locator('.hits li').first().waitFor();
    await picture(s.page, `catalog-search-${tail}`);
    await s.page.keyboard.press('Control+k');
    await s.page.getByRole('combobox').waitFor();
    await s.page.keyboard.type('a');
    await axe(s.page, `palette ${tail}`);
    await picture(s.page, `palette-${tail}`);
    await s.page.keyboard.press('Escape');
    await s.page.locator('main').focus();
    await s.page.keyboard.press('?');
    await s.page.locator('dialog[open] .keys').waitFor();
    await axe(s.page, `shortcuts ${tail}`);
    await picture(s.page, `shortcuts-${tail}`);
    await checkLedger(`every screen ${tail}`, s);
    await s.context.close();
  });
});

await part('states', async () => {
  const cases = [
    ['streaming', { answer: WRITING, hold: true }, (p) => p.locator('.sql .caret').waitFor()],
    ['clarification', { answer: UNCLEAR }, (p) => p.locator('.abstained .chips button').first().waitFor()],
    ['failed', { answer: FAILED }, (p) => p.locator('.turn [role=alert]').waitFor()]
  ];
  for (const [width, height, theme, locale] of [[1280, 800, 'light', 'en'], [1280, 800, 'dark', 'ja'], [390, 844, 'light', 'ko']]) {
    const tail = `${theme}-${locale}-${width}`;
    const s = await open({ url: between.url }, { locale, theme, width, height });
    for (const [name, rule, ready] of cases) {
      between.rule = (line) => (GENERATE.test(line) ? rule : undefined);
      await ask(s.page, 'What is the revenue of each country, by year?', between.url);
      await ready(s.page);
      if (name !== 'failed') await axe(s.page, `${name} ${tail}`);
      await fits(s.page, `${name} ${tail}`);
      await picture(s.page, `ask-${name}-${tail}`);
      if (name === 'streaming') {
        await s.page.waitForTimeout(10_500);
        await picture(s.page, `ask-waiting-${tail}`);
        await s.page.locator('p.waiting button').click();
        await s.page.locator('.stopped').waitFor();
        await picture(s.page, `ask-stopped-${tail}`);
      }
    }
    await s.context.close();
  }
  between.rule = () => undefined;
  const s = await open({ url: between.url }, { theme: 'light' });
  await ask(s.page, QUESTION, between.url);
  await answered(s.page);
  await drawn(s.page);
  between.close();
  await s.page.getByRole('button', { name: 'Run again' }).click();
  await s.page.locator('.banner').waitFor();
  await picture(s.page, 'ask-offline-light-en-1280');
  await s.context.close();
});

await part('widths', async () => {
  await twoAtATime([[390, 844, 'dark', 'en'], [390, 844, 'light', 'ja'], [820, 1180, 'light', 'en'], [1920, 1080, 'light', 'en'], [2560, 1440, 'dark', 'ko']], async ([width, height, theme, locale]) => {
    const tail = `${theme}-${locale}-${width}`;
    const s = await open(server, { width, height, theme, locale });
    for (const question of [QUESTION, TREND]) {
      await ask(s.page, question);
      await answered(s.page);
      await drawn(s.page);
      await fits(s.page, `an answer ${tail}`);
      await picture(s.page, `ask-${question === TREND ? 'trend' : 'answer'}-${tail}`);
    }
    for (const [name, path, ready] of SCREENS) {
      await s.page.goto(server.url + path);
      await ready(s.page);
      await fits(s.page, `${name} ${tail}`);
      await picture(s.page, `${name}-${tail}`);
    }
    await s.page.goto(`${server.url}/analysis`);
    await s.page.locator('.page li a').first().click();
    await drawn(s.page);
    await fits(s.page, `a result ${tail}`);
    await picture(s.page, `analysis-result-${tail}`);
    await s.page.goto(`${server.url}/catalog`);
    await s.page.locator('.cards li a').first().click();
    await s.page.locator('article h1').waitFor();
    await fits(s.page, `a table ${tail}`);
    await picture(s.page, `catalog-table-${tail}`);
    await checkLedger(`widths ${tail}`, s);
    await s.context.close();
  });
});

await part('drawer', async () => {
  for (const [width, height, theme, locale] of [[820, 1180, 'light', 'en'], [390, 844, 'dark', 'ko']]) {
    const tail = `${theme}-${locale}-${width}`;
    const s = await open(server, { width, height, theme, locale });
    await ask(s.page, TREND);
    await answered(s.page);
    const button = s.page.locator('.ask-tools button[aria-haspopup=dialog]');
    const drawer = s.page.locator('dialog.drawer');
    await button.focus();
    await s.page.keyboard.press('Enter');
    await drawer.locator('li a').first().waitFor();
    await axe(s.page, `drawer ${tail}`);
    await picture(s.page, `ask-drawer-${tail}`);
    let left = 0;
    for (let i = 0; i < 30; i++) {
      await s.page.keyboard.press('Tab');
      // the browser's own controls come after the last element; nothing of the page behind does
      left += await s.page.evaluate(() => !document.activeElement.closest('dialog.drawer') && document.activeElement !== document.body);
    }
    check(left === 0, `the drawer keeps the focus ${tail}`);
    await s.page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    check(await button.evaluate((e) => e === document.activeElement), `Escape closes the drawer and gives the focus back ${tail}`);
    await button.click();
    await drawer.locator('li a').last().click();
    await answered(s.page);
    check(!(await drawer.isVisible()) && /\/thread\//.test(s.page.url()), `a conversation of the drawer opens ${tail}`);
    await checkLedger(`drawer ${tail}`, s);
    await s.context.close();
  }
});

await part('first run', async () => {
  const empty = await new Server().start();
  for (const [width, height, theme, locale] of [[1280, 800, 'light', 'en'], [390, 844, 'dark', 'ja'], [1920, 1080, 'dark', 'ko']]) {
    const s = await open(empty, { width, height, theme, locale });
    const tail = `${theme}-${locale}-${width}`;
    for (const [name, path] of [['ask-first-run', '/'], ['sources-first-run', '/sources'], ['catalog-first-run', '/catalog'], ['analysis-first-run', '/analysis']]) {
      await s.page.goto(empty.url + path);
      await s.page.locator('.empty, .first').first().waitFor();
      await axe(s.page, `${name} ${tail}`);
      await fits(s.page, `${name} ${tail}`);
      await picture(s.page, `${name}-${tail}`);
    }
    await checkLedger(`first run ${tail}`, s);
    await s.context.close();
  }
  await empty.stop();
  empty.clean();
});

// what docs/images is taken from; a new server, so that nothing else is in the list of questions
await part('readme', async () => {
  const shop = await new Server().start('--demo');
  const asked = async (s, ...questions) => {
    for (const q of questions) {
      await ask(s.page, q, shop.url);
      await answered(s.page);
    }
    await drawn(s.page);
    await s.page.mouse.move(0, 0);
    await s.page.evaluate(() => document.activeElement.blur());
  };
  const s = await open(shop, { height: 940 });
  await asked(s, 'Which track stands in the most playlists?', 'Which 5 artists have the most albums?', QUESTION, 'How many tracks are there?', 'What were the sales per year?');
  await picture(s.page, 'readme-ask');
  await s.page.setViewportSize({ width: 1280, height: 700 });
  await s.page.goto(`${shop.url}/catalog?q=revenue`);
  await s.page.locator('.hits li').first().waitFor();
  await picture(s.page, 'readme-catalog');
  await s.context.close();
  const ja = await open(shop, { locale: 'ja', theme: 'dark', height: 940 });
  await asked(ja, '顧客は何人いますか', 'ジャンル別の曲数を教えて', '国別の売上トップ10は。');
  await picture(ja.page, 'readme-ask-dark-ja');
  await ja.context.close();
  await shop.stop();
  shop.clean();
});

await part('components', async () => {
  const dev = await new Server().start('--ui-dir', new URL('../../web/dist-dev', import.meta.url).pathname);
  // seven thousand elements take axe half a minute: each language once, each theme twice
  await twoAtATime(LOOKS.filter(([locale, theme]) => locale === 'en' || theme === { ja: 'light', ko: 'dark' }[locale]), async ([locale, theme]) => {
    const s = await open(dev, { locale, theme });
    await s.page.goto(`${dev.url}/dev/components`);
    await s.page.waitForFunction(() => document.querySelectorAll('.plot').length > 12 && !document.querySelector('.plot[aria-busy=true]'));
    await axe(s.page, `components ${theme} ${locale}`);
    await fits(s.page, `components ${theme} ${locale}`);
    if (locale === 'en') {
      await picture(s.page, `components-${theme}`, true);
      await s.page.getByRole('button', { name: 'More', exact: true }).click();
      await s.page.getByRole('menuitem', { name: 'Rename' }).waitFor();
      await axe(s.page, `an open menu ${theme}`, '[role=menu]');
      await picture(s.page, `components-menu-${theme}`);
      await s.page.keyboard.press('Escape');
      for (const kind of ['plain', 'wide', 'drawer']) {
        await s.page.getByRole('button', { name: `Dialog: ${kind}` }).click();
        await s.page.getByRole('dialog').waitFor();
        await axe(s.page, `dialog, ${kind}, ${theme}`, 'dialog[open]');
        await picture(s.page, `components-dialog-${kind}-${theme}`);
        await s.page.keyboard.press('Escape');
      }
    }
    await checkLedger(`components ${theme} ${locale}`, s);
    await s.context.close();
  });
  const narrow = await open(dev, { width: 390, height: 844 });
  await narrow.page.goto(`${dev.url}/dev/components`);
  await narrow.page.waitForFunction(() => document.querySelectorAll('.plot').length > 12 && !document.querySelector('.plot[aria-busy=true]'));
  await fits(narrow.page, 'components at 390 px');
  await picture(narrow.page, 'components-light-390', true);
  await narrow.context.close();
  await dev.stop();
  dev.clean();

  const dist = new URL('../../web/dist/', import.meta.url);
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((f) => f.isFile() && /\.(js|html|json)$/.test(f.name));
  const telling = files.filter((f) => /dev\/components|oneVeryLongWord/.test(readFileSync(`${f.parentPath ?? f.path}/${f.name}`, 'utf8')));
  check(files.length > 20 && telling.length === 0, `none of the ${files.length} released files knows the page of components`, telling.map((f) => f.name).join(' '));
  const s = await open(server);
  await s.page.goto(`${server.url}/dev/components`);
  const heading = s.page.getByRole('heading', { name: 'There is nothing at this address' });
  check(await heading.waitFor().then(() => true, () => false), 'the released pages have nothing at /dev/components');
  await s.context.close();
});

await close();
await server.stop();
server.clean();
process.exit(plan());
