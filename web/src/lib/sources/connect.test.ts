// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { configOf, emptyPg, formatUrl, parseUrl } from './connect';

describe('a database URL', () => {
  it.each([
    ['postgres://reader:p%40ss@db.example:6432/sales?sslmode=require', { host: 'db.example', port: '6432', database: 'sales', username: 'reader', password: 'p@ss', ssl_mode: 'require' }],
    ['postgresql://localhost/app', { ...emptyPg, host: 'localhost', database: 'app' }],
    ['postgres://u@[::1]/x', { ...emptyPg, host: '::1', database: 'x', username: 'u' }]
  ])('%s', (url, want) => expect(parseUrl(url)).toEqual(want));

  it('is refused when it is something else', () => {
    expect(parseUrl('mysql://x/y')).toBeUndefined();
    expect(parseUrl('hello')).toBeUndefined();
  });

  it('never shows the password', () => {
    const url = formatUrl({ ...emptyPg, host: 'h', database: 'd', username: 'u', password: 'secret' });
    expect(url).toBe('postgres://u@h/d');
  });

  it('sends only what was filled in', () => {
    expect(configOf({ ...emptyPg, host: 'h', database: 'd' })).toEqual({ host: 'h', port: 5432, database: 'd', ssl_mode: 'prefer' });
  });
});
