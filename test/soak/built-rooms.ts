/** The rooms as they are built: what is soaked is what ships. The types come from the sources. */
import type { Rooms } from './find-fault.js';
import { shippedPresets } from './sample-policies.js';

async function built(room: string): Promise<object> {
  const url = new URL(`../../dist/${room}/index.js`, import.meta.url);
  const loaded: unknown = await import(url.href);
  if (typeof loaded !== 'object' || loaded === null) throw new Error(`${room} is not built`);
  return loaded;
}

export async function builtRooms(): Promise<Rooms> {
  const rooms = await Promise.all(['compile', 'syntax', 'diagnostic'].map(built));
  return Object.assign({ library: shippedPresets() }, ...rooms) as Rooms;
}
