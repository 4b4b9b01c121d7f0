/** What oneself may do in a circle, and why: standing first, then the rules, then the gate. */
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Gender } from '../../bindings/Gender';
import type { Verdict } from '../../bindings/Verdict';
import { moment } from '../../format';
import * as m from '../../messages';
import { reasons } from './reasons';

export { clauseReason, raises, reasons } from './reasons';
export { isOpen, previewText, simple, who } from './words';

/** What oneself may do, and why. */
export interface Say {
  can: boolean;
  /** Sentences, the most telling first; never empty. */
  why: string[];
}

/** Whether the rules of a circle have to be accepted before writing there. */
export const rulesDue = ({ acceptance }: CircleCardView): boolean => acceptance.accepted < acceptance.needed;

const readOnly = (card: CircleCardView): string =>
  card.state === 'frozen'
    ? m.life_frozen({ reason: card.state_reason })
    : m.life_dissolving({ reason: card.state_reason });

/** Why oneself may or may not join: by the gate; how one comes in is said beside it. */
export function joinSay(card: CircleCardView): Say {
  if (card.state !== 'open') return { can: false, why: [readOnly(card)] };
  if (card.standing === 'banned') return { can: false, why: [m.reason_banned()] };
  const { allowed } = card.rights.join;
  const why = reasons(card.rights.join);
  if (allowed && card.gates.joining === 'request') why.push(m.reason_admission());
  if (allowed && card.gates.joining === 'invitation') why.push(m.reason_invitation());
  return { can: allowed, why: why.length > 0 ? why : [m.reason_open()] };
}

/** Joining first, for whoever can; for others, why they cannot. */
const joinFirst = ({ rights: { join } }: CircleCardView): string[] =>
  join.allowed ? [m.reason_join_first()] : reasons(join);

/** Why oneself may or may not praise and tip. */
export function tipSay(card: CircleCardView, adult: boolean): Say {
  if (card.state !== 'open') return { can: false, why: [readOnly(card)] };
  switch (card.standing) {
    case 'banned':
      return { can: false, why: [m.reason_banned()] };
    case 'none':
      return { can: false, why: joinFirst(card) };
    case 'member':
    case 'muted':
    case 'moderator':
      return adult ? { can: true, why: [m.reason_tip()] } : { can: false, why: [m.reason_tip_young()] };
  }
}

/** Whether nothing that oneself can do will ever open a gate: it asks for another gender, or for somebody younger. */
export function isNever({ allowed, clauses }: Verdict, gender: Gender | null): boolean {
  const unmet = clauses.filter(({ met, wanted }) => met !== wanted);
  return (
    !allowed &&
    unmet.length > 0 &&
    unmet.every(
      ({ clause, wanted, yours }) =>
        wanted &&
        ((clause.kind === 'gender' && gender !== null && gender !== clause.is) ||
          (clause.kind === 'age_at_most' && yours !== null)),
    )
  );
}

/** Why oneself may or may not post or comment. */
export function writeSay(
  card: CircleCardView,
  right: 'post' | 'comment',
  standingUntil: string | null,
  now: number,
): Say {
  const verdict = card.rights[right];
  if (card.state !== 'open') return { can: false, why: [readOnly(card)] };
  switch (card.standing) {
    case 'banned':
      return { can: false, why: [m.reason_banned()] };
    case 'muted':
      return {
        can: false,
        why: [standingUntil ? m.reason_muted_until({ time: moment(standingUntil, now) }) : m.reason_muted()],
      };
    case 'none':
      return { can: false, why: [...new Set([...(verdict.allowed ? [] : reasons(verdict)), ...joinFirst(card)])] };
    case 'member':
    case 'moderator': {
      if (rulesDue(card)) return { can: false, why: [m.reason_rules_due()] };
      if (right === 'comment' && card.standing === 'moderator') return { can: true, why: [m.reason_keeps_order()] };
      const why = reasons(verdict);
      return { can: verdict.allowed, why: why.length > 0 ? why : [m.reason_member_can()] };
    }
  }
}
