/** The present time for what is shown relative to it; moves every half minute. */
let present = $state(Date.now());
setInterval(() => (present = Date.now()), 30_000);
document.addEventListener('visibilitychange', () => (present = Date.now()));

export const now = (): number => present;
