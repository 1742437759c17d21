// SPDX-License-Identifier: Apache-2.0
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Execution } from '$lib/api/types';
import { server as en } from './server.en';
import { server as ja } from './server.ja';
import { server as ko } from './server.ko';
import { cutWords, noteWords, problemLine, problemWords, reasonWords } from './said';

const SERVER = join(__dirname, '../../../../src');
const number = (n: number) => n.toLocaleString('en');

/** The texts of C files under a folder, by path. */
function sources(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile() && f.name.endsWith('.c'))
    .map((f) => join(f.parentPath ?? f.path, f.name))
    .map((path) => [path.slice(SERVER.length + 1), readFileSync(path, 'utf8')]);
}
const all = sources(SERVER);
const found = (pattern: RegExp, files = all) => [...new Set(files.flatMap(([, text]) => [...text.matchAll(pattern)].map((m) => m[1]!)))].sort();

describe('the codes of the server', () => {
  it('have words, every one that can reach a page', () => {
    const atStart = ['store_changed', 'store_locked', 'store_newer']; // before there is a server to ask
    const raised = found(/err_set_why\(\s*&?[\w>.-]+,\s*\w+,\s*"(\w+)"/g).concat(found(/\brefuse\(x, \d+, "(\w+)"/g));
    const names = found(/\[ERR_\w+\] = "(\w+)"/g, all.filter(([path]) => path === 'base/err.c'));
    expect(raised.length).toBeGreaterThan(30);
    expect(names.length).toBeGreaterThan(9);
    const missing = [...raised, ...names].filter((code) => code !== 'none' && !atStart.includes(code) && !(code in en.problems));
    expect(missing).toEqual([]);
  });
  it('and the words are of codes that there are', () => {
    const known = [...found(/"(\w+)"/g), 'stream_lost'];
    expect(Object.keys(en.problems).filter((code) => !known.includes(code))).toEqual([]);
  });
  it('faults of a connection test have their remedy in each language', () => {
    const faults = found(/\[FAULT_\w+\] = \{\s*"(\w+)"/g);
    expect(faults.length).toBeGreaterThan(15);
    for (const words of [ja, ko]) expect(faults.filter((f) => !(f in words.remedies))).toEqual([]);
  });
  it('kinds of notes, reasons and cuts have words', () => {
    expect(Object.keys(en.notes).sort()).toEqual(found(/\[CHART_NOTE_\w+\] = "(\w+)"/g));
    expect(Object.keys(en.reasons).sort()).toEqual(found(/\[REASON_\w+\] = "(\w+)"/g, all.filter(([path]) => path === 'api/ask.c')));
    expect(Object.keys(en.cuts).sort()).toEqual(found(/\[ANALYSIS_CUT_\w+\] = "(\w+)"/g));
  });
});

describe('problems', () => {
  const taken = { title: 'Conflict', status: 409, code: 'name_taken', detail: 'there is a data source named "shop" already' };
  it('are told in the words of the language, with what the server said kept', () => {
    expect(problemWords(ja, taken)).toEqual({ title: 'その名前は使われています', text: ja.problems.name_taken.text, detail: taken.detail, open: false });
    expect(problemWords(en, { ...taken, code: 'upstream' }).open).toBe(true);
  });
  it('of a newer server keep its own words', () => {
    expect(problemWords(ko, { ...taken, code: 'of_tomorrow' })).toEqual({ title: 'Conflict', text: taken.detail, detail: undefined, open: false });
    expect(problemWords(ko, { title: 'Bad Gateway', status: 502 }).title).toBe('Bad Gateway');
  });
  it('fit into a line', () => {
    expect(problemLine(en, taken)).toBe('The name is taken. Another data source is called that: choose another name.');
    expect(problemLine(en, { ...taken, code: 'upstream', detail: 'no such column: x' })).toBe('The database could not do it: no such column: x');
    expect(problemLine(en, { ...taken, code: 'of_tomorrow' })).toBe(taken.detail);
    expect(problemLine(en, { title: 'Bad Gateway', status: 502 })).toBe('Bad Gateway');
  });
});

describe('sentences with numbers', () => {
  it('say what a chart leaves out', () => {
    const notes = [{ kind: 'groups' as const, shown: 11, all: 1200 }, { kind: 'first' as const, shown: 10000 }];
    expect(noteWords(en, { notes, note: 'x' }, number)).toBe('The 11 largest of 1,200 groups; the rest is Other. Drawn from the first 10,000 rows.');
    expect(noteWords(ja, { notes: [notes[1]!] }, number)).toBe('先頭の 10,000 行から作成。');
    expect(noteWords(en, { notes: [] }, number)).toBeUndefined();
    expect(noteWords(ja, { note: 'Every 3rd row.' }, number)).toBe('Every 3rd row.');
  });
  it('say why a table was looked at', () => {
    const table = { id: null, name: 'Album', score: 1, why: 'joins Artist, Track', used: true };
    expect(reasonWords(en, { ...table, reason: 'join', about: 'Artist, Track' })).toBe('joins Artist, Track');
    expect(reasonWords(ko, { ...table, reason: 'small_schema', about: null })).toBe('작은 스키마 전체를 후보로');
    expect(reasonWords(ko, table)).toBe('joins Artist, Track');
  });
  it('say what was cut', () => {
    const cut = { data: [{ n: 1 }], truncated_by: 'rows', truncated_reason: 'The first row' } as unknown as Execution;
    expect(cutWords(en, cut, number)).toBe('Only the first row is shown.');
    expect(cutWords(en, { ...cut, truncated_by: null, truncated_reason: null }, number)).toBeUndefined();
  });
});
