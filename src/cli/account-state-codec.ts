/** How an account stands, from a JSON file: one written for it, or the status of a run. */
import { z } from 'zod';
import { decimal, type TimeMs, ZERO } from '../base/index.js';
import { MEASURE_NAMES, type MeasureName } from '../check/index.js';
import type { AccountFacts, MarketFacts } from '../explain/index.js';

export const STATE_FORMAT = `A JSON object; figures are strings of decimals, or numbers:

{
  "at": "2026-11-23T12:00:00Z",        left out: now
  "account": {
    "equity": "9600",                  cash plus all open profit
    "dayStartEquity": "10000",         what losses start from; a rule on one that is
    "dayStartBalance": "10000",        left out is listed as unknown
    "dayPeakEquity": "10050",
    "peakEquity": "10400",
    "peakBalance": "10400",
    "peakDayEndEquity": "10400",
    "peakDayEndBalance": "10400",
    "consecutiveLosses": 0,
    "consecutiveErrors": 0
  },
  "markets": {
    "HYPE": {
      "mark": "27.11",
      "oracle": "27.10",               left out: as the mark
      "bid": "27.10", "ask": "27.12",  left out: rules on mid and spread are unknown
      "fundingRate": "0.0000125"       hourly
    }
  },
  "positions": [
    { "coin": "HYPE", "size": "-120", "entryPrice": "26.80", "liquidationPrice": null }
  ],
  "orders": [
    { "coin": "HYPE", "side": "buy", "price": "26.90", "size": "20", "reduceOnly": true }
  ]
}

Feeds are taken as just heard. The JSON of \`mm-policy status --json\` and the lines of
\`mm-policy run --json\` serve as well: of those the last status counts.
`;

export interface AccountState {
  readonly facts: AccountFacts;
  /** What the file says nothing of. */
  readonly untold: ReadonlySet<MeasureName>;
  readonly notes: readonly string[];
}

export type AccountStateResult =
  { readonly state: AccountState } | { readonly problems: readonly string[] };

const figure = z
  .union([z.string().regex(/^-?\d{1,18}(?:\.\d{1,18})?$/u, 'write a decimal'), z.number()])
  .transform((value) => decimal(value));
const positive = figure.refine((value) => value.gt(0), { message: 'write a decimal above 0' });
const count = z.int().min(0).max(10_000);

const ANCHORS = {
  dayStartEquity: 'day_start_equity',
  dayStartBalance: 'day_start_balance',
  dayPeakEquity: 'day_peak_equity',
  peakEquity: 'peak_equity',
  peakBalance: 'peak_balance',
  peakDayEndEquity: 'peak_day_end_equity',
  peakDayEndBalance: 'peak_day_end_balance',
} as const satisfies Readonly<Record<string, MeasureName>>;
const ANCHOR_KEYS = [
  'dayStartEquity',
  'dayStartBalance',
  'dayPeakEquity',
  'peakEquity',
  'peakBalance',
  'peakDayEndEquity',
  'peakDayEndBalance',
] as const satisfies (keyof typeof ANCHORS)[];

const stateSchema = z.strictObject({
  at: z.iso.datetime({ offset: true }).optional(),
  account: z.strictObject({
    equity: figure,
    dayStartEquity: figure.optional(),
    dayStartBalance: figure.optional(),
    dayPeakEquity: figure.optional(),
    peakEquity: figure.optional(),
    peakBalance: figure.optional(),
    peakDayEndEquity: figure.optional(),
    peakDayEndBalance: figure.optional(),
    consecutiveLosses: count.optional(),
    consecutiveErrors: count.optional(),
  }),
  markets: z
    .record(
      z.string(),
      z.strictObject({
        mark: positive,
        oracle: positive.optional(),
        bid: positive.optional(),
        ask: positive.optional(),
        fundingRate: figure.optional(),
      }),
    )
    .default({}),
  positions: z
    .array(
      z.strictObject({
        coin: z.string(),
        size: figure.refine((value) => !value.isZero(), { message: 'leave a flat one out' }),
        entryPrice: positive.optional(),
        liquidationPrice: positive.nullable().optional(),
      }),
    )
    .default([]),
  orders: z
    .array(
      z.strictObject({
        coin: z.string(),
        side: z.enum(['buy', 'sell']),
        price: positive,
        size: positive,
        reduceOnly: z.boolean().default(false),
      }),
    )
    .default([]),
});

const statusSchema = z.object({
  at: z.number(),
  equity: figure.nullable(),
  dayPnl: figure.nullable(),
  markets: z.array(
    z.object({
      coin: z.string(),
      position: figure.nullable(),
      entryPrice: positive.nullable(),
      mark: positive.nullable(),
    }),
  ),
});

/** What follows from positions, orders, marks and equity, which every file has. */
const ALWAYS_TOLD: readonly MeasureName[] = [
  'order.price',
  'order.size',
  'order.notional',
  'mark',
  'oracle',
  'position',
  'position_value',
  'position_difference',
  'entry_price',
  'unrealized_pnl',
  'liquidation_price',
  'liquidation_buffer',
  'margin_capacity',
  'open_orders',
  'unresolved_orders',
  'equity',
  'balance',
  'initial_balance',
  'total_profit',
  'time_to_reset',
  'exposure',
  'net_exposure',
  'open_positions',
  'margin_used',
  'margin_utilization',
  'maintenance_margin',
  'free_margin',
];

