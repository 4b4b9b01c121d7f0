/** Words of keeping order: roles, reasons, acts. Exhaustive: a kind without words does not compile. */
import type { ActKind } from '../../bindings/ActKind';
import type { CitedRule } from '../../bindings/CitedRule';
import type { ReportReason } from '../../bindings/ReportReason';
import type { Role } from '../../bindings/Role';
import { named } from '../../language.svelte';
import * as m from '../../messages';

type Words = () => string;

export const roleWords: Record<Role, Words> = {
  member: m.order_role_member,
  trusted: m.order_role_trusted,
  moderator: m.order_role_moderator,
  admin: m.order_role_admin,
  owner: m.order_role_owner,
};

/** As what somebody acted; the log also knows the platform's operators. */
export const actorWords = (role: string): string =>
  role in roleWords ? roleWords[role as Role]() : m.order_role_operator();

export const reasonWords: Record<ReportReason, Words> = {
  tip_soliciting: m.report_tip_soliciting,
  harassment: m.report_harassment,
  contact_details: m.report_contact_details,
  stolen: m.report_stolen,
  spam: m.report_spam,
  sexual: m.report_sexual,
  wellbeing: m.report_wellbeing,
  other: m.report_other,
};
/** The same in a word or two, for a tag. */
export const reasonTags: Record<ReportReason, Words> = {
  tip_soliciting: m.report_short_tip_soliciting,
  harassment: m.report_short_harassment,
  contact_details: m.report_short_contact_details,
  stolen: m.report_short_stolen,
  spam: m.report_short_spam,
  sexual: m.report_short_sexual,
  wellbeing: m.report_short_wellbeing,
  other: m.report_short_other,
};
export const REASONS = Object.keys(reasonWords) as ReportReason[];

export const actWords: Record<ActKind, Words> = {
  remove: m.order_act_remove,
  restore: m.order_act_restore,
  dismiss: m.order_act_dismiss,
  pin: m.order_act_pin,
  unpin: m.order_act_unpin,
  mute: m.order_act_mute,
  propose: m.order_act_propose,
  decline: m.order_act_decline,
  ban: m.order_act_ban,
  lift: m.order_act_lift,
  appeal_accepted: m.order_act_appeal_accepted,
  appeal_refused: m.order_act_appeal_refused,
  role: m.order_act_role,
  edit: m.order_act_edit,
  freeze: m.order_act_freeze,
  thaw: m.order_act_thaw,
  launch: m.order_act_launch,
  dissolve: m.order_act_dissolve,
  unknown: m.order_act_unknown,
};

/** What an appeal is against: what was done to whom. */
export function againstText(kind: ActKind, name: string): string {
  if (kind === 'ban') return m.order_against_ban({ name });
  if (kind === 'mute') return m.order_against_mute({ name });
  return kind === 'remove' ? m.order_against_remove({ name }) : actWords[kind]();
}

/** What was just done, for the notice. */
export const doneWords: Partial<Record<ActKind, Words>> = {
  remove: m.order_done_remove,
  restore: m.order_done_restore,
  dismiss: m.order_done_dismiss,
  mute: m.order_done_mute,
  propose: m.order_done_propose,
  ban: m.order_done_ban,
  decline: m.order_done_decline,
  lift: m.order_done_lift,
  pin: m.order_done_pin,
  unpin: m.order_done_unpin,
};

const ROLES: Role[] = ['member', 'trusted', 'moderator', 'admin', 'owner'];
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
