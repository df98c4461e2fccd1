/** What an account and its agent are to the venue. */
import type { AccountStanding } from '../venue/index.js';
import { decodeExtraAgents } from './extra-agents.js';
import { decodeUserRole } from './user-role.js';
import type { VenueWire } from './venue-wire.js';

/** Rejects with `VenueError`. */
export async function fetchStanding(
  info: VenueWire['info'],
  account: string,
  agent: string | null,
): Promise<AccountStanding> {
  const standing = await info.ask({ type: 'userRole', user: account }, decodeUserRole);
  if (agent === null) return { ...standing, agent: null };
  const signer = await info.ask({ type: 'userRole', user: agent }, decodeUserRole);
  const master = signer.master ?? account;
  // The venue lists named agents only: an unnamed one has an end that nobody is told.
  const named = await info.ask({ type: 'extraAgents', user: master }, decodeExtraAgents);
  const validUntil = named.find(({ address }) => address === agent)?.validUntil ?? null;
  return { ...standing, agent: { address: agent, ...signer, validUntil } };
}
