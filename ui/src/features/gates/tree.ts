/**
 * Editing a gate as a tree. A path is the place of a part, from the root: `[1, 0]` is the first part of the second part.
 * `not` has no place of its own: it is a mark on what it turns round. Pure; the root is always a group.
 */
import type { Clause } from '../../bindings/Clause';
import type { Gate } from '../../bindings/Gate';

export type Path = readonly number[];
export type Kind = Exclude<Clause['kind'], 'unknown'>;
export type Group = { all: Gate[] } | { any: Gate[] };

/** As many clauses and groups within each other as the server takes. */
export const CLAUSES_MOST = 32;
export const DEPTH_MOST = 8;

export const isGroup = (gate: Gate): gate is Group => 'all' in gate || 'any' in gate;
export const partsOf = (group: Group): Gate[] => ('all' in group ? group.all : group.any);
const withParts = (group: Group, parts: Gate[]): Group => ('all' in group ? { all: parts } : { any: parts });

/** What a `not` turns round, and whether there is one. */
export function bare(gate: Gate): { part: Gate; negated: boolean } {
  let [part, negated] = [gate, false];
  while ('not' in part) [part, negated] = [part.not, !negated];
  return { part, negated };
}

const marked = (part: Gate, negated: boolean): Gate => (negated ? { not: part } : part);

/** A group to edit, whatever the gate is. */
export function rooted(gate: Gate): Group {
  return isGroup(gate) ? gate : { all: [gate] };
}

/** The gate with the part at `path` changed; `null` takes it away. */
export function change(gate: Gate, path: Path, by: (part: Gate) => Gate | null): Gate {
  const [first, ...rest] = path;
  if (first === undefined) return by(gate) ?? { all: [] };
  const { part, negated } = bare(gate);
  if (!isGroup(part)) return gate;
  const parts = partsOf(part).flatMap((inner, place) => {
    if (place !== first) return [inner];
    const next = rest.length > 0 ? change(inner, rest, by) : by(inner);
    return next === null ? [] : [next];
  });
  return marked(withParts(part, parts), negated);
}

export const remove = (gate: Gate, path: Path): Gate => change(gate, path, () => null);
export const negate = (gate: Gate, path: Path): Gate =>
  change(gate, path, (part) => {
    const { part: inner, negated } = bare(part);
    return marked(inner, !negated);
  });
/** Every part, or one of them. */
export const choose = (gate: Gate, path: Path, kind: 'all' | 'any'): Gate =>
  change(gate, path, (part) => {
    const { part: inner, negated } = bare(part);
    if (!isGroup(inner)) return part;
    return marked(kind === 'all' ? { all: partsOf(inner) } : { any: partsOf(inner) }, negated);
  });
/** Puts a part at the end of the group at `path`. */
export const add = (gate: Gate, path: Path, more: Gate): Gate =>
  change(gate, path, (part) => {
    const { part: inner, negated } = bare(part);
    return isGroup(inner) ? marked(withParts(inner, [...partsOf(inner), more]), negated) : part;
  });
export const setClause = (gate: Gate, path: Path, clause: Clause): Gate =>
  change(gate, path, (part) => marked({ is: clause }, bare(part).negated));

/** A clause of a kind as it is first offered. */
export function fresh(kind: Kind): Clause {
  switch (kind) {
    case 'gender':
      return { kind, is: 'female' };
    case 'age_at_least':
      return { kind, years: 18 };
    case 'age_at_most':
      return { kind, years: 30 };
    case 'score_at_least':
      return { kind, score: 650 };
    case 'account_age_at_least':
      return { kind, days: 30 };
    case 'membership_at_least':
      return { kind, days: 7 };
    case 'role':
      return { kind, at_least: 'moderator' };
    case 'student':
    case 'employed':
    case 'overseas':
    case 'allow_listed':
    case 'deny_listed':
      return { kind };
  }
}

/** Its number, where it has one, with the bounds that exist. */
export function numberOf(clause: Clause): { value: number; low: number; high: number } | null {
  switch (clause.kind) {
    case 'age_at_least':
    case 'age_at_most':
      return { value: clause.years, low: 14, high: 120 };
    case 'score_at_least':
      return { value: clause.score, low: 350, high: 950 };
    case 'account_age_at_least':
    case 'membership_at_least':
      return { value: clause.days, low: 1, high: 3650 };
    case 'gender':
    case 'student':
    case 'employed':
    case 'overseas':
    case 'role':
    case 'allow_listed':
    case 'deny_listed':
    case 'unknown':
      return null;
  }
}

/** The clause with another number. */
export function withNumber(clause: Clause, value: number): Clause {
  switch (clause.kind) {
    case 'age_at_least':
    case 'age_at_most':
      return { ...clause, years: value };
    case 'score_at_least':
      return { ...clause, score: value };
    case 'account_age_at_least':
    case 'membership_at_least':
      return { ...clause, days: value };
    case 'gender':
    case 'student':
    case 'employed':
    case 'overseas':
    case 'role':
    case 'allow_listed':
    case 'deny_listed':
    case 'unknown':
      return clause;
  }
}

/** How many clauses; an empty group counts as one. */
export function sizeOf(gate: Gate): number {
  const { part } = bare(gate);
  return isGroup(part)
    ? Math.max(
        1,
        partsOf(part).reduce((sum, inner) => sum + sizeOf(inner), 0),
      )
    : 1;
}
