/** Devices and accounts of the mock. */
import type { AccountView } from '../../bindings/AccountView';
import type { DeviceView } from '../../bindings/DeviceView';
import { id, me, minutesAgo, people } from './make';

const DEVICE = 9;

/** One that the person has not said anything of yet. */
export const NEW_DEVICE = id(DEVICE, 7);

export const devices = (withNew: boolean): DeviceView[] => [
  device(1, 'lin-laptop', 43_000, 2, true),
  ...(withNew ? [device(7, 'Lin’s tablet', 4, 1, false)] : []),
  device(2, 'Pixel 9', 9_000, 190, false),
  device(3, 'study', 86_000, 4_300, false),
  { ...device(4, 'old-tablet', 120_000, 1_500, false), ended: { reason: 'stolen', at: minutesAgo(1_490) } },
];

function device(n: number, name: string, since: number, seen: number, own: boolean): DeviceView {
  return {
    id: id(DEVICE, n),
    name,
    signed_in_at: minutesAgo(since),
    last_seen_at: minutesAgo(seen),
    this: own,
    ended: null,
  };
}

export function accounts(): AccountView[] {
  const other = people.find((person) => person.id !== me.id) ?? me;
  return [
    { person: me, masked_name: '林*', colour: 0, active: true, waiting: 0 },
    { person: other, masked_name: '陈*', colour: 1, active: false, waiting: 2 },
  ];
}
