/**
 * Why a gate lets oneself in or does not, clause by clause, and what would change it. Does not: decide; the verdict came
 * from the engine or the server.
 */
import type { ClaimKind } from '../../bindings/ClaimKind';
import type { Clause } from '../../bindings/Clause';
import type { ClauseOutcome } from '../../bindings/ClauseOutcome';
import type { Verdict } from '../../bindings/Verdict';
import { date } from '../../format';
import * as m from '../../messages';
import { roleText } from './words';

/** Why one clause lets oneself in, or does not. */
export function clauseReason({ clause, wanted, met, known, yours }: ClauseOutcome): string {
  if (!wanted && !known) return m.reason_not_proven();
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
    case 'age_at_least': {
      const { years } = clause;
      if (met) return m.reason_age_met({ years });
      return yours === null ? m.reason_age_not({ years }) : m.reason_age_yours({ years, yours });
    }
    case 'age_at_most': {
      const { years } = clause;
      if (met) return m.reason_age_most_met({ years });
      return yours === null ? m.reason_age_most_none({ years }) : m.reason_age_most_not({ years, yours });
    }
    case 'score_at_least': {
      const { score } = clause;
      if (yours === null) return m.reason_score_none({ score });
      return met ? m.reason_score_met({ score, yours }) : m.reason_score_not({ score, yours });
    }
    case 'account_age_at_least': {
      const of = { days: clause.days, count: yours ?? 0, n: yours ?? 0 };
      return met ? m.reason_account_met(of) : m.reason_account_not(of);
    }
    case 'membership_at_least': {
      if (yours === null) return m.reason_membership_none({ days: clause.days });
      const of = { days: clause.days, count: yours, n: yours };
      return met ? m.reason_membership_met(of) : m.reason_membership_not(of);
    }
    case 'role': {
      const of = { who: roleText(clause.at_least) };
      return met ? m.reason_role_met(of) : m.reason_role_not(of);
    }
    case 'allow_listed':
      return met ? m.reason_allow_met() : m.reason_allow_not();
    case 'deny_listed':
      return met ? m.reason_deny_met() : m.reason_deny_not();
    case 'unknown':
      return m.reason_unknown();
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
    case 'age_at_most':
      return m.reason_not_age_most({ years: clause.years });
    case 'score_at_least':
      return m.reason_not_score({ score: clause.score });
    case 'account_age_at_least':
      return m.reason_not_account({ days: clause.days });
    case 'membership_at_least':
      return m.reason_not_membership({ days: clause.days });
    case 'role':
      return m.reason_not_role({ who: roleText(clause.at_least) });
    case 'allow_listed':
      return m.reason_not_allow();
    case 'deny_listed':
      return m.reason_not_deny();
    case 'unknown':
      return m.reason_not_unknown();
  }
}

/** Why a verdict is what it is: what opened the gate, or everything that keeps it closed. */
export function reasons(verdict: Verdict): string[] {
  const told = verdict.clauses.filter((outcome) => outcome.met === verdict.allowed).map(clauseReason);
  return [...new Set(told)];
}

/** What would have to be proven for a clause that is not met because nothing is; `null` for any other. */
export function claimOf({ clause, wanted, met, known, yours }: ClauseOutcome): ClaimKind | null {
  if (met || (!wanted && known)) return null;
  switch (clause.kind) {
    case 'student':
    case 'employed':
    case 'overseas':
    case 'gender':
      return clause.kind;
    case 'age_at_least':
    case 'age_at_most':
      return yours === null ? 'birth_date' : null;
    case 'score_at_least':
    case 'account_age_at_least':
    case 'membership_at_least':
    case 'role':
    case 'allow_listed':
    case 'deny_listed':
    case 'unknown':
      return null;
  }
}

const opensAfter = (days: number, now: number): string =>
  m.raise_days({ date: date(new Date(now + days * 86_400_000).toISOString()) });

/** What would make an unmet clause met; `null` for one that is met. */
export function raises({ clause, wanted, met, known, yours }: ClauseOutcome, now: number): string | null {
  if (met) return null;
  if (!wanted && !known) return m.raise_badge();
  if (!wanted)
    return clause.kind === 'deny_listed' || clause.kind === 'allow_listed' ? m.raise_list() : m.raise_never();
  switch (clause.kind) {
    case 'gender':
    case 'age_at_most':
      return m.raise_never();
    case 'student':
    case 'employed':
    case 'overseas':
      return m.raise_badge();
    case 'age_at_least':
      return yours === null ? m.raise_badge() : m.raise_age({ years: clause.years });
    case 'score_at_least':
      return m.raise_score();
    case 'account_age_at_least':
      return opensAfter(clause.days - (yours ?? 0), now);
    case 'membership_at_least':
      return yours === null ? m.raise_join() : opensAfter(clause.days - yours, now);
    case 'role':
      return m.raise_role();
    case 'allow_listed':
    case 'deny_listed':
      return m.raise_list();
    case 'unknown':
      return m.raise_update();
  }
}
