/** Every reason why the part of an order that adds risk may not leave. */
import { type Decimal, decimal } from '../base/index.js';
import {
  type CompiledRule,
  evaluateCondition,
  type MeasureReader,
  type MeasureValue,
} from '../compile/index.js';
import { sizeKelly } from '../sizing/index.js';
import { equityOf, marginUsedNow, reservedMarginOf } from './account-facts.js';
import { isCashExplained } from './cash-ledger.js';
import { marginCapacityOf } from './capacity-facts.js';
import type { Denial } from './decision.js';
import type { Draft } from './draft.js';
import { type Facts, known, mapBoth, marketOf, valueOf } from './facts.js';
import { FOREIGN_ORDERS, isBesideRefused } from './foreign-orders.js';
import type { Hold } from './hold.js';
import { isWaived } from './is-waived.js';
import {
  isSized,
  kellySizeOf,
  openRiskOf,
  portfolioCapOf,
  readKelly,
  type SizedMarket,
} from './kelly-facts.js';
import { liveSize, positionAfter, worstPosition } from './live-orders.js';
import { positionOf } from './market-facts.js';
import { createMeasureReader, type OrderUnderCheck } from './measure-reader.js';
import { reasonOf } from './reason.js';
import type { RuleInstance } from './rule-instance.js';
import {
  CAPACITY_KNOWN,
  CASH_EXPLAINED,
  holdsByPrecedence,
  isSwitchMissed,
  POSITION_KNOWN,
  SWITCH_ARMED,
  unknownRules,
} from './trading-state.js';

const MARKET_LISTED = 'builtin.market-listed';
const MARGIN_BOTH_SIDES = 'builtin.margin-both-sides';
const KELLY_SIZE = 'builtin.kelly-size';
const KELLY_PORTFOLIO = 'builtin.kelly-portfolio';
const ACTION_RESERVE = 'builtin.action-reserve';
/** Actions kept for exits: past its budget an address gets one action in ten seconds. */
const RESERVED_FOR_EXITS = 100;

/**
 * All checks run. Order of precedence: operator, kill, pause, reduce-only, unknown, what is built
 * in, limits; within each the order of lines.
 */
export function denialsOf(draft: Draft, order: OrderUnderCheck): readonly Denial[] {
  const { rules } = draft.context;
  const holds = holdsByPrecedence(draft.state.holds, rules, order.coin);
  const unknown = unknownRules(draft, order.coin);
  const limits = rules.limits.get(order.coin) ?? [];
  const reader = createMeasureReader(draft.facts, order.coin, order);
  const screening = draft.context.screen?.screen(draft.facts, order) ?? null;
  return [
    ...holds.map(denialOfHold),
    ...unknown.map(denialOfUnknown),
    ...builtinDenials(draft, order, screening?.isWithinMargin === true),
    ...limits.flatMap((rule, place) => {
      const passes = screening?.passes(place) === true || isWaived(rule, draft.state.at);
      return passes ? [] : limitDenials(rule, reader);
    }),
  ];
}

function denialOfHold({ rule, kind, place, reason }: Hold): Denial {
  return { rule, kind, place, ...reason };
}

function denialOfUnknown({ rule }: RuleInstance): Denial {
  const { path, place, text } = rule;
  return { rule: path, kind: 'unknown', place, text, value: null, threshold: null, unit: 'number' };
}

function limitDenials(rule: CompiledRule, reader: MeasureReader): Denial[] {
  if (!appliesTo(rule, reader)) return [];
  const { truth, sides } = evaluateCondition(rule.condition, reader);
  if (truth === 'true') return [];
  const reason = reasonOf(rule.condition, sides, truth);
  return [{ rule: rule.path, kind: 'limit', place: rule.place, ...reason }];
}

/** A limit whose `when` is unknown applies: unknown lets nothing pass. */
export function appliesTo({ applies }: CompiledRule, reader: MeasureReader): boolean {
  return applies === null || evaluateCondition(applies, reader).truth !== 'false';
}

function builtinDenials(draft: Draft, order: OrderUnderCheck, isWithinMargin: boolean): Denial[] {
  const { coin } = order;
  const { facts } = draft;
  const { state, policy } = facts;
  const denials: Denial[] = [];
  const isDeclared = policy.markets.some((market) => market.coin === coin);
  if (!isDeclared || state.instruments[coin] === undefined) {
    denials.push(builtin(MARKET_LISTED, 'the policy and the venue list the market'));
  }
  if (!state.isPositionKnown) {
    denials.push(builtin(POSITION_KNOWN, 'the position is reconciled with the venue'));
  }
  if (isBesideRefused(draft, coin)) {
    denials.push(builtin(FOREIGN_ORDERS, 'no order of another hand rests in the market'));
  }
  if (!isCashExplained(state.account, state.at)) {
    denials.push(builtin(CASH_EXPLAINED, 'the cash that the venue reports is accounted for'));
  }
  if (isSwitchMissed(facts)) {
    denials.push(builtin(SWITCH_ARMED, "the dead man's switch is armed at the venue"));
  }
  return [
    ...denials,
    ...(isWithinMargin || !isShared(draft) ? [] : marginDenials(facts, order)),
    ...kellyDenials(facts, order),
    ...reserveDenials(facts, order),
  ];
}

