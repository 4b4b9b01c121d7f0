/** How near a photo is, and where it was dragged to. Promises: between fitting and five times that. */
export const NEAREST = 5;

export class Zoom {
  scale = $state(1);
  shift = $state({ x: 0, y: 0 });
  #grip: { x: number; y: number } | undefined;

  to(scale: number): void {
    this.scale = Math.min(NEAREST, Math.max(1, scale));
    if (this.scale === 1) this.shift = { x: 0, y: 0 };
  }

  grab(x: number, y: number): void {
    this.#grip = { x: x - this.shift.x, y: y - this.shift.y };
  }
  drag(x: number, y: number): void {
    if (this.#grip) this.shift = { x: x - this.#grip.x, y: y - this.#grip.y };
  }
  drop(): void {
    this.#grip = undefined;
  }
}
