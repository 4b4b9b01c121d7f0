/** A receipt as text to keep: enough to ask about it, and to check its signature. */
import type { EntryKind } from '../../bindings/EntryKind';
import type { EntryView } from '../../bindings/EntryView';
import type { ReceiptView } from '../../bindings/ReceiptView';
import type { TransferReceiptView } from '../../bindings/TransferReceiptView';
import { money } from '../../format';
import * as m from '../../messages';

export function receiptLines({ receipt: signed, entries, public_key: key }: ReceiptView): string {
  if (!signed) return '';
  const { receipt, signature } = signed;
  return told([
    [m.tip_row_receipt(), receipt.journal],
    [m.tip_row_to(), payee(entries, 'tip_sent', receipt.payee)],
    [m.tip_row_amount(), money(receipt.amount)],
    [m.tip_row_time(), receipt.held_at],
    [m.tip_row_post(), receipt.post],
    [m.tip_row_tip(), receipt.tip],
    [m.tip_row_key(), key === null ? receipt.key_id : `${receipt.key_id} (${key})`],
    [m.tip_row_signature(), signature],
  ]);
}

/** As the one above, of a transfer. */
export function transferLines({ receipt: signed, entries, public_key: key }: TransferReceiptView): string {
  if (!signed) return '';
  const { receipt, signature } = signed;
  return told([
    [m.tip_row_receipt(), receipt.journal],
    [m.tip_row_to(), payee(entries, 'transfer_sent', receipt.payee)],
    [m.tip_row_amount_plain(), money(receipt.amount)],
    [m.tip_row_time(), receipt.held_at],
    [m.transfer_row_number(), receipt.transfer],
    [m.tip_row_key(), key === null ? receipt.key_id : `${receipt.key_id} (${key})`],
    [m.tip_row_signature(), signature],
  ]);
}

const told = (rows: [label: string, value: string][]) => rows.map(([label, value]) => `${label}: ${value}`).join('\n');

function payee(entries: EntryView[], kind: EntryKind, id: string): string {
  const sent = entries.find((one) => one.entry.kind === kind)?.entry;
  const names = [sent?.counterparty?.display_name, sent?.counterparty_masked_name].filter(Boolean).join(', ');
  return names === '' ? id : `${names} (${id})`;
}
