// SPDX-License-Identifier: Apache-2.0
// What the server says in codes, as sentences of the reader's language. A code of a newer server has no words here: then its own are shown.
import type { ConsideredTable, Execution, Problem, VisualizationConfig } from '$lib/api/types';
import type { Said, ServerWords } from './server.en';

const has = <T extends object>(table: T, key: string | null | undefined): key is Extract<keyof T, string> => !!key && Object.hasOwn(table, key);

export interface ProblemWords {
  title: string;
  text: string | undefined;
  /** The server's own sentence, where it is not the text already. */
  detail: string | undefined;
  /** The detail says what this failure is about, so it is not folded away. */
  open: boolean;
}

export function problemWords(words: ServerWords, p: Problem): ProblemWords {
  const said: Said | undefined = has(words.problems, p.code) ? words.problems[p.code] : undefined;
  if (!said) return { title: p.title, text: p.detail, detail: undefined, open: false };
  return { title: said.title, text: said.text, detail: p.detail, open: said.open ?? false };
}

/** One line, for a toast. */
export function problemLine(words: ServerWords, p: Problem): string {
  const said = problemWords(words, p);
  return said.open && said.detail ? `${said.title}: ${said.detail}` : said.detail === undefined ? (said.text ?? said.title) : `${said.title}. ${said.text}`;
}

/** Why a table was looked at; what was stored before reasons had codes has a sentence only. */
export function reasonWords(words: ServerWords, table: ConsideredTable): string {
  return has(words.reasons, table.reason) ? words.reasons[table.reason](table.about ?? '') : (table.why ?? '');
}

/** What a chart leaves out, and in what words. */
export function noteWords(words: ServerWords, config: VisualizationConfig, number: (n: number) => string): string | undefined {
  const notes = config.notes?.map((n) => (has(words.notes, n.kind) ? words.notes[n.kind](number(n.shown), number(n.all ?? 0)) : undefined));
  return !notes || notes.includes(undefined) ? (config.note ?? undefined) : notes.join(' ') || undefined;
}

/** What cut a result short; undefined for one that is whole. */
export function cutWords(words: ServerWords, e: Execution, number: (n: number) => string): string | undefined {
  if (has(words.cuts, e.truncated_by)) return words.cuts[e.truncated_by](e.data.length, number(e.data.length));
  return e.truncated_reason ?? undefined;
}
