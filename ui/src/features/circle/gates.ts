/**
 * Gates in words: whom a gate lets in, and why it does or does not let oneself in, clause by clause.
 * Does not: decide; the verdict came from the engine or the server.
 */
import type { CircleCardView } from '../../bindings/CircleCardView';
import type { Clause } from '../../bindings/Clause';
import type { ClauseOutcome } from '../../bindings/ClauseOutcome';
import type { Gate } from '../../bindings/Gate';
import type { Preview } from '../../bindings/Preview';
import type { Verdict } from '../../bindings/Verdict';
import { moment } from '../../format';
import * as m from '../../messages';

function clauseText(clause: Clause): string {
  switch (clause.kind) {
    case 'gender':
      return clause.is === 'female' ? m.clause_female() : m.clause_male();
    case 'student':
      return m.clause_student();
    case 'employed':
      return m.clause_employed();
    case 'overseas':
      return m.clause_overseas();
    case 'age_at_least':
      return m.clause_age({ years: clause.years });
    case 'score_at_least':
      return m.clause_score({ score: clause.score });
    case 'moderator':
      return m.clause_moderator();
  }
}

const joined = (parts: string[], pair: (of: { first: string; second: string }) => string): string =>
  parts.reduce((first, second) => pair({ first, second }));

/** Whether a gate asks for nothing. */
export const isOpen = (gate: Gate): boolean => 'all' in gate && gate.all.every(isOpen);

/** A woman who is a student has a name of her own in every language. */
const womenStudents = (parts: Gate[]): boolean =>
  parts.length === 2 &&
  parts.some((part) => 'is' in part && part.is.kind === 'gender' && part.is.is === 'female') &&
  parts.some((part) => 'is' in part && part.is.kind === 'student');

function inside(gate: Gate): string {
  if ('is' in gate) return clauseText(gate.is);
  if ('not' in gate) return m.clause_not({ who: inside(gate.not) });
  if ('all' in gate) {
    if (womenStudents(gate.all)) return m.clause_women_students();
    return gate.all.length === 0 ? m.who_everyone() : joined(gate.all.map(inside), m.list_and);
  }
  return gate.any.length === 0 ? m.who_nobody() : joined(gate.any.map(inside), m.list_or);
}

/** Whom a gate lets in; `everyone` for one that asks for nothing. */
export function who(gate: Gate, everyone: string): string {
  if (isOpen(gate)) return everyone;
  if ('any' in gate && gate.any.length === 0) return m.who_nobody();
  const text = inside(gate);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What somebody who has not joined sees. */
export const previewText = (preview: Preview): string =>
  preview.kind === 'nothing' ? m.who_preview_nothing() : m.who_preview_latest({ count: preview.count });

/** Why one clause lets oneself in, or does not. */
export function clauseReason({ clause, wanted, met, yours }: ClauseOutcome): string {
  if (!wanted) return met ? m.reason_not_ok() : excludedBy(clause);
  switch (clause.kind) {
    case 'gender':
      if (clause.is === 'female') return met ? m.reason_female_met() : m.reason_female_not();
      return met ? m.reason_male_met() : m.reason_male_not();
    case 'student':
      return met ? m.reason_student_met() : m.reason_student_not();
    case 'employed':
      return met ? m.reason_employed_met() : m.reason_employed_not();
    case 'overseas':
      return met ? m.reason_overseas_met() : m.reason_overseas_not();
    case 'age_at_least':
      return met ? m.reason_age_met({ years: clause.years }) : m.reason_age_not({ years: clause.years });
    case 'score_at_least': {
      const { score } = clause;
      if (yours === null) return m.reason_score_none({ score });
      return met ? m.reason_score_met({ score, yours }) : m.reason_score_not({ score, yours });
    }
    case 'moderator':
      return met ? m.reason_moderator_met() : m.reason_moderator_not();
  }
}

function excludedBy(clause: Clause): string {
  switch (clause.kind) {
    case 'gender':
      return clause.is === 'female' ? m.reason_not_female() : m.reason_not_male();
    case 'student':
      return m.reason_not_student();
    case 'employed':
      return m.reason_not_employed();
    case 'overseas':
      return m.reason_not_overseas();
    case 'age_at_least':
      return m.reason_not_age({ years: clause.years });
    case 'score_at_least':
      return m.reason_not_score({ score: clause.score });
    case 'moderator':
      return m.reason_not_moderator();
  }
}

/** Why a verdict is what it is: what opened the gate, or everything that keeps it closed. */
export function reasons(verdict: Verdict): string[] {
  const told = verdict.clauses.filter((outcome) => outcome.met === verdict.allowed).map(clauseReason);
  return [...new Set(told)];
}

/** What oneself may do in a circle, and why. */
export interface Say {
  can: boolean;
  /** Sentences, the most telling first; never empty. */
  why: string[];
}

/** Why oneself may or may not join. */
export function joinSay(card: CircleCardView): Say {
  if (card.standing === 'banned') return { can: false, why: [m.reason_banned()] };
  const why = reasons(card.rights.join);
  return { can: card.rights.join.allowed, why: why.length > 0 ? why : [m.reason_open()] };
}

/** Why oneself may or may not post or comment: standing first, then the gate. */
export function writeSay(
  card: CircleCardView,
  right: 'post' | 'comment',
  standingUntil: string | null,
  now: number,
): Say {
  const verdict = card.rights[right];
  switch (card.standing) {
    case 'banned':
      return { can: false, why: [m.reason_banned()] };
    case 'muted':
      return {
        can: false,
        why: [standingUntil ? m.reason_muted_until({ time: moment(standingUntil, now) }) : m.reason_muted()],
      };
    case 'none':
      return { can: false, why: [...(verdict.allowed ? [] : reasons(verdict)), m.reason_join_first()] };
    case 'member':
    case 'moderator': {
      const why = reasons(verdict);
      return { can: verdict.allowed, why: why.length > 0 ? why : [m.reason_member_can()] };
    }
  }
}
