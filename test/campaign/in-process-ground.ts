/** The ground without sockets: time moves once all has come to rest, so a seed tells all. */
import { decimal } from '../../src/base/index.js';
import { HyperliquidVenue, type VenueWire } from '../../src/hyperliquid/index.js';
import { openInProcessVenue } from '../../src/loopback/index.js';
import { createPacedClock, type Session } from '../../src/session/index.js';
import {
  CAMPAIGN_ACCOUNT,
  type CampaignGround,
  type GroundOptions,
  START_MS,
} from './campaign-ground.js';

export async function openInProcessGround(options: GroundOptions): Promise<CampaignGround> {
  const { cash, ...models } = options;
  const clock = createPacedClock({ startMs: START_MS, speed: Number.POSITIVE_INFINITY });
  const accounts = [{ address: CAMPAIGN_ACCOUNT, cash: decimal(cash), agents: [] }];
  const venue = openInProcessVenue({ ...models, accounts, clock });
  await venue.marketBegun;
  const wires: VenueWire[] = [];
  const now: { session: Session | null; isBusy: boolean; trouble: unknown } = {
    session: null,
    isBusy: false,
    trouble: null,
  };
  clock.start({
    isSettled: () =>
      !now.isBusy &&
      wires.every((wire) => wire.requestsInFlight() === 0) &&
      !venue.pendingWork() &&
      (now.session?.isSettled() ?? true),
    writeOff: () => undefined,
    failed(error) {
      now.trouble = error;
      now.session?.fail(error);
    },
  });
  return {
    clock,
    exchange: venue.exchange,
    connect() {
      const wire = venue.wireOf(CAMPAIGN_ACCOUNT);
      wires.push(wire);
      const name = 'campaign venue';
      const account = CAMPAIGN_ACCOUNT;
      return Promise.resolve(new HyperliquidVenue({ name, account, clock, wire, withBook: true }));
    },
    attend: (session) => void (now.session = session),
    hold: (isBusy) => void (now.isBusy = isBusy),
    transfer: (amount) => void venue.transfer(CAMPAIGN_ACCOUNT, decimal(amount)),
    close() {
      clock.stop();
      venue.close();
      return now.trouble === null ? Promise.resolve() : Promise.reject(now.trouble);
    },
  };
}
