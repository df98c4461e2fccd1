/** The venue's guard against replays: per signer, the hundred highest nonces seen. */
import { DAY_MS, type TimeMs } from '../base/index.js';

const NONCES_KEPT = 100;
const OLDEST_MS = 2 * DAY_MS;
const NEWEST_MS = DAY_MS;

export interface NonceBook {
  /** Takes `nonce` in, or answers the venue's words for refusing it. */
  use(signer: string, nonce: number, now: TimeMs): string | null;
}

/** Source: facts of the venue, §3.2 (the rule) and §2.6 (the words). */
export function createNonceBook(): NonceBook {
  const noncesBySigner = new Map<string, number[]>();
  return {
    use(signer, nonce, now) {
      const kept = noncesBySigner.get(signer) ?? [];
      if (kept.includes(nonce)) return `Invalid nonce: duplicate nonce ${nonce}`;
      const lowest = kept.length < NONCES_KEPT ? undefined : kept[0];
      const least = Math.max(now - OLDEST_MS, lowest ?? 0);
      if (nonce <= least) return `Invalid nonce: nonce too low ${nonce} < ${least}`;
      const most = now + NEWEST_MS;
      if (nonce >= most) return `Invalid nonce: nonce too high ${nonce} > ${most}`;
      noncesBySigner.set(signer, insertSorted(kept, nonce).slice(-NONCES_KEPT));
      return null;
    },
  };
}

function insertSorted(ascending: readonly number[], nonce: number): number[] {
  const at = ascending.findLastIndex((kept) => kept < nonce) + 1;
  return [...ascending.slice(0, at), nonce, ...ascending.slice(at)];
}
