/**
 * Reads that the first screen will ask for, asked before there is a screen: it is drawn once, whole, instead of as a
 * skeleton and then again with each answer.
 *
 * Promises: what is handed out is what a read would say; a change that was heard since makes it worthless. Does not:
 * hold up the start for an answer that is slow.
 */
import { call, type Queries, type QueryName } from './api';
import { onChanges } from './live.svelte';
import { stales } from './stales';

type Asked = { [N in QueryName]: [N, Queries[N]['args']] }[QueryName];

/** Longer than any answer from this device takes, and shorter than anybody notices. */
const PATIENCE_MS = 150;
/** What stands beside the first screen comes with it when it is nearly there. */
const BESIDE_MS = 30;

interface Answer {
  coming: Promise<unknown>;
  /** Once it is there. */
  value?: unknown;
}
const answers = new Map<string, Answer>();
const keyOf = (query: QueryName, args: unknown) => JSON.stringify([query, args]);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks all, and resolves when what is `needed` is answered or it takes too long. */
export async function readAhead(needed: Asked[], beside: Asked[] = []): Promise<void> {
  const { ready } = onChanges((changes) => {
    for (const [query, args] of [...needed, ...beside])
      if (changes.some((change) => stales(change, query, args))) answers.delete(keyOf(query, args));
  });
  const all = ready.then(async () => {
    const first = needed.map(read);
    const rest = Promise.all(beside.map(read));
    await Promise.all(first);
    await Promise.race([rest, wait(BESIDE_MS)]);
  });
  await Promise.race([all, wait(PATIENCE_MS)]);
}

async function read([query, args]: Asked): Promise<void> {
  const answer: Answer = { coming: call(query, args as Queries[QueryName]['args']) };
  const key = keyOf(query, args);
  answers.set(key, answer);
  try {
    answer.value = await answer.coming;
  } catch {
    // Who shows it asks again, and shows that error.
    if (answers.get(key) === answer) answers.delete(key);
  }
}

/** The answer, once; `undefined` when it was not asked ahead, has not come, or is no longer true. */
export function takeAhead<N extends QueryName>(query: N, args: Queries[N]['args']): Queries[N]['result'] | undefined {
  const key = keyOf(query, args);
  const value = answers.get(key)?.value;
  if (value !== undefined) answers.delete(key);
  return value as Queries[N]['result'] | undefined;
}

/** What was asked and has not been answered yet, once. Whoever takes it hears of changes from now on. */
export function awaitAhead<N extends QueryName>(
  query: N,
  args: Queries[N]['args'],
): Promise<Queries[N]['result']> | undefined {
  const key = keyOf(query, args);
  const coming = answers.get(key)?.coming;
  answers.delete(key);
  return coming as Promise<Queries[N]['result']> | undefined;
}
