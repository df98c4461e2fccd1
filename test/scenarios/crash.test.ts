/**
 * A process is killed without warning while it trades, again and again; the venue lives on. What
 * follows must lose no fill, repeat no order, and leave nothing resting.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decimal, sleep } from '../../src/base/index.js';
import { createEngine } from '../../src/engine/index.js';
import { syntheticMarket } from '../../src/feed/index.js';
import { AgentKey, HyperliquidVenue } from '../../src/hyperliquid/index.js';
import { foldJournal, readJournal, verifyChain } from '../../src/journal/index.js';
import { type LoopbackVenue, startLoopbackVenue } from '../../src/loopback/index.js';
import { createSystemClock } from '../../src/session/index.js';
import { referenceInstruments } from '../../src/simulator/index.js';
import { policyText } from './live-kit.js';
import { spawnSource } from './source-process.js';
import { compilePolicy, tradeOn } from './trade-on.js';

const scratch = mkdtempSync(join(tmpdir(), 'mm-policy-crash-'));
const journal = join(scratch, 'journal');
const account = `0x${randomBytes(20).toString('hex')}`;
const keys = Array.from({ length: 3 }, () => randomBytes(32).toString('hex'));
const source = policyText('limit order-notional order.notional <= $2_000');
const clock = createSystemClock();
let server: LoopbackVenue | null = null;

/** Takers come often, so that fills fall into every moment of a crash. */
async function startVenue(): Promise<LoopbackVenue> {
  server = await startLoopbackVenue({
    accounts: [
      {
        address: account,
        cash: decimal(1_000),
        agents: keys.map((key) => AgentKey.parse(key).address),
      },
    ],
    instruments: referenceInstruments,
    market: syntheticMarket({ seed: 5, startTime: Date.now(), intensity: 20 }),
    clock,
    port: 0,
    network: 'testnet',
  });
  return server;
}

async function tradeAndDie(venue: LoopbackVenue, key: string, afterMs: number): Promise<void> {
  const child = spawnSource([resolve('test/scenarios/crash-child.ts')], {
    env: {
      VENUE_URL: venue.url,
      VENUE_WS_URL: venue.webSocketUrl,
      VENUE_ACCOUNT: account,
      VENUE_AGENT_KEY: key,
      POLICY: source,
      JOURNAL: journal,
    },
  });
  child.stderr?.pipe(process.stderr);
  if (child.stdout === null) throw new Error('the child has no output');
  const hasBegun = await Promise.race([
    once(child.stdout, 'data').then(() => true),
    once(child, 'close').then(() => false),
  ]);
  if (!hasBegun) throw new Error('the child did not begin to trade');
  await sleep(clock, afterMs);
  // Between a cancel and the next quote nothing rests: such a moment would show nothing.
  for (let looks = 0; looks < 500 && !doesRest(venue); looks += 1) await sleep(clock, 10);
  child.kill('SIGKILL');
  await once(child, 'close');
}

function doesRest(venue: LoopbackVenue): boolean {
  return venue.exchange.openOrders(account).length > 0;
}

describe('a run that is killed without warning', () => {
  afterAll(async () => {
    await server?.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is taken up by the next: no fill lost, no order repeated, nothing left resting', async () => {
    const venue = await startVenue();
    await tradeAndDie(venue, keys[0] ?? '', 1_200);
    await tradeAndDie(venue, keys[1] ?? '', 700);
    expect(doesRest(venue)).toBe(true);

    const adapter = new HyperliquidVenue({
      name: 'embedded venue',
      baseUrl: venue.url,
      webSocketUrl: venue.webSocketUrl,
      network: 'testnet',
      account,
      agentKey: AgentKey.parse(keys[2] ?? ''),
      clock,
      withBook: true,
    });
    const policy = compilePolicy(source);
    const trading = await tradeOn({ venue: adapter, clock, policy, journal });
    await sleep(clock, 1_500);
    trading.session.stop('test over');
    const run = await trading.finish();
    await adapter.close();

    expect(run.outcome).toMatchObject({ kind: 'stopped', ordersLeft: 0 });
    expect(venue.exchange.openOrders(account)).toEqual([]);
    const fills = venue.exchange.fills(account, 0, Number.MAX_SAFE_INTEGER);
    expect(fills.length).toBeGreaterThan(3);
    const report = venue.exchange.account(account, clock.nowMs());
    const position = report.positions.find((each) => each.coin === 'HYPE')?.size ?? decimal(0);
    expect(run.view.markets[0]?.position?.toString()).toBe(position.toString());
    expect(run.view.fills).toBe(fills.length);

    const chain = await verifyChain(readJournal(journal));
    expect(chain.problems.filter(({ kind }) => kind !== 'cut-off')).toEqual([]);
    const fold = await foldJournal(readJournal(journal), (header) =>
      createEngine(compilePolicy(header.policy.source, header.policy.file)),
    );
    expect(fold).toMatchObject({ runs: 3, differences: 0, broken: null });
    expect(await repeatedOrders()).toEqual([]);
  });
});

/** Client order ids that were decided more than once in the whole journal. */
async function repeatedOrders(): Promise<string[]> {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for await (const { record } of readJournal(journal)) {
    if (record?.kind !== 'decision' || record.decision.kind !== 'submitOrder') continue;
    const { clientOrderId } = record.decision.order;
    if (seen.has(clientOrderId)) repeated.push(clientOrderId);
    seen.add(clientOrderId);
  }
  return repeated;
}
