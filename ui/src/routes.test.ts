import { expect, test } from 'vitest';
import { href, parseRoute, type Route } from './routes';

const id = '01939e6a-5b2c-7d3e-8f4a-123456789abc';

test.each<[string, Route]>([
  ['', { page: 'home' }],
  ['#/home', { page: 'home' }],
  ['#/wallet', { page: 'wallet' }],
  ['#/friends', { page: 'friends' }],
  [`#/circle/${id}`, { page: 'circle', id }],
  [`#/post/${id}`, { page: 'post', id }],
  [`#/receipt/${id}`, { page: 'receipt', id }],
  [`#/tip/${id}`, { page: 'tip', id }],
  [`#/pay/${id}`, { page: 'pay', id }],
  [`#/transfer/${id}`, { page: 'transfer', id }],
  [`#/transfer-receipt/${id}`, { page: 'transfer-receipt', id }],
  ['#/settings', { page: 'settings' }],
  ['#/settings/devices', { page: 'settings', id: 'devices' }],
  ['#/compose', { page: 'compose', id: null }],
  [`#/compose/${id}`, { page: 'compose', id }],
])('%s', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

test.each([
  '#/nowhere',
  '#/post',
  '#/post/../x',
  `#/post/${id}/more`,
  '#/home/x',
  '#/circle/1',
  '#/settings/nowhere',
  '#/person/<script>',
])('%s leads nowhere', (hash) => {
  expect(parseRoute(hash)).toEqual({ page: 'missing' });
});

test('what is written is read back', () => {
  const all: Route[] = [
    { page: 'home' },
    { page: 'person', id },
    { page: 'settings' },
    { page: 'settings', id: 'devices' },
    { page: 'compose', id: null },
    { page: 'compose', id },
  ];
  for (const route of all) expect(parseRoute(href(route))).toEqual(route);
});
