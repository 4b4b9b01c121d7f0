/** Sentences of the tip page that depend on more than one thing. */
import type { CommandError } from '../../bindings/CommandError';
import type { TipProblem } from '../../bindings/TipProblem';
import type { TipView } from '../../bindings/TipView';
import { commandWords, errorText, invalidText } from '../../errors';
import { clock, date, money } from '../../format';
import * as m from '../../messages';

/** Why a step did not work, and that no money moved. */
export function problemText(problem: CommandError | TipProblem): string {
  // The last try of a row is wrong and begins the pause.
  const paused = problem.code === 'pin_paused' || (problem.code === 'pin_wrong' && problem.tries_left === 0);
  if (paused && problem.retry_after !== null) {
    return m.tip_pin_paused({ count: Math.max(1, Math.ceil(problem.retry_after / 60)) });
  }
  if (problem.code === 'pin_wrong') {
    return problem.tries_left === null ? m.tip_pin_wrong() : m.tip_pin_wrong_tries({ count: problem.tries_left });
  }
  if (problem.code === 'offline') return m.tip_offline();
  if ('fields' in problem) {
    const [first] = problem.fields;
    return first ? invalidText(first) : errorText(problem);
  }
  return commandWords[problem.code]();
}

/** `22 Nov 2026 14:36:08`: on a receipt seconds count. */
export function receiptTime(timestamp: string): string {
  const seconds = new Date(timestamp).getSeconds();
  return `${date(timestamp)} ${clock(timestamp)}:${String(seconds).padStart(2, '0')}`;
}

/** The last twelve digits of an id in groups of four, which tell it from others and can be read aloud. */
export const shortId = (id: string): string =>
  (
    id
      .replaceAll('-', '')
      .slice(-12)
      .toUpperCase()
      .match(/.{1,4}/g) ?? []
  ).join(' ');

/** A receipt as text to keep: enough to ask about it, and to check its signature. */
export function receiptText(tip: TipView): string {
  if (!tip.receipt) return '';
  const { receipt, signature } = tip.receipt;
  const rows = [
    [m.tip_row_receipt(), receipt.journal],
    [m.tip_row_to(), tip.quote ? `${tip.quote.payee.display_name}, ${tip.quote.payee_masked_name}` : receipt.payee],
    [m.tip_row_amount(), money(receipt.amount)],
    [m.tip_row_time(), receipt.held_at],
    [m.tip_row_post(), receipt.post],
    [m.tip_row_tip(), receipt.tip],
    [m.tip_row_key(), receipt.key_id],
    [m.tip_row_signature(), signature],
  ];
  return rows.map(([label, value]) => `${label}: ${value}`).join('\n');
}
