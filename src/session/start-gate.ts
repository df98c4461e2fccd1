/** What must hold before a policy may trade; each refusal says what to do about it. */
import type { Clock } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { AccountReport, FeeRates, Instrument } from '../market/index.js';
import { type Venue, VenueError } from '../venue/index.js';
import { GATE_CHECKS, type GateFindings } from './gate-checks.js';
import { type Patience, patiently } from './patiently.js';
import { type SessionOptions, StartRefused } from './session-port.js';

export interface GatePass {
  /** Those of the policy's markets, in the policy's order. */
  readonly instruments: readonly Instrument[];
  readonly feeRates: FeeRates;
  readonly account: AccountReport;
  /** What may go on and should be known. */
  readonly warnings: readonly string[];
}

type GateSubject = Pick<
  SessionOptions<unknown>,
  'policy' | 'venue' | 'clock' | 'observer' | 'waitsAtStart'
>;

/** One question of the gate, answered. */
export interface GateAnswer {
  readonly name: string;
  readonly outcome: 'ok' | 'warning' | 'refused';
  readonly text: string;
}

/**
 * Checks everything, and sets the leverage; throws `StartRefused` or `VenueError`. Where it may not
 * wait, an answer that does not come ends the start.
 */
export async function passStartGate({
  policy,
  venue,
  clock,
  observer,
  waitsAtStart,
}: GateSubject): Promise<GatePass> {
  const notice = (text: string): void =>
    observer.noticed({ at: clock.nowMs(), level: 'warning', text });
  const patience: Patience | null = waitsAtStart === true ? { clock, notice } : null;
  const found: GateFindings = {};
  const warnings: string[] = [];
  for (const { check } of GATE_CHECKS) {
    const question = { policy, venue, clock, setsLeverage: true, found };
    const { outcome, text } = await patiently(patience, () => check(question));
    if (outcome === 'refused') throw new StartRefused(text);
    if (outcome === 'warning') warnings.push(text);
  }
  const { instruments, feeRates, account } = found;
  if (instruments === undefined || feeRates === undefined || account === undefined) {
    throw new StartRefused('the venue did not tell markets, fees and account');
  }
  return { instruments, feeRates, account, warnings };
}

/** The same questions, all of them, changing nothing at the venue. */
export async function askStartGate(
  policy: CompiledPolicy,
  venue: Venue,
  clock: Clock,
): Promise<readonly GateAnswer[]> {
  const found: GateFindings = {};
  const answers: GateAnswer[] = [];
  for (const { name, check } of GATE_CHECKS) {
    try {
      const verdict = await check({ policy, venue, clock, setsLeverage: false, found });
      answers.push({ name, ...verdict });
    } catch (error) {
      if (!(error instanceof VenueError)) throw error;
      answers.push({ name, outcome: 'refused', text: `could not be read: ${error.message}` });
    }
  }
  return answers;
}
