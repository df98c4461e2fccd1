/** Facts of a test that no account could have at once. */
import type { Decimal } from '../base/index.js';
import type { CheckedFact } from './checked-test.js';
import { isInInterval } from './interval.js';
import { MEASURE_TABLE } from './measure-table.js';
import type { TestScope } from './test-scope.js';

type KnownFact = CheckedFact & { readonly value: Decimal };

const PEAKS = [
  ['peak_balance', ['balance', 'day_start_balance', 'peak_day_end_balance', 'initial_balance']],
  [
    'peak_equity',
    ['equity', 'day_start_equity', 'day_peak_equity', 'peak_day_end_equity', 'initial_balance'],
  ],
  ['peak_day_end_balance', ['day_start_balance', 'initial_balance']],
  ['peak_day_end_equity', ['day_start_equity', 'initial_balance']],
  ['day_peak_equity', ['equity', 'day_start_equity']],
] as const;

/** Each of them happens in a test, so that it takes time. */
const COUNT_LIMIT = 1000;

/** What a test has to give, or they stand at the initial balance, and the day's peak above it. */
const LEVELS_OF_THE_DAY: readonly (readonly CheckedFact['name'][])[] = [
  ['equity', 'balance'],
  ['day_start_equity', 'day_start_balance'],
];

/** What only an open position has. */
const OF_A_POSITION: ReadonlySet<CheckedFact['name']> = new Set([
  'entry_price',
  'liquidation_price',
  'open_risk',
  'time_without_stop',
]);

export function reportContradictoryFacts(facts: readonly CheckedFact[], scope: TestScope): void {
  const known = facts.filter(
    (fact): fact is KnownFact => fact.value !== 'stale' && fact.value !== 'missing',
  );
  for (const fact of known) reportImpossible(fact, scope);
  reportLowPeaks(known, scope);
  reportFlatPrices(facts, known, scope);
  reportMissingReset(facts, scope);
  reportTwoProfits(known, scope);
  reportDays(known, scope);
}

function reportImpossible({ name, value, span }: KnownFact, { problems }: TestScope): void {
  const { quantity, range, source } = MEASURE_TABLE[name];
  if (isInInterval(value, range)) {
    if (quantity.dimension !== 'count') return;
    if (!value.isInteger()) problems.report('P605', span, `\`${name}\` is a whole number`);
    else if (source === 'ours' && value.gt(COUNT_LIMIT)) {
      problems.report('P702', span, `a test counts to ${COUNT_LIMIT} at most`);
    }
    return;
  }
  const isPositive = range.isLeastOpen;
  problems.report('P605', span, `\`${name}\` is ${isPositive ? 'above 0' : 'never below 0'}`);
}

function reportLowPeaks(facts: readonly KnownFact[], { problems, account }: TestScope): void {
  for (const [peakName, levels] of PEAKS) {
    const peak = facts.find(({ name }) => name === peakName);
    if (peak === undefined) continue;
    const declared = facts.some(({ name }) => name === 'initial_balance')
      ? null
      : account.initialBalance;
    const standsAlone =
      peakName === 'day_peak_equity' &&
      LEVELS_OF_THE_DAY.every((names) => facts.some(({ name }) => names.includes(name)));
    if (declared !== null && !standsAlone && peak.value.lt(declared)) {
      problems.report('P605', peak.span, `\`${peakName}\` is below \`initial_balance\``, {
        hint: 'a peak begins at the initial balance and only grows',
      });
    }
    for (const level of facts) {
      if (!(levels as readonly string[]).includes(level.name) || peak.value.gte(level.value))
        continue;
      problems.report('P605', peak.span, `\`${peakName}\` is below \`${level.name}\``, {
        label: peakName === 'day_peak_equity' ? 'the highest of the day' : 'the highest ever',
        also: { ...level.span, label: 'is higher' },
        hint: 'a peak is never below what the account has been at',
      });
    }
  }
}

function reportFlatPrices(
  facts: readonly CheckedFact[],
  known: readonly KnownFact[],
  { problems }: TestScope,
): void {
  for (const { name, coin, span } of facts) {
    if (!OF_A_POSITION.has(name)) continue;
    const position = known.find((fact) => fact.name === 'position' && fact.coin === coin);
    if (position !== undefined && !position.value.isZero()) continue;
    problems.report('P605', span, `\`${coin}.${name}\` of a flat account`, {
      hint: `give the position too: \`${coin}.position 12 ${coin}\``,
    });
  }
}

function reportMissingReset(facts: readonly CheckedFact[], { problems, account }: TestScope): void {
  for (const { name, span } of facts) {
    const { needs } = MEASURE_TABLE[name];
    if (account.dayReset === null && needs.includes('day-reset')) {
      problems.report('P415', span, `\`${name}\` needs a \`day-reset\` in \`account\``);
    } else if (account.profitableDay === null && needs.includes('profitable-day')) {
      problems.report('P415', span, `\`${name}\` needs a \`profitable-day\` in \`account\``);
    }
  }
}

/** Cash, equity and every open gain are given, and do not add up. */
function reportTwoProfits(facts: readonly KnownFact[], { problems }: TestScope): void {
  const of = (name: CheckedFact['name'], coin: string | null): KnownFact | undefined =>
    facts.find((fact) => fact.name === name && fact.coin === coin);
  const equity = of('equity', null);
  const balance = of('balance', null);
  const positions = facts.filter(({ name }) => name === 'position');
  if (equity === undefined || balance === undefined || positions.length === 0) return;
  let sum = balance.value;
  for (const { coin, value } of positions) {
    const [mark, entry] = [of('mark', coin), of('entry_price', coin)];
    if (mark === undefined || entry === undefined) return;
    sum = sum.plus(value.times(mark.value.minus(entry.value)));
  }
  if (sum.eq(equity.value)) return;
  problems.report('P605', equity.span, '`equity` is not `balance` plus what the positions gain', {
    label: `they come to $${sum.toString()}`,
    also: { ...balance.span, label: 'the balance' },
    hint: 'leave one of them out: it follows from the others',
  });
}

/** Days and trades that cannot have been, one beside the other. */
function reportDays(facts: readonly KnownFact[], { problems }: TestScope): void {
  const of = (name: CheckedFact['name']): KnownFact | undefined =>
    facts.find((fact) => fact.name === name);
  const refuse = (fact: KnownFact, other: KnownFact, message: string, hint: string): void => {
    const also = { ...other.span, label: 'says otherwise' };
    problems.report('P605', fact.span, message, { also, hint });
  };
  const [days, losses] = [of('trading_days'), of('consecutive_losses')];
  if (days?.value.isZero() === true && losses?.value.gt(0) === true) {
    const hint = 'a loss was a position once: give a day on which it was opened';
    refuse(days, losses, '`trading_days` of none, and trades that were lost', hint);
  }
  const [best, profitable] = [of('best_day_profit'), of('profitable_days')];
  if (best?.value.isZero() === true && profitable?.value.gt(0) === true) {
    const hint = 'the best day gained at least what a profitable day has to';
    refuse(best, profitable, '`best_day_profit` of nothing, and days that were profitable', hint);
  }
  const [balance, began] = [of('balance'), of('day_start_balance')];
  if (best === undefined || balance === undefined || began === undefined) return;
  const gain = balance.value.minus(began.value);
  if (gain.lte(best.value)) return;
  const hint = 'the day under way counts: the best day gained as much at least';
  refuse(best, balance, `the day under way has gained $${gain.toString()} already`, hint);
}