/** Reads the text of such a file; `now` where it says no time. */
export function readAccountState(text: string, now: TimeMs): AccountStateResult {
  const json = parseLast(text);
  if (json === null) return { problems: ['it is not JSON'] };
  const status = statusSchema.safeParse(json.value);
  if (status.success) return fromStatus(status.data);
  const read = stateSchema.safeParse(json.value);
  if (read.success) return { state: fromFile(read.data, now) };
  const problems = read.error.issues.map(({ path, message }) => {
    return path.length === 0 ? message : `\`${path.join('.')}\`: ${message}`;
  });
  return { problems };
}

function fromFile(file: z.infer<typeof stateSchema>, now: TimeMs): AccountState {
  const { account, markets, positions, orders } = file;
  const told = new Set<MeasureName>(ALWAYS_TOLD);
  for (const key of ANCHOR_KEYS) if (account[key] !== undefined) told.add(ANCHORS[key]);
  if (account.dayStartEquity !== undefined) told.add('day_pnl');
  if (account.consecutiveLosses !== undefined) told.add('consecutive_losses');
  if (account.consecutiveErrors !== undefined) told.add('consecutive_errors');
  const each = Object.values(markets);
  const everywhere = (isTold: (market: (typeof each)[number]) => boolean): boolean =>
    each.length > 0 && each.every(isTold);
  if (everywhere(({ bid, ask }) => bid !== undefined && ask !== undefined)) {
    told.add('mid').add('spread');
  }
  if (everywhere(({ fundingRate }) => fundingRate !== undefined)) told.add('funding_rate');
  const facts: AccountFacts = {
    at: file.at === undefined ? now : Date.parse(file.at),
    equity: account.equity,
    markets: new Map(Object.entries(markets).map(([coin, market]) => [coin, marketFacts(market)])),
    positions: positions.map((position) => ({
      coin: position.coin,
      size: position.size,
      entryPrice: position.entryPrice ?? null,
      liquidationPrice: position.liquidationPrice ?? null,
    })),
    orders: orders.map((order, index) => ({
      ...order,
      originalSize: order.size,
      orderId: index + 1,
      clientOrderId: null,
      placedAt: 0,
    })),
    anchors: anchorsOf(account),
    consecutiveLosses: account.consecutiveLosses ?? 0,
    consecutiveErrors: account.consecutiveErrors ?? 0,
  };
  return { facts, untold: untoldBut(told), notes: [] };
}

function anchorsOf(account: z.infer<typeof stateSchema>['account']): AccountFacts['anchors'] {
  const given = ANCHOR_KEYS.flatMap((key) => {
    const level = account[key];
    return level === undefined ? [] : [[key, level] as const];
  });
  return Object.fromEntries(given);
}

function marketFacts(market: z.infer<typeof stateSchema>['markets'][string]): MarketFacts {
  const { mark, oracle = null, bid = null, ask = null, fundingRate = ZERO } = market;
  return { mark, oracle, bid, ask, fundingRate };
}

/** A run's status has no sizes of orders, and of anchors only the day's first equity. */
function fromStatus(status: z.infer<typeof statusSchema>): AccountStateResult {
  const { at, equity, dayPnl, markets } = status;
  if (equity === null || markets.some(({ position }) => position === null)) {
    return { problems: ['the run does not know its equity or its positions: take a later status'] };
  }
  const told = new Set<MeasureName>(ALWAYS_TOLD);
  for (const name of ['open_orders', 'unresolved_orders', 'free_margin'] as const)
    told.delete(name);
  if (dayPnl !== null) told.add('day_start_equity').add('day_pnl');
  const known = markets.flatMap(({ coin, mark }) => (mark === null ? [] : [[coin, mark] as const]));
  const facts: AccountFacts = {
    at,
    equity,
    markets: new Map(known.map(([coin, mark]) => [coin, marketFacts({ mark })])),
    positions: markets.flatMap(({ coin, position, entryPrice }) =>
      position === null || position.isZero()
        ? []
        : [{ coin, size: position, entryPrice, liquidationPrice: null }],
    ),
    orders: [],
    anchors: dayPnl === null ? {} : { dayStartEquity: equity.minus(dayPnl) },
    consecutiveLosses: 0,
    consecutiveErrors: 0,
  };
  const notes = ['a status has no sizes of resting orders: limits are judged without them'];
  return { state: { facts, untold: untoldBut(told), notes } };
}

function untoldBut(told: ReadonlySet<MeasureName>): ReadonlySet<MeasureName> {
  return new Set(MEASURE_NAMES.filter((name) => !told.has(name)));
}

/** One document; of many lines the last that is a status, `{"type":"status","status":{…}}`. */
function parseLast(text: string): { readonly value: unknown } | null {
  const whole = parseJson(text);
  if (whole !== null) return { value: statusIn(whole.value) ?? whole.value };
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines.toReversed()) {
    const status = statusIn(parseJson(line)?.value);
    if (status !== undefined) return { value: status };
  }
  return null;
}

const statusLine = z.object({ type: z.literal('status'), status: z.unknown() });

function statusIn(value: unknown): unknown {
  const line = statusLine.safeParse(value);
  return line.success ? line.data.status : undefined;
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
