/** A receipt as text to keep: enough to ask about it, and to check its signature. */
import type { ReceiptView } from '../../bindings/ReceiptView';
import { money } from '../../format';
import * as m from '../../messages';

export function receiptLines({ receipt: signed, entries, public_key: key }: ReceiptView): string {
  if (!signed) return '';
  const { receipt, signature } = signed;
  const sent = entries.find((one) => one.entry.kind === 'tip_sent')?.entry;
  const names = [sent?.counterparty?.display_name, sent?.counterparty_masked_name].filter(Boolean).join(', ');
  const rows = [
    [m.tip_row_receipt(), receipt.journal],
    [m.tip_row_to(), names === '' ? receipt.payee : `${names} (${receipt.payee})`],
    [m.tip_row_amount(), money(receipt.amount)],
    [m.tip_row_time(), receipt.held_at],
    [m.tip_row_post(), receipt.post],
    [m.tip_row_tip(), receipt.tip],
    [m.tip_row_key(), key === null ? receipt.key_id : `${receipt.key_id} (${key})`],
    [m.tip_row_signature(), signature],
  ];
  return rows.map(([label, value]) => `${label}: ${value}`).join('\n');
}
