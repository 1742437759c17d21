// SPDX-License-Identifier: Apache-2.0
// Where in a statement a database stumbled: the line, and the word on it.

export interface Place {
  line: number;
  column: number;
  before: string;
  word: string;
  after: string;
}
const WORD = /^(?:"[^"\n]*"|'[^'\n]*'|[\p{L}\p{N}_$.]+|[^\s])/u;
const SIDE_MAX = 60; // characters shown on each side of the word

/** The place of a character counted from 1, as the server counts: whole characters, not UTF-16 units. Undefined when there is none such. */
export function placeOf(sql: string, position: number | undefined): Place | undefined {
  const characters = [...sql];
  if (!position || position < 1 || position > characters.length + 1) return undefined;
  const head = characters.slice(0, position - 1).join('');
  const rest = characters.slice(position - 1).join('');
  const start = head.lastIndexOf('\n') + 1;
  const end = rest.indexOf('\n');
  const line = end < 0 ? rest : rest.slice(0, end);
  const word = WORD.exec(line)?.[0] ?? '';
  const before = head.slice(start);
  const after = line.slice(word.length);
  return {
    line: head.split('\n').length,
    column: [...before].length + 1,
    before: [...before].length > SIDE_MAX ? `…${[...before].slice(-SIDE_MAX).join('')}` : before.trimStart(),
    word,
    after: [...after].length > SIDE_MAX ? `${[...after].slice(0, SIDE_MAX).join('')}…` : after
  };
}
