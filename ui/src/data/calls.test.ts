import { expect, test } from 'vitest';
import type { MoneyRequestState } from '../bindings/MoneyRequestState';
import type { TransferState } from '../bindings/TransferState';
import { waitingOf } from './calls.svelte';

const now = Date.parse('2026-11-27T12:00:00Z');
const request = (incoming: boolean, state: string) => ({ incoming, state }) as MoneyRequestState;
const transfer = (incoming: boolean, state: string, offered_at: string) =>
  ({ incoming, state, offered_at }) as TransferState;

test('what waits for oneself is counted, and nothing that waits for others', () => {
  const requests = [request(true, 'open'), request(true, 'paid'), request(false, 'open')];
  const transfers = [
    transfer(true, 'held', '2026-11-27T11:00:00Z'),
    transfer(true, 'held', '2026-11-28T11:00:00Z'),
    transfer(false, 'held', '2026-11-27T11:00:00Z'),
    transfer(true, 'accepted', '2026-11-27T11:00:00Z'),
  ];
  expect(waitingOf(requests, transfers, now)).toBe(2);
});
