// SPDX-License-Identifier: Apache-2.0
// Keyboard shortcuts in one table: what runs them, what the sheet shows. Keys without a modifier do nothing while text is typed
// and can be switched off (WCAG 2.1.4).

export const isMac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform);
export const mod = isMac ? '⌘' : 'Ctrl';

export type Shortcut = 'palette' | 'help' | 'search' | 'newQuestion' | 'goAsk' | 'goCatalog' | 'goAnalysis' | 'goDashboards' | 'goSources';

/** Keys that belong to a place of their own: the sheet names them too. */
type Local = 'run' | 'stop' | 'copyCells' | 'copyNamed' | 'inspect' | 'sort' | 'aboutColumn';

export const sheet: { id: Shortcut | Local; keys: string[] }[] = [
  { id: 'palette', keys: [mod, 'K'] },
  { id: 'newQuestion', keys: [mod, isMac ? '⇧' : 'Shift', 'O'] },
  { id: 'search', keys: ['/'] },
  { id: 'help', keys: ['?'] },
  { id: 'goAsk', keys: ['g', 'a'] },
  { id: 'goCatalog', keys: ['g', 'c'] },
  { id: 'goAnalysis', keys: ['g', 'r'] },
  { id: 'goDashboards', keys: ['g', 'd'] },
  { id: 'goSources', keys: ['g', 's'] },
  { id: 'run', keys: [mod, '↵'] },
  { id: 'stop', keys: ['Esc'] },
  { id: 'copyCells', keys: [mod, 'C'] },
  { id: 'copyNamed', keys: [mod, 'Alt', 'C'] },
  { id: 'inspect', keys: ['↵'] },
  { id: 'sort', keys: ['s'] },
  { id: 'aboutColumn', keys: ['i'] }
];

const SEQUENCE_MS = 1200;
const sequences: Record<string, Shortcut> = { a: 'goAsk', c: 'goCatalog', r: 'goAnalysis', d: 'goDashboards', s: 'goSources' };

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.getAttribute('role') === 'grid');

/** A key handler that names the shortcut that was pressed. `single` says whether keys without a modifier count. */
export function shortcutKeys(run: (s: Shortcut) => void, single: () => boolean): (e: KeyboardEvent) => void {
  let armed = 0;
  return (e) => {
    if (e.isComposing || e.keyCode === 229 || e.defaultPrevented) return;
    const key = e.key.toLowerCase();
    if (isMac ? e.metaKey : e.ctrlKey) {
      const hit: Shortcut | undefined = key === 'k' && !e.shiftKey ? 'palette' : key === 'o' && e.shiftKey ? 'newQuestion' : undefined;
      if (hit) (e.preventDefault(), run(hit));
      return;
    }
    if (e.altKey || e.metaKey || e.ctrlKey || typing(e.target) || !single() || document.querySelector('dialog[open]')) return;
    if (Date.now() - armed < SEQUENCE_MS && sequences[key]) {
      armed = 0;
      e.preventDefault();
      run(sequences[key]!);
    } else if (key === 'g') armed = Date.now();
    else if (e.key === '?') (e.preventDefault(), run('help'));
    else if (key === '/') (e.preventDefault(), run('search'));
  };
}
