/** Results as columns: what `new dfd.DataFrame(columns)` takes, and back from a frame. */
import type { Decimal, TimeMs } from '../base/index.js';
import type { AuditRecord } from '../journal/index.js';
import type { MarketStep, ReachRate } from '../quoting/index.js';
import type { Trial, TrialMoment } from '../study/index.js';
import type { LadderSample } from './ladder-series.js';
import type { SweepPoint } from './sweep-settings.js';
import type { TableFrame } from './table-html.js';

/**
 * Plain arrays of one length by the columns' names, which tell their units. A number that is not
 * known is NaN, as danfojs has it; a text that is not, empty. danfojs takes no typed arrays, and no
 * columns without rows.
 */
export type Columns = Readonly<Record<string, readonly number[] | readonly string[]>>;

/** `new dfd.DataFrame(frames.fills(trial))`. Money is USD, sizes are contracts. */
export const frames = {
  fills,
  series,
  quotes,
  headroom,
  moments,
  comparison,
  records: recordColumns,
  ladders,
  sweep,
  steps,
  rates,
  of: columnsOf,
  numbers: numbersOf,
} as const;

/** A row a fill. */
function fills({ fills: all, startMs }: Trial): Columns {
  return {
    ...timeColumns(
      all.map(({ at }) => at),
      startMs,
    ),
    coin: all.map(({ coin }) => coin),
    side: all.map(({ side }) => side),
    'price ($)': all.map(({ price }) => price),
    'size (contracts)': all.map(({ size }) => size),
    'fee ($)': all.map(({ fee }) => fee),
    liquidity: all.map(({ liquidity }) => liquidity),
  };
}

/** A row a sample of the account: equity, margin, and the position in each market. */
function series({ times, startMs, equity, marginUtilization, markets }: Trial): Columns {
  return {
    ...timeColumns(times, startMs),
    'equity ($)': known(equity),
    'margin utilisation (%)': known(marginUtilization).map((share) => 100 * share),
    ...Object.fromEntries(
      markets.map(({ coin, position }) => [`${coin} (contracts)`, known(position)]),
    ),
  };
}

/** A row a sample of one market: mid, our best quotes, position and what margin carries. */
function quotes({ times, startMs, markets }: Trial, coin: string): Columns {
  const market = markets.find((each) => each.coin === coin);
  if (market === undefined) {
    const names = markets.map((each) => each.coin).join(', ');
    throw new RangeError(`the trial has no market ${coin}, but ${names}`);
  }
  return {
    ...timeColumns(times, startMs),
    'mid ($)': known(market.mid),
    'bid ($)': known(market.bid),
    'ask ($)': known(market.ask),
    'position (contracts)': known(market.position),
    'margin capacity (contracts)': known(market.marginCapacity),
  };
}

/** A row a sample, a column a trigger: the way left to it in percent; 0 is tripped. */
function headroom({ times, startMs, headroom: triggers }: Trial): Columns {
  return {
    ...timeColumns(times, startMs),
    ...Object.fromEntries(
      triggers.map(({ rule, coin, fractionLeft }) => [
        coin === null || rule.startsWith(`${coin}.`) ? rule : `${rule} ${coin}`,
        known(fractionLeft).map((share) => 100 * share),
      ]),
    ),
  };
}

/** A row a moment: a rule tripped or was released, or a market's state changed. */
function moments({ moments: all, startMs }: Trial): Columns {
  return {
    ...timeColumns(
      all.map(({ at }) => at),
      startMs,
    ),
    what: all.map((moment) =>
      moment.kind === 'state' ? `${moment.coin} is ${moment.to}` : moment.kind,
    ),
    rule: all.map(({ rule }) => rule ?? ''),
    because: all.map(reasonOf),
  };
}

function reasonOf(moment: TrialMoment): string {
  if (moment.kind === 'tripped') return moment.text;
  return moment.kind === 'released' ? moment.reason : '';
}

/** A row a trial, its figures side by side. */
function comparison(trials: readonly Trial[]): Columns {
  const column = (read: (figures: Trial['figures']) => number | null): readonly number[] =>
    known(trials.map((trial) => read(trial.figures)));
  return {
    policy: trials.map(({ label }) => label),
    'profit ($)': column(({ profit }) => profit),
    'of spread ($)': column(({ spread }) => spread),
    'of inventory ($)': column(({ inventory }) => inventory),
    'fees ($)': column(({ fees }) => fees),
    'funding ($)': column(({ funding }) => funding),
    'worst drawdown ($)': column(({ maxDrawdown }) => maxDrawdown),
    fills: column((figures) => figures.fills),
    'fill ratio (%)': column(({ fillRatio }) => (fillRatio === null ? null : 100 * fillRatio)),
    'orders sent': column(({ ordersSent }) => ordersSent),
    denied: column(({ denied }) => denied),
    rejected: column(({ rejected }) => rejected),
    'rules tripped': column(({ trips }) => trips),
    'quoting both sides (% of time)': column(({ quotingShare }) => 100 * quotingShare),
    'most margin used (%)': column(({ marginMost }) =>
      marginMost === null ? null : 100 * marginMost,
    ),
  };
}

