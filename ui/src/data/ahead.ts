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
const answers = new Map<string, { value?: unknown }>();
const keyOf = (query: QueryName, args: unknown) => JSON.stringify([query, args]);

/** Asks, and resolves when all is answered or it takes too long. */
export async function readAhead(asked: Asked[]): Promise<void> {
  const { ready } = onChanges((changes) => {
    for (const [query, args] of asked)
      if (changes.some((change) => stales(change, query, args))) answers.delete(keyOf(query, args));
  });
  const all = ready.then(() => Promise.allSettled(asked.map(([query, args]) => read(query, args))));
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function read(query: QueryName, args: Asked[1]): Promise<void> {
  const entry: { value?: unknown } = {};
  answers.set(keyOf(query, args), entry);
  // Who shows it asks again after an error, and shows that.
  entry.value = await call(query, args as Queries[QueryName]['args']);
}

/** The answer, once; `undefined` when it was not asked ahead, has not come, or is no longer true. */
export function takeAhead<N extends QueryName>(query: N, args: Queries[N]['args']): Queries[N]['result'] | undefined {
  const key = keyOf(query, args);
  const entry = answers.get(key);
  answers.delete(key);
  return entry?.value as Queries[N]['result'] | undefined;
}
