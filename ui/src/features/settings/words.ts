/** How a device is called where it does not say so itself: some systems only tell what they are. */
import * as m from '../../messages';

const systems: Record<string, () => string> = {
  linux: m.device_linux,
  macos: m.device_macos,
  windows: m.device_windows,
  android: m.device_android,
  ios: m.device_ios,
};

export const deviceName = (name: string): string => systems[name.toLowerCase()]?.() ?? (name || m.device_unnamed());
