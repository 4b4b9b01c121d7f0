/** Words of keeping order: roles, reasons, acts. Exhaustive: a kind without words does not compile. */
import type { ActKind } from '../../bindings/ActKind';
import type { CitedRule } from '../../bindings/CitedRule';
import type { ReportReason } from '../../bindings/ReportReason';
import type { Role } from '../../bindings/Role';
import { named } from '../../language.svelte';
import * as m from '../../messages';

export const roleWords = (role: Role): string => m.named(`order_role_${role}`) ?? m.order_role_member();

/** As what somebody acted; the log also knows the platform's operators. */
export const actorWords = (role: string): string => (isRole(role) ? roleWords(role) : m.order_role_operator());

export const REASONS: ReportReason[] = [
  'tip_soliciting',
  'harassment',
  'contact_details',
  'stolen',
  'spam',
  'sexual',
  'wellbeing',
  'other',
];
export const reasonWords = (why: ReportReason): string => m.named(`report_${why}`) ?? m.report_other();
/** The same in a word or two, for a tag. */
export const reasonTags = (why: ReportReason): string => m.named(`report_short_${why}`) ?? m.report_other();

export const actWords = (kind: ActKind): string => m.named(`order_act_${kind}`) ?? m.order_act_unknown();

/** What an appeal is against: what was done to whom. */
export function againstText(kind: ActKind, name: string): string {
  if (kind === 'ban') return m.order_against_ban({ name });
  if (kind === 'mute') return m.order_against_mute({ name });
  return kind === 'remove' ? m.order_against_remove({ name }) : actWords(kind);
}

/** What was just done, for the notice. */
export const doneWords = (kind: ActKind): string | undefined => m.named(`order_done_${kind}` as 'order_done_ban');

const ROLES: Role[] = ['member', 'trusted', 'moderator', 'admin', 'owner'];
export const isRole = (name: string): name is Role => ROLES.some((role) => role === name);
/** Whether `role` is at least `least`. */
export const atLeast = (role: Role, least: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(least);
/** The roles that `own` may give to somebody who has `present`. Predicts; the server decides. */
export const givable = (own: Role, present: Role): Role[] =>
  atLeast(own, 'admin') && !atLeast(present, own) ? ROLES.filter((role) => !atLeast(role, own)) : [];

/** The rules of a circle, one a line, in the language of the moment. */
export const rulesOf = (circle: { rules: string; rules_zh: string }): string[] =>
  named(circle.rules, circle.rules_zh)
    .split('\n')
    .map((rule) => rule.trim())
    .filter(Boolean);

export const ruleText = (rule: CitedRule): string => named(rule.text, rule.text_zh);

const HOUR = 3_600;
const DAY = 24 * HOUR;
/** Lengths that are offered, in seconds; a mute of more than seven days waits for a second moderator. */
export const MUTES = [HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY];
export const BANS = [30 * DAY, 180 * DAY, null];
export const ALONE = 7 * DAY;

export function lengthText(seconds: number | null): string {
  if (seconds === null) return m.order_forever();
  const days = seconds / DAY;
  if (days >= 1) return m.order_days({ count: days, n: String(days) });
  const hours = Math.max(1, Math.round(seconds / HOUR));
  return m.order_hours({ count: hours, n: String(hours) });
}
