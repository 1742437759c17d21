// SPDX-License-Identifier: Apache-2.0
// A database's address, as one URL and as fields, both ways. The server parses again: this is for the form only.

export interface PgFields {
  host: string;
  port: string;
  database: string;
  username: string;
  password: string;
  ssl_mode: string;
}
export const emptyPg: PgFields = { host: '', port: '5432', database: '', username: '', password: '', ssl_mode: 'prefer' };

/** Fields of a postgres:// URL; undefined when it is none. */
export function parseUrl(url: string): PgFields | undefined {
  const m = /^(?:postgres|postgresql):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?(\[[^\]]+\]|[^:/?]*)(?::(\d+))?\/([^?]*)(?:\?(.*))?$/.exec(url.trim());
  if (!m) return undefined;
  const plain = (s: string | undefined) => {
    try {
      return decodeURIComponent(s ?? '');
    } catch {
      return s ?? '';
    }
  };
  const ssl = new URLSearchParams(m[6] ?? '').get('sslmode');
  return {
    username: plain(m[1]),
    password: plain(m[2]),
    host: (m[3] ?? '').replace(/^\[|\]$/g, ''),
    port: m[4] ?? '5432',
    database: plain(m[5]),
    ssl_mode: ssl ?? 'prefer'
  };
}

/** The URL of fields, without the password: it is never shown. */
export function formatUrl(f: PgFields): string {
  const host = f.host.includes(':') ? `[${f.host}]` : f.host;
  const user = f.username ? `${encodeURIComponent(f.username)}@` : '';
  const port = f.port && f.port !== '5432' ? `:${f.port}` : '';
  const ssl = f.ssl_mode !== 'prefer' ? `?sslmode=${f.ssl_mode}` : '';
  return f.host || f.database ? `postgres://${user}${host}${port}/${encodeURIComponent(f.database)}${ssl}` : '';
}

/** What the server wants, without what was left empty. */
export function configOf(f: PgFields): Record<string, unknown> {
  const all = { host: f.host, port: Number(f.port) || 5432, database: f.database, username: f.username, password: f.password, ssl_mode: f.ssl_mode };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== ''));
}
