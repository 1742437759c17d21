// SPDX-License-Identifier: Apache-2.0
// The current language and its texts. `i18n.t.nav.ask` is reactive; formats follow the same locale.
import { settings } from '../state/settings.svelte';
import { en, type Messages } from './en';

export type Locale = 'en' | 'ja' | 'ko';
export const locales: { id: Locale; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'ja', name: '日本語' },
  { id: 'ko', name: '한국어' }
];

const load: Record<Locale, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  ja: () => import('./ja').then((m) => m.ja),
  ko: () => import('./ko').then((m) => m.ko)
};

let messages = $state.raw<Messages>(en);
let locale = $state<Locale>('en');

/** The language a person chose, else the browser's, else English. */
export function preferredLocale(): Locale {
  const wanted = settings.locale ?? (typeof navigator === 'undefined' ? 'en' : navigator.language.slice(0, 2));
  return wanted === 'ja' || wanted === 'ko' ? wanted : 'en';
}

/** Load a language and make it current; `<html lang>` follows, because Han characters look different in each. */
export async function setLocale(next: Locale): Promise<void> {
  messages = await load[next]();
  locale = next;
  document.documentElement.lang = next;
}

export const i18n = {
  get t(): Messages {
    return messages;
  },
  get locale(): Locale {
    return locale;
  }
};

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();
function cached<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(key: string, make: () => T): T {
  const id = `${locale} ${key}`;
  let f = cache.get(id) as T | undefined;
  if (!f) cache.set(id, (f = make()));
  return f;
}

/** A number for reading: grouped, at most `digits` decimals. */
export function formatNumber(n: number, digits = 2): string {
  return cached(`n${digits}`, () => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(n);
}

/** A computed number, large or small: four digits that count below one, three decimals above. */
export function formatReal(n: number): string {
  return n === 0 || Math.abs(n) >= 1 ? formatNumber(n, 3) : cached('s', () => new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 })).format(n);
}

/** A share of one, as a percentage of at most `digits` decimals. */
export function formatPercent(share: number, digits = 1): string {
  return cached(`p${digits}`, () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits })).format(share);
}

/** Date and time in the reader's zone. */
export function formatTime(iso: string): string {
  return cached('t', () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })).format(new Date(iso));
}

/** "4 minutes ago": how long a time lies back, in the largest fitting unit. */
export function formatAgo(iso: string, now = Date.now()): string {
  const f = cached('r', () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const s = Math.round((new Date(iso).getTime() - now) / 1000);
  const steps: [number, Intl.RelativeTimeFormatUnit][] = [
    [60, 'second'],
    [60, 'minute'],
    [24, 'hour'],
    [7, 'day'],
    [4.35, 'week'],
    [12, 'month'],
    [Infinity, 'year']
  ];
  let value = s;
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size) return f.format(Math.round(value), unit);
    value /= size;
  }
  return f.format(Math.round(value), 'year');
}

/** A span of time in its largest fitting unit: 3 hours. */
export function formatSpan(seconds: number): string {
  const units: [number, string][] = [[86_400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
  const [size, unit] = units.find(([s]) => seconds >= s) ?? [1, 'second'];
  return cached(`d${unit}`, () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })).format(Math.floor(seconds / size));
}

/** A duration for people: 31 ms, 1.2 s. */
export function formatDuration(ms: number): string {
  return ms < 0.5 ? '< 1 ms' : ms < 1000 ? `${formatNumber(ms, 0)} ms` : `${formatNumber(ms / 1000, 1)} s`;
}
