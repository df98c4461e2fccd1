/** From what the loop hears and decides to what the outside is told of it. */
import type { Decimal, TimeMs } from '../base/index.js';
import type { Decision, EngineEvent } from '../engine/index.js';
import type { Alert } from './alert.js';

/** The same trouble again is not told for so long. */
const TROUBLE_EVERY_MS = 10 * 60_000;
const TROUBLES_REMEMBERED = 100;

const NOTHING = { coin: null, rule: null, from: null, to: null } as const;

export class AlertNews {
  readonly #troubles = new Map<string, TimeMs>();
  #isConnected = true;

  /** What a step is worth telling; the start of a run, when nothing is known yet, is not. */
  ofStep(event: EngineEvent, decisions: readonly Decision[]): readonly Alert[] {
    const { at } = event;
    const heard = this.#ofEvent(event);
    const told = event.kind === 'sessionStarted' ? decisions.filter(isNoState) : decisions;
    // An operator's kill trips no rule: the halt is in the states.
    return [...heard, ...told.flatMap(ofDecision), ...haltOf(at, told)];
  }

  /** A warning of the run; the same one again within ten minutes is not told. */
  ofTrouble(at: TimeMs, text: string): readonly Alert[] {
    const kind = text.replaceAll(/\d+/gu, '#');
    const toldAt = this.#troubles.get(kind);
    if (toldAt !== undefined && at - toldAt < TROUBLE_EVERY_MS) return [];
    if (this.#troubles.size >= TROUBLES_REMEMBERED) this.#troubles.clear();
    this.#troubles.set(kind, at);
    return [{ ...NOTHING, kind: 'trouble', at, text }];
  }

  /** The loop connects before it reconciles, so a picture of the account means it is back. */
  #ofEvent(event: EngineEvent): readonly Alert[] {
    const { at } = event;
    if (event.kind === 'connectionLost') {
      if (!this.#isConnected) return [];
      this.#isConnected = false;
      return [{ ...NOTHING, kind: 'connection-lost', at, text: event.reason }];
    }
    if (event.kind === 'reconciled' && !this.#isConnected) {
      this.#isConnected = true;
      const text = 'connected again, and reconciled with the venue';
      return [{ ...NOTHING, kind: 'connection-restored', at, text }];
    }
    return [];
  }
}

function isNoState({ kind }: Decision): boolean {
  return kind !== 'tradingStateChanged';
}

function ofDecision(decision: Decision): readonly Alert[] {
  const { at } = decision;
  switch (decision.kind) {
    case 'ruleTripped': {
      const { rule, ruleKind, coin, text, value, threshold } = decision;
      const kind = ruleKind === 'alert' ? 'alert' : 'rule-tripped';
      const words = `${ruleKind} ${rule}: ${text}${figuresText(value, threshold)}`;
      return [{ ...NOTHING, kind, at, coin, rule, text: words }];
    }
    case 'objectiveChanged': {
      const { rule, outcome, coin, text } = decision;
      const words = `objective ${rule} ${outcome}: ${text}`;
      return [{ ...NOTHING, kind: 'alert', at, coin, rule, text: words }];
    }
    case 'tradingStateChanged': {
      const { coin, from, to, rule, endsBy } = decision;
      const by = rule === null ? '' : ` by ${rule}`;
      const ends = endsBy === '' ? '' : `; ends: ${endsBy}`;
      const text = `${coin} from ${from} to ${to}${by}${ends}`;
      return [{ kind: 'state-changed', at, coin, rule, from, to, text }];
    }
    case 'startRefused':
      return [{ ...NOTHING, kind: 'start-refused', at, text: decision.reasons.join('; ') }];
    default:
      return [];
  }
}

/** One for the account, however many markets it halts. */
function haltOf(at: TimeMs, decisions: readonly Decision[]): readonly Alert[] {
  const halt = decisions.find(
    (decision) => decision.kind === 'tradingStateChanged' && decision.to === 'halted',
  );
  if (halt?.kind !== 'tradingStateChanged') return [];
  const { rule, from } = halt;
  const text = `halted by ${rule ?? 'the operator'}; only a re-arm ends it`;
  return [{ ...NOTHING, kind: 'halted', at, rule, from, to: 'halted', text }];
}

function figuresText(value: Decimal | null, threshold: Decimal | null): string {
  if (value === null) return '';
  const bound = threshold === null ? '' : `, bound ${short(threshold)}`;
  return ` (now ${short(value)}${bound})`;
}

function short(figure: Decimal): string {
  return figure.toSignificantDigits(6).toFixed();
}
