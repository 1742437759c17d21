// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { tokenize } from './highlight';

const kinds = (sql: string) => tokenize(sql).filter((t) => t.kind !== 'plain').map((t) => `${t.kind}:${t.text}`);

describe('tokenize', () => {
  it.each([
    ["SELECT count(*) FROM t WHERE a = 'x''y'", ['keyword:SELECT', 'function:count', 'keyword:FROM', 'name:t', 'keyword:WHERE', 'name:a', "string:'x''y'"]],
    ["'never closed", ["string:'never closed"]],
    ['-- a comment\n1.5e3', ['comment:-- a comment', 'number:1.5e3']],
    ['"Order" [x y] `z`', ['name:"Order"', 'name:[x y]', 'name:`z`']],
    ['$q$ DROP TABLE x $q$', ['string:$q$ DROP TABLE x $q$']],
    ['顧客 年', ['name:顧客', 'name:年']]
  ])('%s', (sql, want) => expect(kinds(sql)).toEqual(want));

  it('loses nothing', () => {
    const sql = 'WITH a AS (SELECT 1 /* x */)\nSELECT "é", \'日本\' FROM a; -- end';
    expect(tokenize(sql).map((t) => t.text).join('')).toBe(sql);
  });
});
