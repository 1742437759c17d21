// SPDX-License-Identifier: Apache-2.0
// What a person chose, kept in this browser. Storage can be full or forbidden: then a choice lasts as long as the page.

export type Theme = 'system' | 'light' | 'dark';
interface Stored {
  theme: Theme;
  locale: string | undefined;
  source: string | undefined;
  autoRun: boolean;
  shortcuts: boolean;
}

const KEY = 'askdb.settings';
const defaults: Stored = { theme: 'system', locale: undefined, source: undefined, autoRun: true, shortcuts: true };

function read(): Stored {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>) };
  } catch {
    return { ...defaults };
  }
}

class Settings {
  #value = $state<Stored>(read());

  #set<K extends keyof Stored>(key: K, value: Stored[K]) {
    this.#value[key] = value;
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#value));
    } catch {
      /* kept in memory */
    }
  }
  get theme() {
    return this.#value.theme;
  }
  set theme(v: Theme) {
    this.#set('theme', v);
    document.documentElement.dataset['theme'] = v;
  }
  get locale() {
    return this.#value.locale;
  }
  set locale(v: string | undefined) {
    this.#set('locale', v);
  }
  /** The chosen data source's id. */
  get source() {
    return this.#value.source;
  }
  set source(v: string | undefined) {
    this.#set('source', v);
  }
  /** Run a statement as soon as it is there. */
  get autoRun() {
    return this.#value.autoRun;
  }
  set autoRun(v: boolean) {
    this.#set('autoRun', v);
  }
  /** Single-key shortcuts (WCAG 2.1.4 wants them switchable). */
  get shortcuts() {
    return this.#value.shortcuts;
  }
  set shortcuts(v: boolean) {
    this.#set('shortcuts', v);
  }
}

export const settings = new Settings();
