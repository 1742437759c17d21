// SPDX-License-Identifier: Apache-2.0
// The way on from "0 rows": the same statement without its outermost WHERE. Only for reading and running again in sight of the person;
// what it means is judged by the server as ever.
import { tokenize } from './highlight';

const ENDS = new Set(['GROUP', 'HAVING', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'WINDOW', 'UNION', 'INTERSECT', 'EXCEPT']);

/** The statement without the one WHERE outside of brackets; undefined where there is none, or more than one. */
export function withoutWhere(sql: string): string | undefined {
  let depth = 0;
  let at = 0;
  let cut: { from: number; to: number } | undefined;
  let open = false;
  for (const token of tokenize(sql)) {
    const word = token.kind === 'keyword' ? token.text.toUpperCase() : '';
    if (token.kind === 'plain') {
      for (let i = 0; i < token.text.length; i++) {
        const c = token.text[i];
        if (c === '(') depth++;
        else if (c === ')') depth--;
        else if (c === ';' && depth === 0 && open) ((cut!.to = at + i), (open = false));
      }
    } else if (depth === 0 && word === 'WHERE') {
      if (cut) return undefined;
      cut = { from: at, to: sql.length };
      open = true;
    } else if (depth === 0 && open && ENDS.has(word)) {
      cut!.to = at;
      open = false;
    }
    at += token.text.length;
  }
  return cut && depth === 0 ? (sql.slice(0, cut.from) + sql.slice(cut.to)).trimEnd() : undefined;
}
