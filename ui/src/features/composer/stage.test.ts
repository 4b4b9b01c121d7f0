import { beforeEach, expect, it, vi } from 'vitest';

const parts: { stage: string; offset: number; bytes: Uint8Array }[] = [];
vi.mock('../../platform', () => ({
  stageChunk: async (stage: string, offset: number, bytes: Uint8Array) => void parts.push({ stage, offset, bytes }),
}));
const { BYTES_MOST, CHUNK_BYTES, FILES_MOST, refusedAtOnce, stage } = await import('./stage');

beforeEach(() => void (parts.length = 0));
const never = new AbortController().signal;

it.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 7])(
  'hands over every byte of %i once, in order, under one name',
  async (size) => {
    const bytes = new Uint8Array(size).map((_, i) => (i * 31 + (i >> 8)) & 255);
    const shares: number[] = [];
    const staged = await stage(new Blob([bytes]), (share) => shares.push(share), never);
    expect(parts.every((part) => part.stage === staged && part.bytes.length <= CHUNK_BYTES)).toBe(true);
    let at = 0;
    for (const part of parts) {
      expect(part.offset).toBe(at);
      expect(Buffer.compare(part.bytes, bytes.subarray(at, at + part.bytes.length))).toBe(0);
      at += part.bytes.length;
    }
    expect(at).toBe(size);
    expect(parts.length).toBeGreaterThan(0);
    expect(shares[shares.length - 1]).toBe(1);
  },
);

it('stops at the next piece when it is given up', async () => {
  const giveUp = new AbortController();
  const staging = stage(new Blob([new Uint8Array(5 * CHUNK_BYTES)]), () => giveUp.abort(), giveUp.signal);
  await expect(staging).rejects.toThrow();
  expect(parts).toHaveLength(1);
});

it('refuses the tenth file and what no video may weigh', () => {
  expect(refusedAtOnce(1, FILES_MOST - 1)).toBeNull();
  expect(refusedAtOnce(1, FILES_MOST)?.fields[0]?.rule).toBe('too_many');
  expect(refusedAtOnce(BYTES_MOST, 0)).toBeNull();
  expect(refusedAtOnce(BYTES_MOST + 1, 0)?.fields[0]?.rule).toBe('too_many_bytes');
});
