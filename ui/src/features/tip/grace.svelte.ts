/** The tip whose own page offers to take it back; the line for every page leaves that one out. */
export const offered = $state<{ tip: string | null }>({ tip: null });

/** What is left of a grace at `present`, in whole seconds begun; 0 when it is over or there is none. */
export function secondsLeft(until: string | null | undefined, present: number): number {
  const left = Math.ceil((Date.parse(until ?? '') - present) / 1_000);
  return left > 0 ? left : 0;
}
