/** `run --shadow FILE`: the candidate's policy, its journal, and what is told of it. */
import { randomBytes } from 'node:crypto';
import type { TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import { createEngine, type EngineEvent, type EngineState } from '../engine/index.js';
import { openJournal, type RunHeader } from '../journal/index.js';
import { JournalWriter, Shadow } from '../session/index.js';
import type { RunReporter } from './run-reporter.js';
import { RunRefusal } from './run-refusal.js';
import { RunTally } from './run-tally.js';

export interface RunShadow {
  /** Never throws: a candidate that fails is told once, and heard no more. */
  hear(event: EngineEvent): void;
  /** For people: what it would have done. May be asked again. */
  close(at: TimeMs): Promise<readonly string[]>;
}

export interface RunShadowOptions {
  readonly candidate: CompiledPolicy;
  /** What its journal has come to; null where it begins. */
  readonly state: EngineState | null;
  readonly policy: CompiledPolicy;
  readonly header: Pick<RunHeader, 'toolVersion' | 'nodeVersion' | 'policy' | 'venue'>;
  readonly directory: string;
  readonly startMs: TimeMs;
  readonly reporter: () => RunReporter | null;
}

/** Throws `RunRefusal` for a candidate of other markets, `JournalError` for a journal in use. */
export function openRunShadow(options: RunShadowOptions): RunShadow {
  const { candidate, state, policy, header, directory, startMs, reporter } = options;
  const heard = new Set(policy.markets.map(({ coin }) => coin));
  const unheard = candidate.markets.find(({ coin }) => !heard.has(coin));
  if (unheard !== undefined) {
    const what = `trades ${unheard.coin}, which this run hears nothing of`;
    throw new RunRefusal(2, `error: --shadow: ${candidate.name} ${what}`);
  }
  const journal = openJournal({ directory });
  const runId = randomBytes(8).toString('hex');
  const writer = new JournalWriter(journal, { ...header, runId }, startMs);
  const tally = new RunTally();
  let isBroken = false;
  let isClosed = false;
  const tell = (at: TimeMs, level: 'info' | 'warning', text: string): void =>
    reporter()?.noticed({ at, level, text: `shadow ${candidate.name}: ${text}` });
  const engine = createEngine(candidate);
  const shadow = new Shadow<EngineState>({
    engine,
    state: state ?? engine.initialState,
    journal: writer,
    runId,
    decided: (event, decisions) => {
      tally.take(event, decisions);
      for (const decision of decisions) {
        if (decision.kind !== 'tradingStateChanged') continue;
        const by = decision.rule === null ? '' : ` by ${decision.rule}`;
        const level = decision.to === 'halted' ? 'warning' : 'info';
        tell(event.at, level, `would be ${decision.to}${by}`);
      }
    },
  });
  const guarded = (at: TimeMs, work: () => void): void => {
    if (isBroken) return;
    try {
      work();
    } catch (error) {
      isBroken = true;
      tell(at, 'warning', `stopped: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return {
    hear: (event) => guarded(event.at, () => shadow.hear(event)),
    close: async (at) => {
      if (!isClosed && !isBroken) await shadow.finish(at, 'the run beside it ended');
      isClosed = true;
      await journal.close();
      const { ordersSent, cancelsSent, denied } = tally;
      const did = `${ordersSent} orders and ${cancelsSent} cancels, ${denied} denied`;
      return [
        `  shadow    ${candidate.name} would have sent ${did}`,
        `            journal ${directory}`,
      ];
    },
  };
}
