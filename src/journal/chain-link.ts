/** A link of the hash chain: which record, and the hash that vouches for it and all before it. */
import { hash } from 'node:crypto';

export interface ChainLink {
  /** Records count from 1. */
  readonly seq: number;
  /** 64 hex digits. */
  readonly hash: string;
}

/** What stands before the first record. */
export const GENESIS: ChainLink = { seq: 0, hash: '0'.repeat(64) };

/** SHA-256, in hex, of the previous record's hash followed by a record's text without its hash. */
export function chainHash(previousHash: string, content: string): string {
  return hash('sha256', previousHash + content, 'hex');
}
