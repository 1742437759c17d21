// SPDX-License-Identifier: Apache-2.0
// Short messages about what just happened, with a way back. Eight seconds, longer while one is looked at.

export interface Toast {
  id: number;
  kind: 'info' | 'ok' | 'error';
  text: string;
  /** What its button does; `gone` is called instead once the toast is gone, or the page. */
  action?: { label: string; run: () => void; gone?: () => void };
}

const SHOWN_MS = 8000;
let next = 1;

class Toasts {
  items = $state<Toast[]>([]);
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  add(kind: Toast['kind'], text: string, action?: Toast['action']) {
    const id = next++;
    this.items.push(action ? { id, kind, text, action } : { id, kind, text });
    this.#start(id);
  }
  #start(id: number) {
    this.#timers.set(id, setTimeout(() => this.remove(id), SHOWN_MS));
  }
  hold(id: number) {
    clearTimeout(this.#timers.get(id));
  }
  release(id: number) {
    this.hold(id);
    this.#start(id);
  }
  /** Take it away; its action's time is over. */
  remove(id: number) {
    const toast = this.#take(id);
    toast?.action?.gone?.();
  }
  /** Do what its button says. */
  act(id: number) {
    const toast = this.#take(id);
    toast?.action?.run();
  }
  /** The page is left: what waited for its toast happens now. */
  leave() {
    this.items.forEach((t) => t.action?.gone?.());
    this.items = [];
  }
  #take(id: number): Toast | undefined {
    const toast = this.items.find((t) => t.id === id);
    this.hold(id);
    this.#timers.delete(id);
    this.items = this.items.filter((t) => t.id !== id);
    return toast;
  }
}

export const toasts = new Toasts();
