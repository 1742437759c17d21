// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { placeOf } from './place';

describe('the place of an error', () => {
  const sql = 'SELECT Name,\n  Nmae AS x\nFROM Artist';
  it('is a line and a word', () => {
    expect(placeOf(sql, 16)).toEqual({ line: 2, column: 3, before: '', word: 'Nmae', after: ' AS x' });
    expect(placeOf(sql, 1)).toEqual({ line: 1, column: 1, before: '', word: 'SELECT', after: ' Name,' });
  });
  it('counts characters, not code units', () => {
    expect(placeOf("SELECT '🎵', 売上 FROM t", 13)).toMatchObject({ column: 13, before: "SELECT '🎵', ", word: '売上' });
  });
  it('may be the end, and is nothing beyond it', () => {
    expect(placeOf('SELECT (', 9)).toMatchObject({ column: 9, before: 'SELECT (', word: '' });
    expect(placeOf('SELECT (', 10)).toBeUndefined();
    expect(placeOf('SELECT (', undefined)).toBeUndefined();
    expect(placeOf('SELECT (', 0)).toBeUndefined();
  });
  it('of a long line is shown with what is near', () => {
    const long = `SELECT ${'a, '.repeat(100)}"my column" ${', b'.repeat(100)}`;
    const place = placeOf(long, 308)!;
    expect(place.word).toBe('"my column"');
    expect(place.before.length).toBe(61);
    expect(place.after.length).toBe(61);
  });
});
