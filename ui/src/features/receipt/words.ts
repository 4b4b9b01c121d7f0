/** A receipt in rows: on the page, and as text to keep: enough to ask about it, and to check its signature. */
import type { EntryView } from '../../bindings/EntryView';
import type { Export } from '../../bindings/Export';
import type { ReceiptView } from '../../bindings/ReceiptView';
import type { TransferReceiptView } from '../../bindings/TransferReceiptView';
import { money } from '../../format';
import * as m from '../../messages';

/** Of a tip or of a transfer. */
export type Kept = ReceiptView | TransferReceiptView;
type Signed = NonNullable<Kept['receipt']>;

/** What is written into a file of it. */
export const fileOf = (view: Kept): Export =>
  'tip' in view ? { kind: 'receipt', tip: view.tip } : { kind: 'transfer_receipt', transfer: view.transfer };

/** The entry of who paid. */
export const sentOf = ({ entries }: Kept): EntryView['entry'] | undefined =>
  entries.find(({ entry: { kind } }) => kind === 'tip_sent' || kind === 'transfer_sent')?.entry;

/** What the sum is called. */
export const sumOf = (view: Kept): string => ('tip' in view ? m.tip_row_amount() : m.tip_row_amount_plain());

/** The number that it is asked about by: its name, and itself. */
export const numberOf = (view: Kept): [label: string, value: string] =>
  'tip' in view ? [m.tip_row_tip(), view.tip] : [m.transfer_row_number(), view.transfer];

/** `names` is who it went to, as far as they are shown. */
export function linesOf({ receipt, signature }: Signed, names: string, key: string | null): string {
  const tip = 'tip' in receipt;
  const rows = [
    [m.tip_row_receipt(), receipt.journal],
    [m.tip_row_to(), names === '' ? receipt.payee : `${names} (${receipt.payee})`],
    [tip ? m.tip_row_amount() : m.tip_row_amount_plain(), money(receipt.amount)],
    [m.tip_row_time(), receipt.held_at],
    ...(tip
      ? [
          [m.tip_row_post(), receipt.post],
          [m.tip_row_tip(), receipt.tip],
        ]
      : [[m.transfer_row_number(), receipt.transfer]]),
    [m.tip_row_key(), key === null ? receipt.key_id : `${receipt.key_id} (${key})`],
    [m.tip_row_signature(), signature],
  ];
  return rows.map(([label, value]) => `${label}: ${value}`).join('\n');
}

/** Of a receipt that is kept. */
export function receiptLines(view: Kept): string {
  const sent = sentOf(view);
  const names = [sent?.counterparty?.display_name, sent?.counterparty_masked_name].filter(Boolean).join(', ');
  return view.receipt ? linesOf(view.receipt, names, view.public_key) : '';
}
