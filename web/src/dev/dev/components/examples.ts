// SPDX-License-Identifier: Apache-2.0
// Made-up answers, results and charts for the page of components: the states that a real database seldom shows all at once.
import type { Cell, ColumnStatistics, DataSourceTest, Execution, Figure, Session, Visualization } from '$lib/api/types';
import { ApiError } from '$lib/api/client';
import { newAnswer, type Answer } from '$lib/ask/answer';
import { Turn } from '$lib/ask/run.svelte';

export const LONG = 'A text that is far longer than whoever drew the box had in mind, 日本語も混ざっている長い文章、그리고 한국어, and oneVeryLongWordWithoutAnyPlaceWhereALineCouldBreakWhichIsWhatNamesOfColumnsOftenAre';
export const RTL = 'مرحبا بالعالم، هذا نص من اليمين إلى اليسار';
const SQL = "SELECT c.Country, strftime('%Y', i.InvoiceDate) AS year, -- per country\n       ROUND(SUM(i.Total), 2) AS revenue\nFROM Invoice i\n  JOIN Customer c ON c.CustomerId = i.CustomerId\nWHERE i.Total > 0.99\nGROUP BY c.Country, year\nORDER BY revenue DESC";

/* ---- charts ---- */

const names = (n: number, name = (i: number) => `Category ${i + 1}`) => Array.from({ length: n }, (_, i) => name(i));
const wave = (n: number, low = 2) => Array.from({ length: n }, (_, i) => Math.round((low + 40 * (1.2 + Math.sin(i * 1.7))) * 10) / 10);
type Data = Figure['data'];
const chart = (data: Data, x: string, y: string, more: Record<string, unknown> = {}, xaxis = {}, yaxis = {}): Figure => ({
  data,
  layout: { xaxis: { title: { text: x }, ...xaxis }, yaxis: { title: { text: y }, ...yaxis }, showlegend: data.length > 1, ...more }
});
const lying = (labels: string[], values: number[], x = 'revenue', y = 'country') =>
  chart([{ type: 'bar', orientation: 'h', x: values, y: labels }], x, y, {}, {}, { type: 'category', autorange: 'reversed' });
const standing = (labels: string[], values: number[]) => chart([{ type: 'bar', orientation: 'v', x: labels, y: values }], 'genre', 'tracks', {}, { type: 'category' });
const months = names(24, (i) => new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 10));

export const charts: [string, Figure, string?][] = [
  ['24 lying bars', lying(names(24), wave(24).sort((a, b) => b - a))],
  ['60 categories, of which 50 are drawn', lying(names(50), wave(50).sort((a, b) => b - a)), 'The 50 largest of 60.'],
  ['long names', lying([LONG, '東京都千代田区丸の内一丁目にある長い名前の会社', 'short', 'R&amp;lt;B &lt;b&gt;'], [12, 9, 4, 1])],
  ['standing bars', standing(['Rock', 'Latin', 'Metal', 'Jazz', 'Blues'], [1297, 579, 374, 130, 81])],
  ['negative values', standing(['Mar', 'Apr', 'May', 'Jun'], [120, -80.5, 44, -13])],
  ['one single bar', standing(['Rock'], [1297])],
  ['one lying bar', lying(['A rather long name'], [5])],
  ['dates, two lines', chart([{ type: 'scatter', mode: 'lines+markers', name: 'sales', x: months, y: wave(24) }, { type: 'scatter', mode: 'lines+markers', name: 'returns', x: months, y: wave(24, -20) }], 'month', '', {}, { type: 'date' })],
  ['large numbers', chart([{ type: 'scatter', mode: 'lines', x: months, y: wave(24).map((v) => v * 1e6) }], 'month', 'revenue', {}, { type: 'date' })],
  ['stacked, twelve series', chart(names(12).map((name, i) => ({ type: 'bar', orientation: 'v', name, x: ['2022', '2023', '2024'], y: wave(3, i) })), 'year', 'sales', { barmode: 'stack' }, { type: 'category' })],
  ['points', chart([{ type: 'scatter', mode: 'markers', x: wave(60), y: wave(60, 9) }], 'milliseconds', 'bytes', {}, { type: 'linear' })],
  ['parts of a whole', { data: [{ type: 'pie', labels: ['Web', 'Shop', '電話'], values: [61, 30, 9] }], layout: { showlegend: true } }]
];

/* ---- results ---- */

