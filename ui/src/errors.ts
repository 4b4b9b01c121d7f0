/**
 * Words for codes. Every code of the contract has a sentence: a missing one does not compile. Does not: look at any
 * text that came from elsewhere.
 */
import type { CommandCode } from './bindings/CommandCode';
import type { CommandError } from './bindings/CommandError';
import type { ErrorCode } from './bindings/ErrorCode';
import type { Invalid } from './bindings/Invalid';
import type { Rule } from './bindings/Rule';
import type { TipRefusal } from './bindings/TipRefusal';
import type { TipReturn } from './bindings/TipReturn';
import { money } from './format';
import * as m from './messages';

type Words = () => string;

/** Of a command that did not work. */
export const commandText = (code: CommandCode): string => m.named(`command_${code}`) ?? m.command_internal();
/** Why something that waited was refused. */
export const serverText = (code: ErrorCode): string => m.named(`server_${code}`) ?? m.server_unknown();
/** Why a tip was not paid, and that nothing left. */
export const refusalText = (refusal: TipRefusal): string => m.named(`refusal_${refusal}`) ?? m.refusal_unknown();
/** Why a tip came back. */
export const returnText = (why: TipReturn): string => m.named(`return_${why}`) ?? m.return_unknown();

// Where the general sentence of a rule says less than this field can.
const fieldWords: Partial<Record<`${Invalid['field']}.${Rule}`, Words>> = {
  'amount.required': m.rule_amount_required,
  'amount.malformed': m.rule_amount_malformed,
  'amount.too_small': m.rule_amount_too_small,
  'amount.too_large': m.rule_amount_too_large,
  'text.required': m.rule_text_required,
  'text.too_large': m.rule_text_too_large,
  'display_name.required': m.rule_display_name_required,
  'display_name.too_large': m.rule_display_name_too_large,
  'bio.too_large': m.rule_bio_too_large,
  'pin.malformed': m.rule_pin_malformed,
  'pin.too_simple': m.rule_pin_too_simple,
  'attachments.too_many': m.rule_attachments_too_many,
  'join_gate.contradiction': m.rule_join_contradiction,
  'post_gate.contradiction': m.rule_post_contradiction,
  'comment_gate.contradiction': m.rule_comment_contradiction,
  'join_gate.too_many': m.rule_gate_too_many,
  'post_gate.too_many': m.rule_gate_too_many,
  'comment_gate.too_many': m.rule_gate_too_many,
  'join_gate.too_small': m.rule_gate_number,
  'post_gate.too_small': m.rule_gate_number,
  'comment_gate.too_small': m.rule_gate_number,
  'join_gate.too_large': m.rule_gate_number,
  'post_gate.too_large': m.rule_gate_number,
  'comment_gate.too_large': m.rule_gate_number,
  'preview.too_small': m.rule_preview_number,
  'preview.too_large': m.rule_preview_number,
  'invitation.required': m.rule_invitation_required,
  'invitation.malformed': m.rule_invitation_malformed,
  'invitation.not_found': m.rule_invitation_not_found,
  'invitation.expired': m.rule_invitation_expired,
  'invitation.too_small': m.rule_invitation_number,
  'invitation.too_large': m.rule_invitation_number,
  'cited_rule.not_found': m.rule_cited_rule,
  'duration.too_small': m.rule_duration_small,
  'duration.too_large': m.rule_duration_large,
  'pins.too_many': m.rule_pins,
  'note.required': m.rule_note_required,
  'note.too_small': m.rule_note_small,
  'circle.required': m.rule_circle_name_required,
  'circle.forbidden_characters': m.rule_circle_name_line,
  'circle.too_large': m.rule_circle_name_large,
  'circle.too_many': m.rule_applications_many,
  'introduction.required': m.rule_introduction_required,
  'introduction.too_large': m.rule_introduction_large,
  'modules.too_large': m.rule_modules_large,
  'rules.required': m.rule_rules_required,
  'payout_account.required': m.rule_payout_account_required,
  'payout_account.malformed': m.rule_payout_account,
  'payout_account.too_large': m.rule_payout_account,
  'launch.too_small': m.rule_launch_small,
  'launch.too_large': m.rule_launch_large,
};

/** Which rule an input broke, in words. */
export const invalidText = ({ field, rule }: Invalid): string =>
  fieldWords[`${field}.${rule}`]?.() ?? m.named(`rule_${rule}`) ?? m.rule_unknown();

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
