import { expect, test } from 'vitest';
import { deviceName } from './words';

test('a device is called by its name, or by what it is', () => {
  expect(deviceName('Lin’s tablet')).toBe('Lin’s tablet');
  expect(deviceName('linux')).toBe('Linux computer');
  expect(deviceName('')).toBe('Device without a name');
});
