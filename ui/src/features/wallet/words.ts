/** What entries and findings are called. */
import type { EntryKind } from '../../bindings/EntryKind';
import type { StatementFault } from '../../bindings/StatementFault';
import { date } from '../../format';
import { own } from '../../hidden.svelte';
import * as m from '../../messages';
import type { Group } from './statement';

/** What an entry is for. A kind of a newer server is called something else. */
export const kindWords = (kind: EntryKind): string => m.named(`wallet_kind_${kind}`) ?? m.wallet_kind_unknown();

export const groupWords = (group: Group): string =>
  group === 'cashed_out' ? m.wallet_kind_cash_out() : (m.named(`wallet_group_${group}`) ?? '');

/** What does not add up, in one sentence. */
export function faultWords({ kind, booked_at, counted, told }: StatementFault): string {
  const sums = { counted: own(counted), told: own(told) };
  const day = booked_at === null ? '' : date(booked_at);
  switch (kind) {
    case 'balance':
      return m.wallet_fault_balance(sums);
    case 'chain':
      return m.wallet_fault_chain({ ...sums, day });
    case 'changed':
      return m.wallet_fault_changed({ ...sums, day });
  }
}
