/**
 * Words for codes. Every code of the contract has a sentence: a missing one does not compile. Does not: look at any
 * text that came from elsewhere.
 */
import type { CommandCode } from './bindings/CommandCode';
import type { CommandError } from './bindings/CommandError';
import type { ErrorCode } from './bindings/ErrorCode';
import type { Invalid } from './bindings/Invalid';
import type { TipRefusal } from './bindings/TipRefusal';
import type { TipReturn } from './bindings/TipReturn';
import { money } from './format';
import * as m from './messages';

/** Of a command that did not work. */
export const commandText = (code: CommandCode): string => m.named(`command_${code}`) ?? m.command_internal();
/** Why something that waited was refused. */
export const serverText = (code: ErrorCode): string => m.named(`server_${code}`) ?? m.server_unknown();
/** Why a tip was not paid, and that nothing left. */
export const refusalText = (refusal: TipRefusal): string => m.named(`refusal_${refusal}`) ?? m.refusal_unknown();
/** Why a tip came back. */
export const returnText = (why: TipReturn): string => m.named(`return_${why}`) ?? m.return_unknown();

/** Which rule an input broke, in words. */
export function invalidText({ field, rule }: Invalid): string {
  // Where the general sentence of a rule says less than this field can: of the gates one for all, of numbers one for both ends.
  const said = (name: string) => m.named(name as 'rule_unknown');
  const at = field.replace(/^\w+_gate$/, 'gate');
  return (
    said(`rule_${field}_${rule}`) ??
    said(`rule_${at}_${rule}`) ??
    (/^too_(small|large)$/.test(rule) ? said(`rule_${at}_number`) : undefined) ??
    said(`rule_${rule}`) ??
    m.rule_unknown()
  );
}

/** The same of an amount, of which at most so many fen can be sent, asked for or put in at once. */
export const amountText = (invalid: Invalid, most: number | bigint): string =>
  invalid.rule === 'too_large'
    ? m.rule_amount_most({ most: money({ amount: String(most), currency: 'CNY' }) })
    : invalidText(invalid);

/** Why a command did not work, in words; of several things that are wrong, the one with this field comes first. */
export function errorText(error: CommandError, field?: Invalid['field']): string {
  const first = error.fields.find((one) => one.field === field) ?? error.fields[0];
  return first ? invalidText(first) : commandText(error.code);
}

/** What is wrong with this field. */
export function fieldText(error: CommandError | undefined, field: Invalid['field']): string | undefined {
  const found = error?.fields.find((one) => one.field === field);
  return found && invalidText(found);
}
