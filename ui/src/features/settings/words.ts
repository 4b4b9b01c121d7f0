/** How a device is called where it does not say so itself: some systems only tell what they are. */
import * as m from '../../messages';

export const deviceName = (name: string): string =>
  m.named(`device_${name.toLowerCase()}` as 'device_linux') ?? (name || m.device_unnamed());
