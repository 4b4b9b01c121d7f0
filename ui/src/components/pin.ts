/** The rules of a payment password, as `check_pin` of crates/domain/src/person.rs has them. */
import type { Invalid } from '../bindings/Invalid';

/** What is wrong with it; nothing for a good one. */
export function checkPin(typed: string): Invalid | null {
  if (!/^[0-9]{6}$/.test(typed)) return { field: 'pin', rule: 'malformed' };
  const steps = [...typed].slice(1).map((digit, i) => Number(digit) - Number(typed[i]));
  const even = (by: number) => steps.every((step) => step === by);
  return even(0) || even(1) || even(-1) ? { field: 'pin', rule: 'too_simple' } : null;
}
