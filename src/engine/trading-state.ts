/** Where each market stands: the worst of its holds, the account's, and what is unknown. */
import type { DurationMs } from '../base/index.js';
import { unreachable } from '../base/index.js';
import type { Release } from '../compile/index.js';
import { isCashExplained } from './cash-ledger.js';
import { isCapacityKnown } from './capacity-facts.js';
import { bookOf } from './day-book.js';
import type { TradingState } from './decision.js';
import type { Draft } from './draft.js';
import type { MarketState } from './engine-state.js';
import type { Facts } from './facts.js';
import { FOREIGN_ORDERS, isBesideRefused } from './foreign-orders.js';
import { type Hold, holdsMarket, OPERATOR_PAUSE } from './hold.js';
import { isWaived } from './is-waived.js';
import { positionOf } from './market-facts.js';
import { conditionText } from './reason.js';
import type { RuleBook, RuleInstance } from './rule-instance.js';

const SEVERITY: Readonly<Record<TradingState, number>> = {
  active: 0,
  reducing: 1,
  paused: 2,
  halted: 3,
};

export const POSITION_KNOWN = 'builtin.position-known';
export const CASH_EXPLAINED = 'builtin.cash-explained';
export const CAPACITY_KNOWN = 'builtin.margin-capacity';
export const SWITCH_ARMED = 'builtin.dead-man-switch';

export function isWorse(state: TradingState, than: TradingState): boolean {
  return SEVERITY[state] > SEVERITY[than];
}

/** Works out every market's state and tells the changes. */
export function updateTradingStates(draft: Draft): void {
  for (const coin of draft.context.rules.markets.keys()) {
    const before = draft.state.states[coin];
    const next = stateOf(draft, coin);
    const from = before?.state ?? 'active';
    if (before !== undefined && from === next.state && before.rule === next.rule) continue;
    draft.note({ states: { ...draft.state.states, [coin]: next } });
    if (from === next.state) continue;
    draft.decide({
      kind: 'tradingStateChanged',
      at: draft.state.at,
      coin,
      from,
      to: next.state,
      rule: next.rule,
      endsBy: next.endsBy,
    });
  }
}

/** A market's holds by precedence: operator, kill, pause, reduce-only; then line order. */
export function holdsByPrecedence(
  holds: readonly Hold[],
  rules: RuleBook,
  coin: string,
): readonly Hold[] {
  const lineOf = (hold: Hold): number => {
    const line = rules.triggers.findIndex(({ rule }) => rule.path === hold.rule);
    return line < 0 ? rules.triggers.length : line;
  };
  return holds
    .filter((hold) => holdsMarket(hold, coin))
    .sort((a, b) => precedenceOf(a) - precedenceOf(b) || lineOf(a) - lineOf(b));
}

/** Rules whose condition is unknown where they could hold the market back. */
export function unknownRules(draft: Draft, coin: string): readonly RuleInstance[] {
  return draft.context.rules.triggers.filter(
    (instance) =>
      instance.rule.kind !== 'alert' &&
      !isWaived(instance.rule, draft.state.at) &&
      (instance.coin === coin || instance.holdsAccount) &&
      draft.state.rules[instance.key]?.truth === 'unknown',
  );
}

function stateOf(draft: Draft, coin: string): MarketState {
  const { rules } = draft.context;
  const holds = holdsByPrecedence(draft.state.holds, rules, coin);
  let worst: MarketState = { state: 'active', rule: null, endsBy: '' };
  for (const hold of holds) {
    if (hold.effect === 'none' || !isWorse(hold.effect, worst.state)) continue;
    worst = { state: hold.effect, rule: hold.rule, endsBy: endOf(hold, rules) };
  }
  if (worst.state !== 'active') return worst;
  return switchState(draft) ?? unknownState(draft, coin) ?? worst;
}

/** Without the switch that the policy requires, what we leave behind might rest for ever. */
export function isSwitchMissed({ policy, state }: Facts): boolean {
  return state.isSwitchGone && policy.account.deadManSwitch?.required === true;
}