/** A row a record of a journal, or of a trial's `StepLog`: orders, denials, fills, states. */
function recordColumns(records: readonly AuditRecord[]): Columns {
  const startMs = records[0]?.at ?? 0;
  const number = (read: (record: AuditRecord) => Decimal | null): readonly number[] =>
    records.map((record) => read(record)?.toNumber() ?? Number.NaN);
  return {
    ...timeColumns(
      records.map(({ at }) => at),
      startMs,
    ),
    what: records.map(({ kind }) => kind),
    coin: records.map(({ coin }) => coin ?? ''),
    side: records.map(({ side }) => side ?? ''),
    'price ($)': number(({ price }) => price),
    'size (contracts)': number(({ size }) => size),
    'position (contracts)': number(({ position }) => position),
    'realised ($)': number(({ pnl }) => pnl),
    'fee ($)': number(({ fee }) => fee),
    order: records.map(({ order }) => order ?? ''),
    rules: records.map(({ rules }) => rules.join(' ')),
    from: records.map(({ from }) => from ?? ''),
    to: records.map(({ to }) => to ?? ''),
    text: records.map(({ text }) => text),
  };
}

/** A row an order at a sample. */
function ladders(samples: readonly LadderSample[]): Columns {
  const all = samples.flatMap(({ at, orders }) => orders.map((order) => ({ at, ...order })));
  return {
    ...timeColumns(
      all.map(({ at }) => at),
      samples[0]?.at ?? 0,
    ),
    coin: all.map(({ coin }) => coin),
    side: all.map(({ side }) => side),
    'price ($)': all.map(({ price }) => price),
    'size (contracts)': all.map(({ size }) => size),
  };
}

/** A row a trial of a sweep: its settings, its market, what it came to. */
function sweep(points: readonly SweepPoint[]): Columns {
  const all = points.flatMap(({ settings, figures }) =>
    figures.map((each, market) => ({ settings, market, each })),
  );
  const paths = Object.keys(points[0]?.settings ?? {});
  return {
    ...Object.fromEntries(
      paths.map((path) => [path, all.map(({ settings }) => settings[path] ?? '')] as const),
    ),
    market: all.map(({ market }) => market + 1),
    'profit ($)': all.map(({ each }) => each.profit),
    'of spread ($)': all.map(({ each }) => each.spread),
    'of inventory ($)': all.map(({ each }) => each.inventory),
    'worst drawdown ($)': all.map(({ each }) => each.maxDrawdown),
    fills: all.map(({ each }) => each.fills),
    'rules tripped': all.map(({ each }) => each.trips),
  };
}

/** A row a step of `marketSteps`. */
function steps(all: readonly MarketStep[]): Columns {
  return {
    'mid ($)': known(all.map(({ mid }) => mid)),
    'deepest trade from mid ($)': known(all.map(({ depth }) => depth)),
  };
}

/** A row a level of `reachRates`. */
function rates(all: readonly ReachRate[], tickSize: number): Columns {
  return {
    'distance from mid (ticks)': all.map(({ distance }) => distance / tickSize),
    'steps that reached it': all.map(({ count }) => count),
    'rate (per second)': all.map(({ rate }) => rate),
  };
}

/** Back from a frame. A column is of numbers where every value is one, or none. */
function columnsOf({ columns, values }: TableFrame): Columns {
  const rows = values.map((row) => (Array.isArray(row) ? (row as readonly unknown[]) : [row]));
  return Object.fromEntries(
    columns.map((name, place) => {
      const cells = rows.map((row) => row[place] ?? null);
      const isNumeric = cells.every((cell) => cell === null || typeof cell === 'number');
      return [
        name,
        isNumeric
          ? cells.map((cell) => (typeof cell === 'number' ? cell : Number.NaN))
          : cells.map((cell) => (cell === null ? '' : String(cell))),
      ];
    }),
  );
}

/**
 * One column as a typed array, for work that a frame is too slow for. Throws `RangeError` where
 * there is no such column, or it holds texts.
 */
function numbersOf(columns: Columns, name: string): Float64Array {
  const column = columns[name];
  if (column === undefined) {
    throw new RangeError(`no column \`${name}\`, but ${Object.keys(columns).join(', ')}`);
  }
  return Float64Array.from<number | string>(column, (value) => {
    if (typeof value === 'number') return value;
    throw new RangeError(`column \`${name}\` holds texts`);
  });
}

function timeColumns(times: readonly TimeMs[], startMs: TimeMs): Columns {
  return {
    'time (UTC)': times.map((at) => new Date(at).toISOString()),
    'after (s)': times.map((at) => (at - startMs) / 1_000),
  };
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.map((value) => value ?? Number.NaN);
}
