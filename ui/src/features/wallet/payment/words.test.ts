import { expect, it } from 'vitest';
import type { PaymentView } from '../../../bindings/PaymentView';
import { isOpen, paymentText, stateText } from './words';

const kinds = ['top_up', 'cash_out'] as const;
const outcomes: PaymentView['outcome'][] = [
  { state: 'waiting' },
  { state: 'checking' },
  { state: 'arrived' },
  { state: 'failed', reason: 'declined' },
  { state: 'failed', reason: 'failed' },
  { state: 'failed', reason: 'expired' },
  { state: 'failed', reason: 'returned' },
  { state: 'refused', reason: 'insufficient_balance' },
  { state: 'refused', reason: 'minor' },
  { state: 'refused', reason: 'leaving' },
];
const payment = (kind: PaymentView['kind'], outcome: PaymentView['outcome'], answered = true): PaymentView => ({
  id: '0',
  kind,
  amount: { amount: '500', currency: 'CNY' },
  outcome,
  answered,
  has_page: false,
  begun_at: '2026-11-22T00:00:00.000000Z',
  changed_at: '2026-11-22T00:00:00.000000Z',
});

it('says of every state what it is, and what became of the money', () => {
  for (const kind of kinds) {
    for (const outcome of outcomes) {
      expect(stateText(payment(kind, outcome))).not.toBe('');
      expect(paymentText(payment(kind, outcome)).length).toBeGreaterThan(5);
    }
  }
});

it('never says that what nobody answered failed', () => {
  const lost = payment('cash_out', { state: 'checking' }, false);
  expect(paymentText(lost)).not.toBe(paymentText({ ...lost, answered: true }));
  expect(isOpen(lost)).toBe(true);
});

it('takes a reason of a newer server for a plain failure', () => {
  const strange = { state: 'failed', reason: 'of tomorrow' } as unknown as PaymentView['outcome'];
  expect(paymentText(payment('cash_out', strange))).toBe(
    paymentText(payment('cash_out', { state: 'failed', reason: 'failed' })),
  );
});

it('says of a page that waits to be paid on that it does', () => {
  const waits = payment('top_up', { state: 'waiting' });
  expect(paymentText({ ...waits, has_page: true })).not.toBe(paymentText(waits));
  const arrived = payment('top_up', { state: 'arrived' });
  expect(paymentText({ ...arrived, has_page: true })).toBe(paymentText(arrived));
});
