/**
 * What waits for oneself as somebody who keeps order: in one's circles, and on the platform for its operators. Read from
 * what this device was told. Does not: say what it is; its page does.
 */
import type { CircleCardView } from '../bindings/CircleCardView';
import type { SessionView } from '../bindings/SessionView';
import { live, type Live } from './live.svelte';

export interface Duties {
  /** Whether oneself keeps order anywhere. */
  readonly any: boolean;
  /** Circles that oneself keeps order in, those where something waits first. */
  readonly circles: CircleCardView[];
  /** Whether oneself operates the platform. */
  readonly operates: boolean;
  /** Applications for circles, for operators. */
  readonly applications: number;
  /** Appeals that nobody in their circle may decide, for operators. */
  readonly appeals: number;
  readonly count: number;
}

export const waitingIn = (circle: Pick<CircleCardView, 'waiting' | 'order_waiting'>): number =>
  circle.waiting + circle.order_waiting;

/** Watches for as long as the component lives. */
export function duties(session: Live<SessionView>, joined: () => CircleCardView[]): Duties {
  const operates = $derived(session.value?.me?.operator === true);
  const applying = live('applications', () => (operates ? null : undefined));
  const every = live('console', () => (operates ? null : undefined));
  const circles = $derived(
    joined()
      .filter((circle) => circle.standing === 'moderator' || waitingIn(circle) > 0)
      .sort((a, b) => Number(waitingIn(b) > 0) - Number(waitingIn(a) > 0)),
  );
  const applications = $derived(
    operates
      ? (applying.value?.read?.applications ?? []).filter(({ state, own }) => state === 'open' && !own).length
      : 0,
  );
  // Where oneself is inside, they are counted with the circle.
  const appeals = $derived(
    operates
      ? (every.value?.read?.circles ?? [])
          .filter(({ circle }) => !joined().some(({ id }) => id === circle))
          .reduce((sum, line) => sum + line.appeals, 0)
      : 0,
  );
  const count = $derived(circles.reduce((sum, circle) => sum + waitingIn(circle), applications + appeals));
  return {
    get any() {
      return operates || circles.length > 0;
    },
    get circles() {
      return circles;
    },
    get operates() {
      return operates;
    },
    get applications() {
      return applications;
    },
    get appeals() {
      return appeals;
    },
    get count() {
      return count;
    },
  };
}
