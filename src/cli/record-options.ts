/** What `mm-policy record` may be told on the command line, checked before anything starts. */
import { InvalidArgumentError } from 'commander';
import type { DurationMs } from '../base/index.js';

export interface RecordedVenue {
  /** For people: `hyperliquid mainnet`, or the address. */
  readonly name: string;
  readonly baseUrl: string;
  readonly webSocketUrl: string;
}

export interface RecordOptions {
  /** At least one coin. */
  readonly market: readonly string[];
  readonly venue: RecordedVenue;
  /** Absent: `recordings/` and the day. */
  readonly out?: string;
  readonly for?: DurationMs;
  readonly format: 'csv' | 'jsonl' | 'parquet';
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const NETWORKS: Readonly<Record<string, string>> = {
  mainnet: 'https://api.hyperliquid.xyz',
  testnet: 'https://api.hyperliquid-testnet.xyz',
};

/** `mainnet`, `testnet`, or the address of a venue that speaks the same wire. */
export function parseVenue(text: string): RecordedVenue {
  const known = NETWORKS[text];
  const baseUrl = (known ?? text).replace(/\/+$/u, '');
  const protocol = URL.canParse(baseUrl) ? new URL(baseUrl).protocol : '';
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new InvalidArgumentError(
      'Write mainnet, testnet, or an address such as http://HOST:PORT.',
    );
  }
  return {
    name: known === undefined ? baseUrl : `hyperliquid ${text}`,
    baseUrl,
    webSocketUrl: `${baseUrl.replace(/^http/u, 'ws')}/ws`,
  };
}

/** Coins become parts of file names. */
export function parseCoin(text: string, before: readonly string[] = []): readonly string[] {
  const coins = text.split(',').map((each) => each.trim());
  if (!coins.every((coin) => /^[\w:@-]{1,32}$/u.test(coin))) {
    throw new InvalidArgumentError('Write a coin such as HYPE, or several: HYPE,BTC.');
  }
  return [...new Set([...before, ...coins])];
}
