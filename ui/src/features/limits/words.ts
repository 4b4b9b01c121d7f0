/** Sentences about the limits that people set for themselves. */
import type { LimitKind } from '../../bindings/LimitKind';
import type { LimitState } from '../../bindings/LimitState';
import type { Money } from '../../bindings/Money';
import { money, moment } from '../../format';
import * as m from '../../messages';
import { now } from '../../now.svelte';

const names: Record<LimitKind, () => string> = {
  tip: m.limits_tip,
  day: m.limits_day,
  month: m.limits_month,
};
export const limitName = (kind: LimitKind): string => names[kind]();

/** `¥20.00`, or that there is none. */
export const limitText = (limit: Money | null): string => (limit ? money(limit) : m.limits_none());

/** What the limit becomes, and when. */
export const raiseText = ({ raise }: LimitState): string | null =>
  raise && m.limits_raise({ amount: limitText(raise.to), time: moment(raise.at, now()) });

/** What one set oneself, beside what was spent of it; the most of one tip is said elsewhere. */
export const ownLimit = (kind: LimitKind): string => (kind === 'month' ? m.limits_own_month() : m.limits_own_day());