type Column = [name: string, type: Execution['columns'][number]['type']];
function result(columns: Column[], rows: Cell[][], more: Partial<Execution> = {}): Execution {
  const nulls = (i: number) => rows.filter((r) => r[i] === null).length;
  const statistics: ColumnStatistics[] = columns.map(([name, type], i) => ({
    name,
    type,
    role: type === 'text' ? 'text' : 'numeric',
    count: rows.length,
    null_count: nulls(i),
    unique_count: new Set(rows.map((r) => r[i])).size,
    unique: i % 2 ? 'estimated' : 'exact',
    ...(type === 'text'
      ? { most_common: [{ value: LONG, count: 3 }, { value: 'b', count: 1 }], min: 'a', max: 'z' }
      : { min: -12.5, max: '9007199254740993', mean: 1234567.891, median: 3, std_dev: 0.0001, quantiles: 'estimated' as const })
  }));
  return {
    id: '00000000-0000-4000-8000-000000000002',
    data_source_id: null,
    sql_generation_id: null,
    sql: SQL,
    status: 'completed',
    execution_time_ms: 12,
    row_count: rows.length,
    truncated: false,
    created_at: '2026-01-05T09:00:00.000Z',
    columns: columns.map(([name, type], i) => ({ name, type, null_count: nulls(i), unique_count: 1, unique_count_exact: true, database_type: null })),
    data: rows.map((r) => Object.fromEntries(columns.map(([name], i) => [name, r[i] ?? null]))),
    statistics: { summary: { rows_counted: rows.length, rows_kept: rows.length, counted_all: true, columns: statistics, correlations: [], columns_not_correlated: 0 }, insights: [], anomalies: [] },
    visualizations: [],
    ...more
  };
}
const visualization = (figure: Figure): Visualization[] => [{ type: 'chart', title: 'revenue by country', config: { summary: 'revenue by country: the highest is USA.' }, data: figure }];

export const hard = result(
  [['id', 'integer'], ['exact', 'numeric'], ['name', 'text'], ['note', 'text']],
  [
    [1, '9007199254740993', 'plain', null],
    [2, '-0.30000000000000000004', 'two\nlines\tand a tab', '  spaces  kept  '],
    [null, 1e21, RTL, 'NULL'],
    [4, 0.1, LONG.repeat(40), '<b>not markup</b>'],
    [5, null, '', '👩‍👩‍👧‍👦 é ﷽']
  ]
);
export const wide = result(Array.from({ length: 200 }, (_, i): Column => [`column_${i + 1}`, i % 3 ? 'integer' : 'text']), Array.from({ length: 1000 }, (_, r) => Array.from({ length: 200 }, (_, c) => (c % 3 ? r * c : `r${r + 1} c${c + 1}`))));
export const none = result([['id', 'integer']], []);
const answered = result(
  [['Country', 'text'], ['revenue', 'numeric']],
  ['USA', 'Canada', 'France', 'Brazil', 'Germany'].map((c, i) => [c, 523.06 - i * 73.5]),
  { visualizations: visualization(lying(['USA', 'Canada', 'France', 'Brazil', 'Germany'], [523.06, 449.56, 376.06, 302.56, 229.06])) }
);
export const cut = { ...answered, truncated: true, truncated_reason: 'Cut at 10,000 rows; the export has all of them.', row_count: 1_204_331,
  statistics: { ...answered.statistics!, insights: [
    { insight_type: 'trend' as const, insight_text: 'revenue falls from 523.06 to 229.06.', confidence_score: 0.93, evidence: {} },
    { insight_type: 'data_quality' as const, insight_text: LONG, confidence_score: 0.4, evidence: {} }
  ] } };

/* ---- answers ---- */

class StillTurn extends Turn {
  constructor(
    answer: Partial<Answer>,
    readonly ago = 0
  ) {
    super('', 'What is the revenue of each country?');
    this.answer = { ...newAnswer('What is the revenue of each country?'), id: '00000000-0000-4000-8000-000000000003', ...answer };
    Object.defineProperty(this, 'began', { value: Date.now() - ago });
  }
  override async run(): Promise<void> {}
}
const stage = (name: string, state: 'running' | 'done' | 'failed' = 'done') => ({ stage: name, state, ms: 12, detail: undefined });
const allStages = ['understand', 'retrieve', 'generate', 'check', 'try'].map((s) => stage(s));
const whole: Partial<Answer> = {
  status: 'answered', stages: allStages, sql: SQL, explanation: 'Adds up the totals of the invoices of each country, by year, the largest first.', confidence: 0.91, model: 'offline', ms: 31, repairs: 1,
  assumptions: ['“revenue” is Invoice.Total', LONG], warnings: ['No limit: the whole table is read.'],
  tables: [{ id: 't', name: 'Invoice', score: 1, why: 'revenue ~ Total', used: true }, { id: null, name: 'Track', score: 0.2, why: null, used: false }]
};
const withResult = (e: Execution) => Object.assign(new StillTurn(whole), { execution: e });
export const problem = new ApiError({ title: 'The query was refused', status: 422, detail: 'Only statements that read are run: DELETE is not one of them. Ask for what you want to see instead.', code: 'sql_rejected', trace_id: '0af7651916cd43dd8448eb211c80319c', errors: [{ field: 'config.path', message: 'must be an absolute path' }] });
export const offline = new ApiError({ title: 'no answer', status: 0, code: 'network' });