/**
 * What is left of the action budget after this order still cancels all that rests, and gets out.
 * By the last word heard, however old: what was sent since is taken off, what fills add is not.
 */
function reserveDenials({ state }: Facts, order: OrderUnderCheck): Denial[] {
  if (state.actionBudget === null || order.isSent === true) return [];
  const ahead = order.ahead?.length ?? 0;
  const left = decimal(state.actionBudget.actionsLeft - ahead - 1);
  const reserve = decimal(RESERVED_FOR_EXITS + order.others.length + 1);
  if (left.gte(reserve)) return [];
  const text = 'actions are kept for cancels and exits';
  return [
    {
      rule: ACTION_RESERVE,
      kind: 'builtin',
      place: null,
      text,
      value: left,
      threshold: reserve,
      unit: 'count',
    },
  ];
}

function isShared({ context: { margin = 'shared' } }: Draft): boolean {
  return margin === 'shared';
}

function marginDenials(facts: Facts, order: OrderUnderCheck): Denial[] {
  return [...capacityDenials(facts, order), ...bothSidesDenials(facts, order)];
}

/** |position| in the worst case <= margin_capacity. */
function capacityDenials(facts: Facts, order: OrderUnderCheck): Denial[] {
  const { coin } = order;
  const capacity = marginCapacityOf(facts, coin);
  const worst = valueOf(positionWith(facts, order));
  const text = '|position| <= margin_capacity';
  return denyUnless(CAPACITY_KNOWN, text, 'size', worst, valueOf(capacity));
}

/** The position once the order and all that may fill on its side has filled, without a sign. */
function positionWith(facts: Facts, { coin, side, size, others }: OrderUnderCheck): MeasureValue {
  const position = positionOf(facts, coin);
  if (position.status !== 'known') return position;
  return known(positionAfter(position.value, side, liveSize(others, coin, side).plus(size)).abs());
}

/** One market within its own Kelly size, and all of them together within the portfolio's risk. */
function kellyDenials(facts: Facts, order: OrderUnderCheck): Denial[] {
  const market = marketOf(facts.policy, order.coin);
  if (!isSized(market)) return [];
  const worst = positionWith(facts, order);
  const together = openRiskOf(facts, market.sizing.correlation, (coin) => {
    const position = positionOf(facts, coin);
    if (coin === order.coin) return worst;
    if (position.status !== 'known') return position;
    return known(worstPosition(order.others, coin, position.value));
  });
  const own = valueOf(kellySizeOf(facts, market));
  const cap = valueOf(portfolioCapOf(facts, market));
  const risks = 'risk of all markets at once <= portfolio-risk';
  return [
    ...denyUnless(KELLY_SIZE, kellyText(facts, market), 'size', valueOf(worst), own),
    ...denyUnless(KELLY_PORTFOLIO, risks, 'money', valueOf(together), cap),
  ];
}

/** Names the layer that binds, or the data that lacks. */
function kellyText(facts: Facts, market: SizedMarket): string {
  const reading = readKelly(facts, market);
  if (reading.status === 'unknown') return `|position| <= kelly size, without ${reading.lacks}`;
  return `|position| <= kelly size, bound by ${sizeKelly(reading.inputs).boundBy}`;
}

/** What all orders reserve, this one among them, fits what positions leave free. */
function bothSidesDenials(facts: Facts, order: OrderUnderCheck): Denial[] {
  const used = marginUsedNow(facts);
  const free = mapBoth(equityOf(facts), used, (equity, margin) => equity.minus(margin));
  const reserved = reservedMarginOf(facts, order.others, order);
  const text = 'orders of both sides fit free margin';
  return denyUnless(MARGIN_BOTH_SIDES, text, 'money', valueOf(reserved), valueOf(free));
}

function denyUnless(
  rule: string,
  text: string,
  unit: 'size' | 'money',
  value: Decimal | null,
  threshold: Decimal | null,
): Denial[] {
  if (value !== null && threshold !== null && value.lte(threshold)) return [];
  return [{ rule, kind: 'builtin', place: null, text, value, threshold, unit }];
}

function builtin(rule: string, text: string): Denial {
  const [value, threshold] = [null, null];
  return { rule, kind: 'builtin', place: null, text, value, threshold, unit: 'number' };
}
