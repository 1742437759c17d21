// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { withoutWhere } from './widen';

describe('a statement without its filter', () => {
  it('keeps all the rest', () => {
    expect(withoutWhere("SELECT a FROM t WHERE b = 'x'")).toBe('SELECT a FROM t');
    expect(withoutWhere('SELECT a, count(*)\nFROM t\nWHERE b = 1 AND c IN (SELECT d FROM u WHERE e)\nGROUP BY a\nORDER BY 2')).toBe(
      'SELECT a, count(*)\nFROM t\nGROUP BY a\nORDER BY 2'
    );
    expect(withoutWhere('SELECT a FROM t WHERE b LIMIT 5;')).toBe('SELECT a FROM t LIMIT 5;');
    expect(withoutWhere('SELECT a FROM t WHERE b;')).toBe('SELECT a FROM t ;');
  });
  it('is not looked for in texts, comments and brackets', () => {
    expect(withoutWhere("SELECT 'WHERE' FROM t -- WHERE x")).toBeUndefined();
    expect(withoutWhere('SELECT a FROM (SELECT a FROM t WHERE b) AS s')).toBeUndefined();
    expect(withoutWhere('WITH s AS (SELECT a FROM t WHERE b) SELECT a FROM s WHERE a > 1')).toBe('WITH s AS (SELECT a FROM t WHERE b) SELECT a FROM s');
  });
  it('is none where it is not plain which one is meant', () => {
    expect(withoutWhere('SELECT a FROM t WHERE b UNION SELECT a FROM u WHERE c')).toBeUndefined();
    expect(withoutWhere('SELECT a FROM t')).toBeUndefined();
    expect(withoutWhere('SELECT a FROM t WHERE (b')).toBeUndefined();
  });
});
