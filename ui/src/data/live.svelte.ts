/**
 * A read that stays true: `live('get_post', () => ({ post }))` subscribes first, reads, and reads again whenever a change
 * makes it stale or its arguments change. What was read ahead is shown at once.
 *
 * Promises: no change between the reading and the showing is missed; the last value stays on an error; an older answer
 * never replaces a younger one. Does not: keep anything after its component is gone.
 */
import { untrack } from 'svelte';
import type { Change } from '../bindings/Change';
import type { CommandError } from '../bindings/CommandError';
import { listen } from '../platform';
import { awaitAhead, takeAhead } from './ahead';
import { asCommandError, call, type Queries, type QueryName } from './api';
import { stales } from './stales';

type Heard = (changes: Change[]) => void;
const readers = new Set<Heard>();
let listening: Promise<unknown> | undefined;

/** Hears of every change. `ready` resolves once none can be missed. */
export function onChanges(heard: Heard): { ready: Promise<unknown>; stop: () => void } {
  readers.add(heard);
  listening ??= listen((changes) => readers.forEach((reader) => reader(changes)));
  return { ready: listening, stop: () => readers.delete(heard) };
}

/** What a screen binds to. */
export interface Live<T> {
  readonly value: T | undefined;
  readonly error: CommandError | undefined;
  /** A reading is under way. */
  readonly loading: boolean;
  /** Reads now. */
  again(): void;
}

/** Watches a query for as long as the component (or effect root) lives. `undefined` arguments mean: not now. */
export function live<N extends QueryName>(
  query: N,
  args: () => Queries[N]['args'] | undefined,
): Live<Queries[N]['result']> {
  const first = untrack(args);
  let value = $state.raw(first === undefined ? undefined : takeAhead(query, first));
  // Taken now, when it is said what is heard; its answer is the first reading.
  let ahead = first === undefined || untrack(() => value) !== undefined ? undefined : awaitAhead(query, first);
  let error = $state.raw<CommandError>();
  let loading = $state(untrack(() => value === undefined));
  let known = !untrack(() => loading);
  let again = () => {};

  $effect(() => {
    const now = args();
    if (now === undefined) return;
    if (JSON.stringify(now) !== JSON.stringify(first)) ahead = undefined;
    let ended = false;
    let reading = false;
    let dirty = false;

    async function read() {
      if (reading) {
        dirty = true;
        return;
      }
      reading = true;
      loading = true;
      do {
        dirty = false;
        try {
          const asked = ahead ?? call(query, now as Queries[N]['args']);
          ahead = undefined;
          const answer = await asked;
          if (ended) return;
          value = answer;
          error = undefined;
        } catch (thrown) {
          if (ended) return;
          error = asCommandError(thrown);
        }
      } while (dirty);
      reading = false;
      loading = false;
    }

    again = () => void read();
    const { ready, stop } = onChanges((changes) => {
      if (changes.some((change) => stales(change, query, now as Queries[N]['args']))) void read();
    });
    // A shell that cannot be heard can still be read.
    if (!known) untrack(() => void ready.then(read, read));
    known = false;
    return () => {
      ended = true;
      stop();
    };
  });

  return {
    get value() {
      return value;
    },
    get error() {
      return error;
    },
    get loading() {
      return loading;
    },
    again: () => again(),
  };
}
