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

export const commandWords: Record<CommandCode, Words> = {
  invalid: m.command_invalid,
  offline: m.command_offline,
  timeout: m.command_timeout,
  protocol: m.command_protocol,
  signed_out: m.command_signed_out,
  session_expired: m.command_session_expired,
  sign_in_cancelled: m.command_sign_in_cancelled,
  sign_in_refused: m.command_sign_in_refused,
  unsent: m.command_unsent,
  unsettled_payment: m.command_unsettled_payment,
  not_found: m.command_not_found,
  gate_closed: m.command_gate_closed,
  muted: m.command_muted,
  rules_due: m.command_rules_due,
  frozen: m.command_frozen,
  stale: m.command_stale,
  forbidden: m.command_forbidden,
  id_conflict: m.command_id_conflict,
  rate_limited: m.command_rate_limited,
  crowded: m.command_crowded,
  quota_exceeded: m.command_quota_exceeded,
  pin_wrong: m.command_pin_wrong,
  pin_not_set: m.command_pin_not_set,
  pin_paused: m.command_pin_paused,
  step_up_required: m.command_step_up_required,
  payments_locked: m.command_payments_locked,
  wallet_frozen: m.command_wallet_frozen,
  cash_out_rests: m.command_cash_out_rests,
  tips_off: m.command_tips_off,
  balance_short: m.command_balance_short,
  friends_only: m.command_friends_only,
  sign_in_again: m.command_sign_in_again,
  quote_expired: m.command_quote_expired,
  too_fast: m.command_too_fast,
  minor: m.command_minor,
  not_among_those: m.command_not_among_those,
  not_accepted: m.command_not_accepted,
  stronger_holds: m.command_stronger_holds,
  owner_leaves: m.command_owner_leaves,
  balance_left: m.command_balance_left,
  debt_left: m.command_debt_left,
  account_leaving: m.command_account_leaving,
  name_expired: m.command_name_expired,
  no_font: m.command_no_font,
  disk_full: m.command_disk_full,
  newer_schema: m.command_newer_schema,
  already_running: m.command_already_running,
  server_trouble: m.command_server_trouble,
  internal: m.command_internal,
};

export const serverWords: Record<ErrorCode, Words> = {
  invalid: m.server_invalid,
  unauthenticated: m.server_unauthenticated,
  session_revoked: m.server_session_revoked,
  invalid_dpop_proof: m.server_invalid_dpop_proof,
  use_dpop_nonce: m.server_use_dpop_nonce,
  forbidden: m.server_forbidden,
  gate_closed: m.server_gate_closed,
  muted: m.server_muted,
  rules_due: m.server_rules_due,
  frozen: m.server_frozen,
  not_found: m.server_not_found,
  id_conflict: m.server_id_conflict,
  in_progress: m.server_in_progress,
  stale: m.server_stale,
  cursor_expired: m.server_cursor_expired,
  rate_limited: m.server_rate_limited,
  crowded: m.server_crowded,
  quota_exceeded: m.server_quota_exceeded,
  offset_mismatch: m.server_offset_mismatch,
  hash_mismatch: m.server_hash_mismatch,
  pin_wrong: m.server_pin_wrong,
  pin_not_set: m.server_pin_not_set,
  pin_paused: m.server_pin_paused,
  step_up_required: m.server_step_up_required,
  payments_locked: m.server_payments_locked,
  wallet_frozen: m.server_wallet_frozen,
  cash_out_rests: m.server_cash_out_rests,
  tips_off: m.server_tips_off,
  balance_short: m.server_balance_short,
  friends_only: m.server_friends_only,
  sign_in_again: m.server_sign_in_again,
  quote_expired: m.server_quote_expired,
  too_fast: m.server_too_fast,
  minor: m.server_minor,
  not_among_those: m.server_not_among_those,
  not_accepted: m.server_not_accepted,
  stronger_holds: m.server_stronger_holds,
  owner_leaves: m.server_owner_leaves,
  balance_left: m.server_balance_left,
  debt_left: m.server_debt_left,
  account_leaving: m.server_account_leaving,
  name_expired: m.server_name_expired,
  internal: m.server_internal,
  unavailable: m.server_unavailable,
  unknown: m.server_unknown,
};

export const ruleWords: Record<Rule, Words> = {
  required: m.rule_required,
  malformed: m.rule_malformed,
  too_small: m.rule_too_small,
  too_large: m.rule_too_large,
  too_many: m.rule_too_many,
  forbidden_characters: m.rule_forbidden_characters,
  check_digit: m.rule_check_digit,
  not_a_date: m.rule_not_a_date,
  in_future: m.rule_in_future,
  too_young: m.rule_too_young,
  unsupported_format: m.rule_unsupported_format,
  heic: m.rule_heic,
  damaged: m.rule_damaged,
  too_many_pixels: m.rule_too_many_pixels,
  too_many_bytes: m.rule_too_many_bytes,
  too_long: m.rule_too_long,
  carries_metadata: m.rule_carries_metadata,
  mismatch: m.rule_mismatch,
  not_found: m.rule_not_found,
  wrong: m.rule_wrong,
  other_provider: m.rule_other_provider,
  too_simple: m.rule_too_simple,
  too_deep: m.rule_too_deep,
  contradiction: m.rule_contradiction,
  expired: m.rule_expired,
  unknown: m.rule_unknown,
};

export const refusalWords: Record<TipRefusal, Words> = {
  insufficient_balance: m.refusal_insufficient_balance,
  daily_limit: m.refusal_daily_limit,
  own_tip_limit: m.refusal_own_tip_limit,
  own_daily_limit: m.refusal_own_daily_limit,
  own_monthly_limit: m.refusal_own_monthly_limit,
  minor: m.refusal_minor,
  wallet_frozen: m.refusal_wallet_frozen,
  own_post: m.refusal_own_post,
  post_gone: m.refusal_post_gone,
  tips_off: m.refusal_tips_off,
  payee_cannot_receive: m.refusal_payee_cannot_receive,
  quote_expired: m.refusal_quote_expired,
  step_up_required: m.refusal_step_up_required,
  abandoned: m.refusal_abandoned,
  unknown: m.refusal_unknown,
};

export const returnWords: Record<TipReturn, Words> = {
  cancelled: m.return_cancelled,
  breach: m.return_breach,
  by_payee: m.return_by_payee,
  refunded: m.return_refunded,
  dissolved: m.return_dissolved,
  deleted: m.return_deleted,
  payee_cannot_receive: m.return_payee_cannot_receive,
  unknown: m.return_unknown,
};

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
  (fieldWords[`${field}.${rule}`] ?? ruleWords[rule] ?? m.rule_unknown)();

/** The same of an amount, of which at most so many fen can be sent, asked for or put in at once. */
export const amountText = (invalid: Invalid, most: number | bigint): string =>
  invalid.rule === 'too_large'
    ? m.rule_amount_most({ most: money({ amount: String(most), currency: 'CNY' }) })
    : invalidText(invalid);

/** Why a command did not work, in words. */
export function errorText(error: CommandError): string {
  const [first] = error.fields;
  return first ? invalidText(first) : (commandWords[error.code] ?? m.command_internal)();
}

/** Why something that waited was refused, in words. */
export const serverText = (code: ErrorCode): string => (serverWords[code] ?? m.server_unknown)();
