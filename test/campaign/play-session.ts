/**
 * One session of the campaign: policy, market, faults, the operator's hand, stops, crashes and new
 * starts, all out of one seed, through the live session's own code.
 */
import { type Clock, type DurationMs, sleep } from '../../src/base/index.js';
import { compilePolicy } from '../scenarios/trade-on.js';
import { Dice } from '../soak/dice.js';
import { CAMPAIGN_ACCOUNT, rollGround, START_MS } from './campaign-ground.js';
import { campaignPolicy } from './campaign-policy.js';
import { CampaignRun } from './campaign-run.js';
import { openInProcessGround } from './in-process-ground.js';
import type { SessionRecord } from './session-record.js';
import { openSocketGround } from './socket-ground.js';
import { tapVenue } from './venue-tap.js';

export interface SessionWishes {
  readonly seed: number;
  readonly number: number;
  /** Market time; further starts until all is cancelled come on top. */
  readonly lastsMs: DurationMs;
  /** The directory. */
  readonly journal: string;
  readonly overSockets: boolean;
}

/** Of starts after the time is over, until one says that nothing is left. */
const TRIES_MOST = 20;
/** A start that is refused at first asks again for a minute; an end takes half of one. */
const OVERDUE_MS: DurationMs = 10 * 60_000;
/** By then what was under way to the venue at the end of the last run has arrived. */
const ARRIVED_MS: DurationMs = 10_000;

export async function playSession(wishes: SessionWishes): Promise<SessionRecord> {
  const { seed, number, lastsMs, journal, overSockets } = wishes;
  const dice = new Dice(seed, number);
  const { text, terms, cash } = campaignPolicy(dice);
  const faults: Record<string, number> = {};
  const options = rollGround(dice, cash, ({ name }) => {
    faults[name] = (faults[name] ?? 0) + 1;
  });
  const ground = await (overSockets ? openSocketGround : openInProcessGround)(options);
  const { clock, exchange } = ground;
  const tap = tapVenue(exchange, CAMPAIGN_ACCOUNT, () => clock.nowMs());
  const policy = compilePolicy(text, 'campaign.policy');
  const run = new CampaignRun({ policy, journal, ground, tap, dice });
  const endMs = START_MS + lastsMs;
  const ends: SessionRecord['ends'][number][] = [];
  try {
    for (let tries = 0; tries < TRIES_MOST;) {
      const leftMs = endMs - clock.nowMs();
      if (leftMs <= 0) tries += 1;
      const end = await Promise.race([run.play(leftMs), overdue(clock, leftMs)]);
      ends.push(end);
      if (clock.nowMs() >= endMs && isClean(end)) break;
      await sleep(clock, 1_000 + dice.below(5_000));
    }
    await sleep(clock, ARRIVED_MS);
  } finally {
    await ground.close();
  }
  const books = tap.books();
  const { placements } = tap;
  const elapsedMs = clock.nowMs() - START_MS;
  return { terms, journal, placements, cancels: tap.cancels(), books, ends, faults, elapsedMs };
}

/** Rejects when a run should long have ended. */
async function overdue(clock: Clock, leftMs: DurationMs): Promise<never> {
  await sleep(clock, Math.max(0, leftMs) + OVERDUE_MS);
  throw new Error('a run did not end, or did not begin');
}

/** One that does not know says so, as where the stream breaks at the very end: then again. */
function isClean({ outcome, positions }: SessionRecord['ends'][number]): boolean {
  const isOrderly = outcome?.kind === 'stopped' || outcome?.kind === 'halted';
  const isKnown = !Object.values(positions).includes('unknown');
  return isOrderly && outcome.ordersLeft === 0 && isKnown;
}
