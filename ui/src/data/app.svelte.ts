/** What the whole window shows: read once, shared by context. */
import { getContext, setContext } from 'svelte';
import type { CirclesView } from '../bindings/CirclesView';
import type { OutboxView } from '../bindings/OutboxView';
import type { RelationsView } from '../bindings/RelationsView';
import type { SessionView } from '../bindings/SessionView';
import type { SettingsView } from '../bindings/SettingsView';
import type { StandingsView } from '../bindings/StandingsView';
import { calls } from './calls.svelte';
import { duties, type Duties } from './duties.svelte';
import { live, type Live } from './live.svelte';

export interface AppData {
  session: Live<SessionView>;
  settings: Live<SettingsView>;
  /** Circles that oneself is in. */
  joined: Live<CirclesView>;
  outbox: Live<OutboxView>;
  /** Friends, friend requests, and whom one blocked. */
  relations: Live<RelationsView>;
  /** How many sums of money wait for oneself. */
  money: { readonly count: number };
  /** What was decided about oneself. */
  standings: Live<StandingsView>;
  /** What waits for oneself as somebody who keeps order. */
  duties: Duties;
}

const KEY = Symbol('app');

/** Called once, by `App`. */
export function provideApp(): AppData {
  const session = live('session', () => null);
  // Before somebody is signed in there is nothing of theirs to read.
  const mine = () => (session.value && session.value.state !== 'signed_out' && session.value.me ? true : false);
  const signedIn = $derived(mine());
  const joined = live('list_circles', () => (signedIn ? { joined: true, query: '' } : undefined));
  const app: AppData = {
    session,
    settings: live('settings', () => null),
    joined,
    outbox: live('outbox', () => (signedIn ? null : undefined)),
    relations: live('relations', () => (signedIn ? null : undefined)),
    money: calls(() => signedIn),
    standings: live('standings', () => (signedIn ? null : undefined)),
    duties: duties(session, () => joined.value?.circles ?? []),
  };
  setContext(KEY, app);
  return app;
}

/** What `App` provided. */
export const app = (): AppData => getContext<AppData>(KEY);
