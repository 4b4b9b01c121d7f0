/** What entries and findings are called. */
import type { EntryKind } from '../../bindings/EntryKind';
import type { StatementFault } from '../../bindings/StatementFault';
import { date } from '../../format';
import { own } from '../../hidden.svelte';
import * as m from '../../messages';
import type { Group } from './statement';

const kinds: Record<EntryKind, () => string> = {
  top_up: m.wallet_kind_top_up,
  tip_sent: m.wallet_kind_tip_sent,
  tip_returned: m.wallet_kind_tip_returned,
  tip_received: m.wallet_kind_tip_received,
  tip_sent_back: m.wallet_kind_tip_sent_back,
  transfer_sent: m.wallet_kind_transfer_sent,
  transfer_returned: m.wallet_kind_transfer_returned,
  transfer_received: m.wallet_kind_transfer_received,
  owed: m.wallet_kind_owed,
  repaid: m.wallet_kind_repaid,
  cash_out: m.wallet_kind_cash_out,
  cash_out_returned: m.wallet_kind_cash_out_returned,
  adjusted: m.wallet_kind_adjusted,
  unknown: m.wallet_kind_unknown,
};

/** What an entry is for. A kind of a newer server is called something else. */
export const kindWords = (kind: EntryKind): string => (kinds[kind] ?? kinds.unknown)();

const groups: Record<Group, () => string> = {
  all: m.wallet_group_all,
  received: m.wallet_group_received,
  sent: m.wallet_group_sent,
  returned: m.wallet_group_returned,
  topped_up: m.wallet_group_topped_up,
  cashed_out: m.wallet_kind_cash_out,
  other: m.wallet_group_other,
};

export const groupWords = (group: Group): string => groups[group]();

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
