// SPDX-License-Identifier: Apache-2.0
// What the data grid computes: which rows and columns are in view, how cells read, how they sort and copy. No DOM here.

export type Cell = string | number | boolean | null;
export interface GridColumn {
  name: string;
  type: string;
}

const NUMERIC = new Set(['integer', 'float', 'numeric']);
export const isNumeric = (c: GridColumn) => NUMERIC.has(c.type);

/** Cell text exactly as the server sent it: a number is not rounded, a digit string is not grouped. */
export function cellText(v: Cell): string {
  return v === null ? 'NULL' : typeof v === 'number' && Number.isInteger(v) ? BigInt(v).toString() : String(v);
}

const LINE_MAX = 400; // more than the widest column shows; the whole text is one Enter away

/** Cell text for one line of a table: line breaks as a sign, a very long text cut. */
export function cellLine(v: Cell): string {
  const text = cellText(v);
  return (text.length > LINE_MAX ? `${text.slice(0, LINE_MAX)}…` : text).replace(/\r\n|\r|\n/g, ' ↵ ');
}

/** Order of two cells: NULL last whatever the direction, numbers (and digit strings) by value, texts by the locale. */
export function compareCells(a: Cell, b: Cell, numeric: boolean, descending: boolean, collator: Intl.Collator): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  const order = numeric ? compareNumbers(String(a), String(b)) : collator.compare(String(a), String(b));
  return descending ? -order : order;
}

function compareNumbers(a: string, b: string): number {
  if (/^-?\d{16,}$/.test(a) && /^-?\d{16,}$/.test(b)) {
    const x = BigInt(a);
    const y = BigInt(b);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  return Number(a) - Number(b);
}

/** Row order after sorting by one column; stable, the rows themselves stay where they are. */
export function sortOrder(rows: Cell[][], column: number, numeric: boolean, descending: boolean, locale: string): Uint32Array {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const order = Array.from({ length: rows.length }, (_, i) => i);
  order.sort((x, y) => compareCells(rows[x]![column]!, rows[y]![column]!, numeric, descending, collator) || x - y);
  return Uint32Array.from(order);
}

/** First and last (exclusive) item in view, with a margin on both sides. */
export function windowOf(scroll: number, viewport: number, size: number, count: number, margin: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(scroll / size) - margin);
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil((scroll + viewport) / size) + margin) };
}

/** Widths in pixels from the header and a sample of the cells; wide characters count twice. */
export function columnWidths(columns: GridColumn[], rows: Cell[][], sample = 100): number[] {
  const columnsOf = (s: string) => [...s].reduce((n, ch) => n + (ch.codePointAt(0)! > 0x2e80 ? 2 : 1), 0);
  return columns.map((c, i) => {
    let widest = columnsOf(c.name) + 7; // with the sign of sorting and the button beside it
    for (const row of rows.slice(0, sample)) widest = Math.max(widest, Math.min(columnsOf(cellText(row[i] ?? null)), 48));
    // a number must not lose digits to an ellipsis; the digits of wide fonts are the measure
    return Math.min(380, Math.max(72, Math.round(widest * (isNumeric(c) ? 8.4 : 7.6)) + 26));
  });
}

const needsQuotes = /["\t\n\r]/;

/** A rectangle of cells as tab-separated text, the form spreadsheets paste. NULL is empty. */
export function toTsv(columns: GridColumn[], rows: Cell[][], withHeader: boolean): string {
  const quote = (s: string) => (needsQuotes.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
  const lines = rows.map((r) => r.map((v) => (v === null ? '' : quote(cellText(v)))).join('\t'));
  if (withHeader) lines.unshift(columns.map((c) => quote(c.name)).join('\t'));
  return lines.join('\n');
}
