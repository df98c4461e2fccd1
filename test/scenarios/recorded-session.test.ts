/**
 * Ten minutes of bitcoin as recorded, at the highest speed through the whole stack. Where the
 * recording is not on this machine, a generated one in the same format serves.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal } from '../../src/base/index.js';
import { createEngine } from '../../src/engine/index.js';
import {
  openRecording,
  readRecording,
  syntheticMarket,
  writeRecording,
} from '../../src/feed/index.js';
import { foldJournal, readJournal, verifyChain } from '../../src/journal/index.js';
import type { AccountReport, Fill, MarketEvent } from '../../src/market/index.js';
import { LiveKit, START_MS } from './live-kit.js';
import { compilePolicy, type TradedRun } from './trade-on.js';

const RECORDED = '../shared/data/hyperliquid-2025-09-04';
const TEN_MINUTES_MS = 600_000;

function* untilMs(events: Iterable<MarketEvent>, endMs: number): Iterable<MarketEvent> {
  for (const event of events) {
    if (event.at > endMs) return;
    yield event;
  }
}

/** A directory with a recording of at least ten minutes of BTC. */
async function recordingDirectory(scratch: string): Promise<string> {
  if (existsSync(RECORDED)) return RECORDED;
  const market = syntheticMarket({
    seed: 20_250_904,
    startTime: START_MS,
    coin: 'BTC',
    sizeDecimals: 5,
    startPrice: 111_000,
    stepMs: 500,
  });
  await writeRecording(scratch, 'BTC', untilMs(market, START_MS + TEN_MINUTES_MS + 5_000));
  return scratch;
}

function keyOf(order: { side: string; price: unknown; size: unknown }): string {
  return `${order.side} ${String(order.size)} @ ${String(order.price)}`;
}

function feesOf(fills: readonly Fill[]): string {
  return fills.reduce((sum, fill) => sum.plus(fill.fee), decimal(0)).toFixed(8);
}

describe('ten minutes of the recorded session', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-recorded-'));
  let kit: LiveKit;
  let run: TradedRun;
  let journal: string;
  let account: AccountReport;
  let fills: readonly Fill[];

  beforeAll(async () => {
    const directory = await recordingDirectory(scratch);
    const { coins } = await openRecording(directory);
    const recorded = coins.find((coin) => coin.coin === 'BTC');
    const market = readRecording(directory, 'BTC', { sizeDecimals: 5 });
    kit = await LiveKit.open({ cash: '10000', market, startMs: recorded?.from ?? START_MS });
    journal = kit.newJournal();
    const policy = compilePolicy(readFileSync('policies/btc.policy', 'utf8'));
    run = await kit.run({ policy, journal, forMs: TEN_MINUTES_MS });
    account = kit.server.exchange.account(kit.account, kit.clock.nowMs());
    fills = kit.server.exchange.fills(kit.account, 0, Number.MAX_SAFE_INTEGER);
  }, 60_000);
  afterAll(async () => {
    await kit.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('trades to the end and leaves no order', () => {
    expect(run.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    expect(fills.length).toBeGreaterThan(5);
    expect(kit.server.exchange.openOrders(kit.account)).toEqual([]);
  });

  it('sends no order that it denied', () => {
    for (const [, decisions] of run.steps) {
      const denied = new Set(
        decisions.flatMap((decision) => (decision.kind === 'orderDenied' ? [keyOf(decision)] : [])),
      );
      const sent = decisions.flatMap((decision) =>
        decision.kind === 'submitOrder' ? [keyOf(decision.order)] : [],
      );
      expect(sent.filter((key) => denied.has(key))).toEqual([]);
    }
  });

  it('is refused no order for margin or for its grid', () => {
    const reasons = run.steps.flatMap(([event]) =>
      event.kind === 'orderRejected' ? [event.reason] : [],
    );
    expect(reasons.filter((reason) => !reason.startsWith('Post only order'))).toEqual([]);
  });

  it('keeps the same position, equity and fees as the venue, to the cent', () => {
    const [market] = run.view.markets;
    const position = account.positions.find((each) => each.coin === 'BTC')?.size ?? decimal(0);
    expect(market?.position?.toString()).toBe(position.toString());
    expect(run.view.equity?.toFixed(2)).toBe(account.equity.toFixed(2));
    const heard = run.steps.flatMap(([event]) =>
      event.kind === 'orderFilled' ? [event.fill] : [],
    );
    expect(new Set(heard.map((fill) => fill.tradeId)).size).toBe(fills.length);
    expect(feesOf(heard)).toBe(feesOf(fills));
    expect(run.view.fills).toBe(fills.length);
  });

  it('leaves a journal whose chain holds and from which every decision follows again', async () => {
    const report = await verifyChain(readJournal(journal));
    expect(report.problems).toEqual([]);
    const fold = await foldJournal(readJournal(journal), ({ policy }) =>
      createEngine(compilePolicy(policy.source, policy.file)),
    );
    expect(fold).toMatchObject({ runs: 1, differences: 0, unwrittenDecisions: 0, broken: null });
    expect(fold.decisions).toBeGreaterThan(100);
  });
});
