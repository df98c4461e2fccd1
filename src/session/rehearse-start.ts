/** All that a start would ask of the venue, asked without trading: what `doctor` tells. */
import { type Clock, decimal } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { Decision, Engine, EngineEvent } from '../engine/index.js';
import { type Venue, VenueError } from '../venue/index.js';
import { askStartGate, type GateAnswer } from './start-gate.js';
import { fetchSnapshot, type VenueSnapshot } from './venue-snapshot.js';

/** The venue arms its dead man's switch for who has traded that much (its document on actions). */
const SWITCH_VOLUME = decimal(1_000_000);

/** `state`: what the journal has come to, or the engine's first. */
export async function rehearseStart<State>(
  policy: CompiledPolicy,
  venue: Venue,
  clock: Clock,
  engine: Engine<State>,
  state: State,
): Promise<readonly GateAnswer[]> {
  const answers = [...(await askStartGate(policy, venue, clock))];
  if (policy.account.deadManSwitch !== null) {
    answers.push(await asked("dead man's switch", () => askForSwitch(policy, venue)));
  }
  answers.push(
    await asked('positions and orders', () => askForBooks(policy, venue, clock, engine, state)),
  );
  return answers;
}

async function asked(
  name: string,
  ask: () => Promise<Omit<GateAnswer, 'name'>>,
): Promise<GateAnswer> {
  try {
    return { name, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    return { name, outcome: 'refused', text: `could not be read: ${error.message}` };
  }
}

async function askForSwitch(
  { account }: CompiledPolicy,
  venue: Venue,
): Promise<Omit<GateAnswer, 'name'>> {
  const { volume } = await venue.fetchActionBudget();
  if (volume.gte(SWITCH_VOLUME)) return { outcome: 'ok', text: `$${volume.toFixed(0)} traded` };
  const text =
    `the venue arms it after $${SWITCH_VOLUME.toString()} traded; ` +
    `this account has traded $${volume.toFixed(0)}`;
  if (account.deadManSwitch?.required !== true) return { outcome: 'warning', text };
  return { outcome: 'refused', text: `${text}; \`dead-man-switch\` may say \`if-available\`` };
}

/** The engine says by the policy's own words what it makes of what is there. */
async function askForBooks<State>(
  policy: CompiledPolicy,
  venue: Venue,
  clock: Clock,
  engine: Engine<State>,
  state: State,
): Promise<Omit<GateAnswer, 'name'>> {
  const listed = await venue.fetchInstruments();
  const instruments = policy.markets.flatMap(({ coin }) =>
    listed.filter((instrument) => instrument.coin === coin),
  );
  const feeRates = await venue.fetchFeeRates();
  const begun = clock.nowMs();
  const snapshot = await fetchSnapshot(venue, begun, begun);
  const at = clock.nowMs();
  const events: readonly EngineEvent[] = [
    { kind: 'sessionStarted', at, runId: '0'.repeat(16), instruments, feeRates },
    { kind: 'reconciled', at, ...snapshot },
  ];
  const decisions: Decision[] = [];
  let now = state;
  for (const event of events) {
    const step = engine.step(now, event);
    now = step.state;
    decisions.push(...step.decisions);
  }
  const refusal = decisions.find((decision) => decision.kind === 'startRefused');
  if (refusal?.kind === 'startRefused') {
    return { outcome: 'refused', text: refusal.reasons.join('; ') };
  }
  return { outcome: 'ok', text: booksText(snapshot) };
}

function booksText({ account, openOrders }: VenueSnapshot): string {
  const positions = account.positions.map(
    ({ coin, size, entryPrice }) => `${coin} ${size.toString()} @ ${entryPrice.toString()}`,
  );
  const orders = openOrders.length === 1 ? '1 open order' : `${openOrders.length} open orders`;
  const held = positions.length === 0 ? 'flat' : positions.join(', ');
  return `equity $${account.equity.toFixed(2)}, ${held}, ${orders}`;
}
