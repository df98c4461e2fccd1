/**
 * `POST /control`: what a test may do to the venue, and a trader may not. Not of the real wire;
 * there only where the venue was started with a token, which every request has to bear.
 */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { decimal, type DurationMs, InvariantError, unreachable } from '../base/index.js';
import { wireDecimal } from '../hyperliquid/index.js';
import type { MarketEvent } from '../market/index.js';
import { controlRequest, type ControlRequest } from './control-request.js';
import type { VenueCore } from './venue-core.js';

export interface ControlOptions {
  /** What `authorization: Bearer …` has to say. */
  readonly token: string;
  /** Moves the venue's clock on, with all that is due until then. */
  readonly advance: (durationMs: DurationMs) => Promise<void>;
}

export interface ControlAnswer {
  readonly status: 200 | 400 | 401;
  readonly body: object;
  /** To be done when the answer is out: it may cut the connection. */
  readonly afterwards?: () => void;
}

export type ControlDesk = (
  authorization: string | undefined,
  text: string,
) => Promise<ControlAnswer>;

/** Ids of trades that are told by hand begin here, apart from those of a market. */
const FIRST_TRADE_ID = 1_000_000_001;

export function createControlDesk(
  core: VenueCore,
  { token, advance }: ControlOptions,
): ControlDesk {
  let nextTradeId = FIRST_TRADE_ID;
  const handle = async (request: ControlRequest): Promise<ControlAnswer> => {
    switch (request.type) {
      case 'state':
        return done(stateOf(core));
      case 'deposit':
      case 'withdraw': {
        if (!core.venue.hasAccount(request.user)) return refused(`${request.user} has no account`);
        const amount = decimal(request.usd);
        const refusal = core.transfer(
          request.user,
          request.type === 'deposit' ? amount : amount.neg(),
        );
        return refusal === null ? done() : refused(refusal);
      }
      case 'account':
        if (core.venue.hasAccount(request.user)) return refused(`${request.user} has an account`);
        core.openAccount(request.user, decimal(request.usd));
        return done();
      case 'agent': {
        const { agent, name, user, validUntil } = request;
        if (!core.venue.hasAccount(user)) return refused(`${user} has no account`);
        core.approveAgent(user, { address: agent, name, validUntil });
        return done();
      }
      case 'book':
      case 'trade':
      case 'mark':
        if (core.instrumentOf(request.coin) === null) {
          return refused(`\`${request.coin}\` is no market of this venue`);
        }
        core.applyMarket(marketEventOf(request, nextTradeId++));
        return done();
      case 'advance':
        await advance(request.ms);
        return done();
      case 'fault':
        return { ...done(), afterwards: () => core.strike(request.name, request.ms ?? null) };
      default:
        return unreachable(request);
    }
  };
  return async (authorization, text) => {
    if (!isSame(authorization ?? '', `Bearer ${token}`)) {
      return { status: 401, body: { error: 'authorization: Bearer TOKEN is missing or wrong' } };
    }
    try {
      const parsed = controlRequest.safeParse(JSON.parse(text));
      if (!parsed.success) return refused(z.prettifyError(parsed.error));
      return await handle(parsed.data);
    } catch (error) {
      // Not JSON, or a market that cannot be, such as a crossed book.
      if (error instanceof SyntaxError || error instanceof InvariantError) {
        return refused(error.message);
      }
      throw error;
    }
  };
}

function done(more: object = {}): ControlAnswer {
  return { status: 200, body: { ok: true, ...more } };
}

function refused(error: string): ControlAnswer {
  return { status: 400, body: { error } };
}

function isSame(one: string, two: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(two)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The core dates it: it happens now. */
function marketEventOf(
  request: Extract<ControlRequest, { readonly type: 'book' | 'trade' | 'mark' }>,
  tradeId: number,
): MarketEvent {
  const { coin } = request;
  const at = 0;
  switch (request.type) {
    case 'book': {
      const [bids, asks] = [request.bids, request.asks].map((levels) =>
        levels.map(([price, size]) => ({ price: decimal(price), size: decimal(size) })),
      );
      return { kind: 'bookChanged', at, coin, bids: bids ?? [], asks: asks ?? [] };
    }
    case 'trade': {
      const [price, size] = [decimal(request.px), decimal(request.sz)];
      return { kind: 'tradePrinted', at, coin, side: request.side, price, size, tradeId };
    }
    case 'mark': {
      const mark = decimal(request.px);
      const oracle = request.oracle === undefined ? mark : decimal(request.oracle);
      const fundingRate = decimal(request.funding ?? 0);
      return { kind: 'contextChanged', at, coin, mark, oracle, fundingRate };
    }
  }
}

function stateOf(core: VenueCore): object {
  const { venue } = core;
  const time = core.now();
  return {
    time,
    accounts: core.accounts().map((user) => {
      const { equity, positions } = venue.account(user, time);
      return {
        user,
        equity: wireDecimal(equity),
        openOrders: venue.openOrders(user).length,
        positions: positions.map(({ coin, size }) => ({ coin, szi: wireDecimal(size) })),
      };
    }),
    faults: Object.fromEntries(core.faultCounts()),
  };
}
