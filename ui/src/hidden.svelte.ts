/** Whether amounts of one's own money are masked on the screen. What one is about to pay is never masked. */
import type { Money } from './bindings/Money';
import { money } from './format';

let hidden = $state(false);

export const amountsHidden = (): boolean => hidden;

/** As the settings say. */
export function hideAmounts(now: boolean): void {
  hidden = now;
}

const MASK = '¥••••';

/** An amount of one's own money, as `money` writes it, or masked: which way it moved stays to be seen. */
export function own(value: Money, sign = false): string {
  if (!hidden) return money(value, sign);
  if (value.amount.startsWith('-')) return `\u2212${MASK}`;
  return sign ? `+${MASK}` : MASK;
}
