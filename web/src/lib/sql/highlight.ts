// SPDX-License-Identifier: Apache-2.0
// SQL to coloured pieces, for showing only: the server decides what a statement means. Works on unfinished text, because it is
// drawn while it arrives; each line is tokenised once it is complete, so a long statement costs nothing per delta.

export type Kind = 'keyword' | 'string' | 'number' | 'function' | 'comment' | 'name' | 'plain';
export interface Token {
  kind: Kind;
  text: string;
}

const KEYWORDS = new Set(
  `ALL AND AS ASC BETWEEN BY CASE CAST COLLATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS
  EXPLAIN FALSE FETCH FILTER FIRST FOLLOWING FROM FULL GLOB GROUP HAVING ILIKE IN INNER INTERSECT INTERVAL IS JOIN LAST LATERAL LEFT LIKE LIMIT
  MATERIALIZED NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PLAN PRECEDING QUERY RANGE RECURSIVE RIGHT ROWS SELECT SHOW THEN
  TRUE UNBOUNDED UNION USING VALUES WHEN WHERE WINDOW WITH`.split(/\s+/)
);

// in the order they are tried; an unfinished string or comment runs to the end of the text
const RULES =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*(?:'|$)|\$([A-Za-z_]*)\$[\s\S]*?(?:\$\3\$|$))|("(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$))|(\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b)|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)(\s*\()?/g;

export function tokenize(sql: string): Token[] {
  const out: Token[] = [];
  let at = 0;
  const push = (kind: Kind, text: string) => {
    if (!text) return;
    const last = out[out.length - 1];
    if (last?.kind === kind) last.text += text;
    else out.push({ kind, text });
  };
  for (const m of sql.matchAll(RULES)) {
    push('plain', sql.slice(at, m.index));
    at = m.index + m[0].length;
    const [all, comment, string, , quoted, number, word, call] = m;
    if (comment !== undefined) push('comment', comment);
    else if (string !== undefined) push('string', string);
    else if (quoted !== undefined) push('name', quoted);
    else if (number !== undefined) push('number', number);
    else if (word !== undefined) {
      const keyword = KEYWORDS.has(word.toUpperCase());
      push(keyword ? 'keyword' : call ? 'function' : 'name', word);
      push('plain', call ?? '');
    } else push('plain', all);
  }
  push('plain', sql.slice(at));
  return out;
}
