/**
 * A gate in words: whom it lets in. The words are those of the server's own text form; one table
 * (`crates/domain/tests/gate_texts.json`) holds both to it.
 */
import type { Clause } from '../../bindings/Clause';
import type { Gate } from '../../bindings/Gate';
import type { Preview } from '../../bindings/Preview';
import type { Role } from '../../bindings/Role';
import * as m from '../../messages';

export const roleText = (role: Role): string => m.named(`clause_role_${role}`) ?? '';

/** Whom one clause lets in. */
export function clauseText(clause: Clause): string {
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
    case 'age_at_most':
      return m.clause_age_most({ years: clause.years });
    case 'score_at_least':
      return m.clause_score({ score: clause.score });
    case 'account_age_at_least':
      return m.clause_account({ count: clause.days, n: clause.days });
    case 'membership_at_least':
      return m.clause_membership({ count: clause.days, n: clause.days });
    case 'role':
      return roleText(clause.at_least);
    case 'allow_listed':
      return m.clause_allow();
    case 'deny_listed':
      return m.clause_deny();
    case 'unknown':
      return m.clause_unknown();
  }
}

const everyone = (gate: Gate): boolean => 'all' in gate && gate.all.length === 0;
const nobody = (gate: Gate): boolean => 'any' in gate && gate.any.length === 0;

/** The same gate without what adds nothing: groups of one, groups in their like, double `not`, empty parts. */
export function simple(gate: Gate): Gate {
  if ('is' in gate) return gate;
  if ('not' in gate) {
    const part = simple(gate.not);
    if ('not' in part) return part.not;
    if (everyone(part)) return { any: [] };
    return nobody(part) ? { all: [] } : { not: part };
  }
  const all = 'all' in gate;
  const flat: Gate[] = [];
  for (const part of (all ? gate.all : gate.any).map(simple)) {
    if (all ? nobody(part) : everyone(part)) return part;
    const inner = all && 'all' in part ? part.all : !all && 'any' in part ? part.any : undefined;
    flat.push(...(inner ?? [part]));
  }
  if (flat.length === 1) return flat[0] as Gate;
  return all ? { all: flat } : { any: flat };
}

/** Whether a gate asks for nothing. */
export const isOpen = (gate: Gate): boolean => everyone(simple(gate));

/** A woman who is a student has a name of her own in every language. */
const womenStudents = ([first, second, ...more]: Gate[]): boolean =>
  more.length === 0 &&
  first !== undefined &&
  second !== undefined &&
  'is' in first &&
  first.is.kind === 'gender' &&
  first.is.is === 'female' &&
  'is' in second &&
  second.is.kind === 'student';

/** In brackets where it would run into what stands around it. */
function apart(gate: Gate): string {
  const group =
    ('all' in gate && gate.all.length > 0 && !womenStudents(gate.all)) || ('any' in gate && gate.any.length > 0);
  return group ? m.list_group({ who: inside(gate) }) : inside(gate);
}

/** One more of what somebody has to be: a plain "and" between groups of people would let in either. */
function also(first: string, before: Gate | undefined, part: Gate, at: number): string {
  if (!before) return 'not' in part ? m.list_first_not({ who: inside(part) }) : apart(part);
  if ('not' in part) {
    const second = apart(part.not);
    return 'not' in before ? m.list_and_not({ first, second }) : m.list_but_not({ first, second });
  }
  const second = apart(part);
  return at > 1 && !('not' in before) ? m.list_and_also({ first, second }) : m.list_and({ first, second });
}

function inside(gate: Gate): string {
  if ('is' in gate) return clauseText(gate.is);
  if ('not' in gate) return m.clause_not({ who: apart(gate.not) });
  if (everyone(gate)) return m.who_everyone();
  if (nobody(gate)) return m.who_nobody();
  if ('all' in gate) {
    if (womenStudents(gate.all)) return m.clause_women_students();
    return gate.all.reduce((first, part, at) => also(first, gate.all[at - 1], part, at), '');
  }
  return gate.any.map(apart).reduce((first, second) => m.list_or({ first, second }));
}

/** Whom a gate lets in; `open` for one that asks for nothing. */
export function who(gate: Gate, open: string): string {
  const plain = simple(gate);
  if (everyone(plain)) return open;
  const text = inside(plain);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What somebody who has not joined sees. */
export function previewText(preview: Preview): string {
  switch (preview.kind) {
    case 'nothing':
      return m.who_preview_nothing();
    case 'pinned':
      return m.who_preview_pinned();
    case 'latest':
      return m.who_preview_latest({ count: preview.count });
  }
}
