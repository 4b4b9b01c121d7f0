/**
 * Where the person is. The hash is the truth; `compose` lies over the page it was opened from.
 * Does not: know what a page shows.
 */
import { href, parseRoute, type Route } from './routes';

const start = parseRoute(location.hash);
let route = $state.raw<Route>(start);
let under = $state.raw<Route>(start.page === 'compose' ? { page: 'home' } : start);
/** How many steps inside the app lie behind the present one; kept in the history entry itself. */
let depth = 0;
let replacing = false;

window.addEventListener('hashchange', () => {
  const known = (history.state as { depth?: number } | null)?.depth;
  depth = known ?? (replacing ? depth : depth + 1);
  replacing = false;
  if (known === undefined) history.replaceState({ depth }, '');
  route = parseRoute(location.hash);
  if (route.page !== 'compose') under = route;
});
history.replaceState({ depth }, '');

/** The present route. */
export const here = (): Route => route;
/** The page that is seen: the one below, while the composer is open. */
export const base = (): Route => under;

/** Goes to a screen. `replace` leaves no step to come back to. */
export function go(to: Route, { replace = false } = {}): void {
  const target = href(to);
  if (target === location.hash) return;
  replacing = replace;
  if (replace) location.replace(target);
  else location.hash = target;
}

/** The first screen, before anything was shown. */
export function startAt(to: Route): void {
  history.replaceState({ depth }, '', href(to));
  route = to;
  if (to.page !== 'compose') under = to;
}

/** One step back; to `otherwise` when the app was opened here. */
export function back(otherwise: Route = { page: 'home' }): void {
  if (depth > 0) history.back();
  else go(otherwise, { replace: true });
}
