/** What a served venue tells of itself: for people, or a JSON object a line. */
import type { FaultNews, LoopbackAccount, LoopbackVenue } from '../loopback/index.js';
import type { CliIo } from './cli-io.js';
import { formatCount, formatElapsed, formatMoney, formatTime } from './figure.js';
import type { RecordEnding } from './record-end.js';
import type { KeptKey } from './venue-keys.js';
import type { VenueOptions } from './venue-options.js';

export interface VenueStart {
  readonly accounts: readonly LoopbackAccount[];
  readonly made: readonly KeptKey[];
  /** Name of the market. */
  readonly market: string;
  readonly tokenPath: string | undefined;
}

export class VenueReporter {
  readonly #options: VenueOptions;
  readonly #io: CliIo;
  readonly #startedMs = performance.now();
  #isStopping = false;

  constructor(options: VenueOptions, io: CliIo) {
    this.#options = options;
    this.#io = io;
  }

  started(venue: LoopbackVenue, start: VenueStart): void {
    if (this.#options.json === true) this.#startedJson(venue, start);
    else this.#io.out(startText(venue, start, this.#options));
  }

  fault({ at, name, what }: FaultNews): void {
    const { json, quiet } = this.#options;
    if (quiet === true) return;
    if (json === true) this.#line({ type: 'fault', at, name, what });
    else this.#io.err(`${formatTime(at)} ${name}: ${what}\n`);
  }

  /** Null: it came to its end; else why it broke. */
  marketEnded(trouble: string | null): void {
    if (this.#isStopping) return;
    if (this.#options.json === true) return this.#line({ type: 'marketEnded', trouble });
    const what = trouble === null ? 'the recording is over' : `the market broke: ${trouble}`;
    this.#io.err(`${what}; from here on it stands still\n`);
  }

  stopped(venue: LoopbackVenue, accounts: readonly LoopbackAccount[], ending: RecordEnding): void {
    this.#isStopping = true;
    const elapsedMs = Math.round(performance.now() - this.#startedMs);
    const faults = venue.faultCounts();
    const ended = accounts.map(({ address }) => endOf(venue, address));
    if (this.#options.json === true) {
      const told = ended.map((each) => ({ ...each, equity: each.equity.toFixed() }));
      const counts = Object.fromEntries(faults);
      this.#line({ type: 'stopped', ending, elapsedMs, accounts: told, faults: counts });
      return;
    }
    this.#io.out(`stopped after ${formatElapsed(elapsedMs)}\n`);
    for (const { address, equity, fills, openOrders } of ended) {
      const orders = `${formatCount(fills)} fills, ${formatCount(openOrders)} open orders`;
      this.#io.out(`  ${address}  ${formatMoney(equity)}  ${orders}\n`);
    }
    for (const [name, count] of faults) {
      this.#io.out(`  ${name.padEnd(20)}${formatCount(count)}\n`);
    }
  }

  #startedJson(venue: LoopbackVenue, { accounts, made, market, tokenPath }: VenueStart): void {
    const { network, faults, seed } = this.#options;
    const keyFiles = Object.fromEntries(made.map(({ address, path }) => [address, path]));
    this.#line({
      type: 'started',
      url: venue.url,
      webSocketUrl: venue.webSocketUrl,
      network,
      market,
      accounts: accounts.map(({ address, cash, agents }) => {
        return { address, cash: cash.toFixed(), agents };
      }),
      keyFiles,
      control: tokenPath === undefined ? null : { url: `${venue.url}/control`, tokenPath },
      faults: faults ?? null,
      seed,
    });
  }

  #line(value: object): void {
    this.#io.out(`${JSON.stringify(value)}\n`);
  }
}

function endOf(venue: LoopbackVenue, address: string) {
  const { exchange } = venue;
  const { equity } = exchange.account(address, 0);
  const fills = exchange.fills(address, 0, Number.POSITIVE_INFINITY).length;
  return { address, equity, fills, openOrders: exchange.openOrders(address).length };
}

function startText(venue: LoopbackVenue, start: VenueStart, options: VenueOptions): string {
  const { accounts, made, market, tokenPath } = start;
  const keyOf = (address: string): string => {
    const path = made.find((each) => each.address === address)?.path;
    return path === undefined ? '' : `\n             its key is in ${path}`;
  };
  const rows: (readonly [string, string])[] = [
    ['HTTP', `${venue.url}  (POST /info, POST /exchange)`],
    ['WebSocket', venue.webSocketUrl],
    ['signed for', options.network],
    ['market', market],
    ...accounts.flatMap(({ address, agents, cash }) => [
      ['account', `${address}  ${formatMoney(cash)}${keyOf(address)}`] as const,
      ...agents.map((agent) => ['  agent', `${agent}${keyOf(agent)}`] as const),
    ]),
    ['faults', options.faults === undefined ? 'none' : `${options.faults}, seed ${options.seed}`],
  ];
  if (tokenPath !== undefined) {
    rows.push(['control', `${venue.url}/control\n             its token is in ${tokenPath}`]);
  }
  const table = rows.map(([name, what]) => `  ${name.padEnd(11)}${what}`).join('\n');
  const [first] = accounts;
  const curl = `curl ${venue.url}/info -H 'content-type: application/json' \\
    -d '{"type":"clearinghouseState","user":"${first?.address ?? ''}"}'`;
  return `a Hyperliquid-compatible venue, for this machine only; Ctrl-C ends it
${table}
Point a bot at it: the base URL is ${venue.url}, ask for the account's address,
sign for ${options.network} with the agent's key (or the account's own).
${ownRunText(venue, made)}Look at it with
  ${curl}
`;
}

/** How our own run gets there, with the agent that the venue made. */
function ownRunText(venue: LoopbackVenue, made: readonly KeptKey[]): string {
  const path = made.find((key) => key.path.endsWith('agent.key'))?.path;
  if (path === undefined) return '';
  return `A policy for testnet with that address:
  mm-policy run FILE --url ${venue.url} --key-file ${path}
`;
}