export const turns: [string, Turn][] = [
  ['just asked', new StillTurn({ stages: [stage('understand', 'running')] })],
  ['writing, 3 s', new StillTurn({ stages: [stage('understand'), stage('retrieve'), stage('generate', 'running')], sql: SQL.slice(0, 90) }, 3_000)],
  ['reconnecting, 14 s', Object.assign(new StillTurn({ stages: [stage('understand')] }, 14_000), { connected: false })],
  ['answered, a little sure', Object.assign(new StillTurn({ ...whole, confidence: 0.41 }), { execution: answered })],
  ['the statement is edited and failed', Object.assign(withResult(cut), { edited: 'DELETE FROM Genre', runError: problem })],
  ['running', Object.assign(new StillTurn(whole), { running: true })],
  ['abstained with choices', new StillTurn({ status: 'abstained', stages: allStages.slice(0, 3), clarification: { question: 'Did you mean the total of invoices or the price of tracks?', choices: [{ label: 'the total of invoices', question: 'a' }, { label: LONG, question: 'b' }] } })],
  ['abstained', new StillTurn({ status: 'abstained', stages: allStages.slice(0, 3), message: 'I found nothing in this database for "weather".' })],
  ['failed', new StillTurn({ status: 'failed', stages: [stage('understand'), stage('retrieve', 'failed')], error: { message: 'The model did not answer in 60 s.', code: 'model_timeout' } })],
  ['stopped', new StillTurn({ status: 'stopped', stages: [stage('understand'), stage('generate', 'running')], sql: SQL.slice(0, 60) })],
  ['read with what was said before', Object.assign(new StillTurn({ ...whole, question: 'and in Japan?', readAs: 'What is the revenue of Japan, by year?' }), { execution: answered })],
  ['not looked at yet', Object.assign(new StillTurn({ status: 'asking' }), { dormant: true })],
  ['a long question', new StillTurn({ question: `${LONG} ${RTL}`, status: 'abstained', message: LONG })]
];

/* ---- the rest ---- */

const step = (s: string, ok = true, detail?: string) => ({ step: s, ok, ms: 3.4, ...(detail ? { detail } : {}) });
export const tests: [string, DataSourceTest][] = [
  ['everything works', { ok: true, steps: ['dns', 'tcp', 'tls', 'login', 'read_only', 'introspect'].map((s) => step(s)), server_version: 'PostgreSQL 15.9', dialect: 'postgresql', can_write: false, remedy: null, tables: 12 }],
  ['a step failed', { ok: false, steps: [step('dns'), step('tcp'), step('login', false, 'password authentication failed for user "reader": check the password, or create the role.')], server_version: null, dialect: null, can_write: false, remedy: null, tables: 0 }],
  ['the role can write', { ok: true, steps: [step('file'), step('read')], server_version: 'SQLite 3.40.1', dialect: 'sqlite', can_write: true, remedy: `CREATE ROLE reader LOGIN;\nGRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; -- ${LONG}`, tables: 3 }]
];
const when = '2026-01-05T09:00:00.000Z';
const table = (id: string, name: string) => ({ id, data_source_id: 'd', schema_id: 's', schema_name: 'main', table_name: name, table_type: 'table' as const, row_count: 7, source_description: null, user_description: null, tags: [], created_at: when, updated_at: when, columns: [] });
const schema = (id: string, name: string, tables: ReturnType<typeof table>[]) => ({ id, data_source_id: 'd', schema_name: name, table_count: tables.length, created_at: when, updated_at: when, tables });
const tree = (schemas: ReturnType<typeof schema>[]) => ({ data_source_id: 'd', data_source_name: 'sample', last_synced: when, schemas });
export const trees = {
  few: tree([schema('s1', 'sales', [table('a', 'orders'), table('b', 'customers')]), schema('s2', LONG, [table('c', LONG), table('d', '売上明細')])]),
  many: tree([schema('s3', 'public', Array.from({ length: 400 }, (_, i) => table(`m${i}`, `table_${i + 1}`)))]),
  empty: tree([schema('s4', 'main', [])])
};
const past = (i: number, title: string | null, days: number): Session => {
  const at = new Date(Date.now() - days * 86_400_000).toISOString();
  return { id: `s${i}`, title, data_source_id: 'd', message_count: 2, created_at: at, updated_at: at };
};
export const history = [past(1, 'How many customers are there?', 0), past(2, LONG, 0), past(3, '月別の売上', 1), past(4, RTL, 3), past(5, '국가별 매출', 40), past(6, 'Which 5 artists have the most albums?', 80), past(7, null, 90)];
