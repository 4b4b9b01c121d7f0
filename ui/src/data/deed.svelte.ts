/** A command that a screen waits for: whether it is under way, and why it did not work. One at a time. */
import type { CommandError } from '../bindings/CommandError';
import { asCommandError } from './api';

export class Deed {
  busy = $state(false);
  error = $state.raw<CommandError>();

  /** Does it; whether it worked. What was wrong with the last one is forgotten. */
  async run(deed: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.error = undefined;
    try {
      await deed();
      return true;
    } catch (thrown) {
      this.error = asCommandError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
