/** What is said at the door to somebody who just deleted their account here. */
export const farewell = $state<{ until: string | null }>({ until: null });