function switchState(draft: Draft): MarketState | null {
  if (!isSwitchMissed(draft.facts)) return null;
  const endsBy = "when the venue's dead man's switch is armed again";
  return { state: 'reducing', rule: SWITCH_ARMED, endsBy };
}

function unknownState(draft: Draft, coin: string): MarketState | null {
  if (!draft.state.isPositionKnown) {
    const endsBy = 'the next reconciliation with the venue';
    return { state: 'reducing', rule: POSITION_KNOWN, endsBy };
  }
  if (isBesideRefused(draft, coin)) {
    const endsBy = 'when no order of another hand rests in the market';
    return { state: 'reducing', rule: FOREIGN_ORDERS, endsBy };
  }
  if (!isCashExplained(draft.state.account, draft.state.at)) {
    const endsBy = "the venue's word where the money went or came from, or the operator's resume";
    return { state: 'reducing', rule: CASH_EXPLAINED, endsBy };
  }
  const [unknown] = unknownRules(draft, coin);
  const endsBy = 'when its data is back';
  if (unknown !== undefined) {
    return { state: 'reducing', rule: unknown.rule.path, endsBy: endOfUnknown(draft, unknown) };
  }
  if (isCapacityKnown(draft.facts, coin) && positionOf(draft.facts, coin).status === 'known')
    return null;
  return { state: 'reducing', rule: CAPACITY_KNOWN, endsBy };
}

/** Data comes back by itself; a level that nobody saw does not. */
function endOfUnknown(draft: Draft, { book }: RuleInstance): string {
  const { policy } = draft.context.rules;
  const { anchors } = bookOf(draft.state.books, policy, book ?? undefined);
  const isOfDay = book !== null;
  if (isOfDay && anchors.unsettled.length > 0) {
    return 'the next reconciliation: where the account stood at the day reset is worked out then';
  }
  if (isOfDay && anchors.isBlind) {
    return 'the next day reset: nobody saw where the account stood at the last one';
  }
  return 'when its data is back';
}

function precedenceOf(hold: Hold): number {
  switch (hold.kind) {
    case 'operator':
      return 0;
    case 'kill':
      return 1;
    case 'pause':
      return 2;
    case 'reduce-only':
      return 3;
    case 'alert':
      return 4;
    default:
      return unreachable(hold.kind);
  }
}

function endOf(hold: Hold, rules: RuleBook): string {
  if (hold.effect === 'halted') return "the operator's re-arm";
  if (hold.rule === OPERATOR_PAUSE) return "the operator's resume";
  const instance = rules.triggers.find(
    ({ rule }) => rule.path === hold.rule && rule.kind === hold.kind,
  );
  if (instance === undefined) return "the operator's resume: the policy has no such rule now";
  return describeRelease(instance.rule.release, instance.rule.text);
}

function describeRelease(release: Release, when: string): string {
  switch (release.kind) {
    case 'immediate':
      return `when no longer ${when}`;
    case 'condition': {
      const dwell = release.forMs === 0 ? '' : ` for ${durationText(release.forMs)}`;
      return `until ${conditionText(release.condition)}${dwell}`;
    }
    case 'day-reset':
      return `at a day reset, when no longer ${when}`;
    case 'later':
      return `${durationText(release.afterMs)} after it tripped`;
    case 'resumed':
      return release.afterMs === 0
        ? "the operator's resume"
        : `the operator's resume, not before ${durationText(release.afterMs)} after it tripped`;
    case 're-arm':
      return "the operator's re-arm";
    default:
      return unreachable(release);
  }
}

/** As a policy writes it: `30m`, `10s`, `250ms`. */
export function durationText(duration: DurationMs): string {
  const units: readonly (readonly [string, DurationMs])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  const unit = units.find(([, ms]) => duration >= ms && duration % ms === 0);
  return unit === undefined ? `${duration}ms` : `${duration / unit[1]}${unit[0]}`;
}
