import { expect, test } from 'vitest';
import type { TransferState } from '../../bindings/TransferState';
import { standing } from './words';

const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
const held: TransferState = {
  id: '01a21d6e-423b-70b3-9639-4fc1141f9e81',
  incoming: false,
  other: null,
  other_masked_name: null,
  amount: { amount: '420', currency: 'CNY' },
  note: '',
  sent_at: new Date().toISOString(),
  state: 'held',
  offered_at: inAnHour,
  expires_at: inAnHour,
};

test('who sent it may take it back until it is offered; who gets it is only asked to accept', () => {
  expect(standing(held)).toContain('taken back');
  expect(standing({ ...held, incoming: true })).not.toContain('taken back');
  expect(standing({ ...held, incoming: true })).toContain('Accept');
});
