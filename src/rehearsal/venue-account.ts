/** The account of a test as its venue keeps it: cash, positions, and what lies elsewhere. */
import {
  type Decimal,
  decimal,
  type Money,
  ONE,
  type Price,
  type Size,
  ZERO,
} from '../base/index.js';
import type { TimeMs } from '../base/index.js';
import type { CheckedFact } from '../check/index.js';
import type { CompiledMarket } from '../compile/index.js';
import { maintenanceMargin } from '../margin/index.js';
import type { AccountReport, Fill, Instrument, PositionReport } from '../market/index.js';
import { signOf } from '../market/index.js';

/** What the policy says of the markets, and what the venue lists. */
interface VenueMarkets {
  readonly markets: readonly CompiledMarket[];
  readonly instruments: readonly Instrument[];
}

interface HeldPosition {
  readonly size: Size;
  readonly entryPrice: Price;
  /** The venue's word; null: the engine reckons its own. */
  readonly liquidationPrice: Price | null;
}

type LearntFact = Pick<CheckedFact, 'name' | 'coin'> & { readonly value: Decimal };

/** Worth next to nothing, so that only what it gains or binds is felt. */
const ELSEWHERE_PRICE = decimal('1e-12');
const KEPT_LEVERAGE = 1e-12;

/**
 * Where cash and the declared positions do not come to the equity or the margin that a test
 * gives, the rest is one isolated position in a market the policy does not declare: it gains, or
 * loses, or binds the difference, and is worth next to nothing.
 */
export class VenueAccount {
  readonly #markets: ReadonlyMap<string, CompiledMarket>;
  readonly #instruments: readonly Instrument[];
  readonly #markOf: (coin: string) => Price;
  readonly #positions = new Map<string, HeldPosition>();
  readonly #elsewhere: string;
  #balance: Money;
  #pnlElsewhere: Money = ZERO;
  #marginUsed: Money | null = null;
  #maintenanceMargin: Money | null = null;

  constructor(
    { markets, instruments }: VenueMarkets,
    balance: Money,
    markOf: (coin: string) => Price,
  ) {
    this.#markets = new Map(markets.map((market) => [market.coin, market]));
    this.#instruments = instruments;
    this.#balance = balance;
    this.#markOf = markOf;
    let name = 'OTHER';
    while (this.#markets.has(name)) name = `${name}2`;
    this.#elsewhere = name;
  }

  get balance(): Money {
    return this.#balance;
  }

  get equity(): Money {
    return this.#balance.plus(this.#unrealizedPnl()).plus(this.#pnlElsewhere);
  }

  sizeOf(coin: string): Size {
    return this.#positions.get(coin)?.size ?? ZERO;
  }

  /** Null when flat. */
  entryOf(coin: string): Price | null {
    return this.#positions.get(coin)?.entryPrice ?? null;
  }

  /** Takes a known fact in, if it is one of the account's. */
  learn(fact: LearntFact, isBalanceGiven: boolean): void {
    const { name, coin, value } = fact;
    if (coin !== null && name === 'position') this.setPosition(coin, value);
    else if (coin !== null && name === 'entry_price') this.setPrices(coin, { entryPrice: value });
    else if (coin !== null && name === 'liquidation_price') {
      this.setPrices(coin, { liquidationPrice: value });
    } else if (name === 'balance') this.setBalance(value);
    else if (name === 'equity') this.setEquity(value, isBalanceGiven);
    else if (name === 'margin_used') this.setMarginUsed(value);
    else if (name === 'maintenance_margin') this.setMaintenanceMargin(value);
  }

  setBalance(balance: Money): void {
    this.#balance = balance;
  }

  /** Cash follows where `isBalanceGiven` is false, else an open gain or loss elsewhere. */
  setEquity(equity: Money, isBalanceGiven: boolean): void {
    if (isBalanceGiven) {
      this.#pnlElsewhere = equity.minus(this.#balance).minus(this.#unrealizedPnl());
    } else {
      this.#balance = this.#balance.plus(equity.minus(this.equity));
    }
  }

  setMarginUsed(marginUsed: Money): void {
    this.#marginUsed = marginUsed;
  }

  /** What the venue asks for in all; null: what the declared positions come to. */
  setMaintenanceMargin(required: Money): void {
    this.#maintenanceMargin = required;
  }

  /** Entered at mark. */
  setPosition(coin: string, size: Size): void {
    if (size.eq(this.sizeOf(coin))) return;
    if (size.isZero()) this.#positions.delete(coin);
    else {
      const entryPrice = this.#markOf(coin);
      this.#positions.set(coin, { size, entryPrice, liquidationPrice: null });
    }
  }

  setPrices(coin: string, prices: Partial<Omit<HeldPosition, 'size'>>): void {
    const held = this.#positions.get(coin);
    if (held !== undefined) this.#positions.set(coin, { ...held, ...prices });
  }

  takeFill({ coin, side, price, size, fee }: Fill): void {
    const change = size.times(signOf(side));
    const held = this.#positions.get(coin);
    const before = held?.size ?? ZERO;
    const after = before.plus(change);
    const isGrowing = before.isZero() || before.isPos() === change.isPos();
    const entry = held?.entryPrice ?? price;
    this.#balance = this.#balance.minus(fee);
    if (isGrowing) {
      const entryPrice = before.times(entry).plus(change.times(price)).div(after);
      this.#positions.set(coin, { size: after, entryPrice, liquidationPrice: null });
      return;
    }
    const closed = before.abs().lt(size) ? before : change.neg();
    this.#balance = this.#balance.plus(closed.times(price.minus(entry)));
    const isFlipped = !after.isZero() && after.isPos() === change.isPos();
    if (after.isZero()) this.#positions.delete(coin);
    else {
      const entryPrice = isFlipped ? price : entry;
      this.#positions.set(coin, { size: after, entryPrice, liquidationPrice: null });
    }
  }

  report(at: TimeMs): AccountReport {
    const declared = [...this.#positions].map(([coin, held]) => this.#reportOf(coin, held));
    const marginOfDeclared = sum(declared.map(({ marginUsed }) => marginUsed));
    const marginUsed = this.#marginUsed ?? marginOfDeclared;
    const marginElsewhere = marginUsed.minus(marginOfDeclared);
    const elsewhere = elsewherePosition(this.#elsewhere, this.#pnlElsewhere, marginElsewhere);
    const positions = elsewhere === null ? declared : [...declared, elsewhere];
    const required = this.#maintenanceMargin;
    const kept = required === null ? null : this.#keptElsewhere(required, elsewhere);
    return {
      time: at,
      equity: this.equity,
      marginUsed,
      maintenanceMargin: required ?? ZERO,
      positions: kept === null ? positions : [...positions, kept],
    };
  }

  /** The report of a venue whose positions are other than ours by `differences`. */
  reportDiffering(at: TimeMs, differences: ReadonlyMap<string, Size>): AccountReport {
    const report = this.report(at);
    const shifted = report.positions.map((position) => ({
      ...position,
      size: position.size.minus(differences.get(position.coin) ?? ZERO),
    }));
    const opened = [...differences]
      .filter(([coin]) => !this.#positions.has(coin))
      .map(([coin, difference]) => {
        const entryPrice = this.#markOf(coin);
        return this.#reportOf(coin, { size: difference.neg(), entryPrice, liquidationPrice: null });
      });
    return { ...report, positions: [...shifted, ...opened] };
  }

  /** What the positions that are declared come to by the venue's tiers. */
  get maintenanceOfDeclared(): Money {
    return sum([...this.#positions].map(([coin, { size }]) => this.#maintenanceIn(coin, size)));
  }

  #maintenanceIn(coin: string, size: Size): Money {
    const instrument = this.#instruments.find((each) => each.coin === coin);
    const value = size.abs().times(this.#markOf(coin));
    return instrument === undefined ? ZERO : maintenanceMargin(instrument, value);
  }

  /** A position that binds no margin and is worth nothing, but has to be maintained. */
  #keptElsewhere(required: Money, elsewhere: PositionReport | null): PositionReport | null {
    const ofElsewhere =
      elsewhere === null ? ZERO : elsewhere.size.abs().times(ELSEWHERE_PRICE).div(2);
    const rest = required.minus(this.maintenanceOfDeclared).minus(ofElsewhere);
    if (rest.lte(ZERO)) return null;
    // Of a market that is not listed the engine takes value / (2 × leverage).
    return {
      coin: `${this.#elsewhere}-KEPT`,
      size: ONE,
      entryPrice: rest.times(2).times(KEPT_LEVERAGE),
      leverage: KEPT_LEVERAGE,
      marginMode: 'isolated',
      liquidationPrice: null,
      marginUsed: ZERO,
      unrealizedPnl: ZERO,
    };
  }

  /** The report with one more position, of which later ones say nothing: its price is unknown. */
  reportWithUnpriced(at: TimeMs): AccountReport {
    const report = this.report(at);
    const unpriced = elsewherePosition(`${this.#elsewhere}-UNPRICED`, ONE, ZERO);
    if (unpriced === null) return report;
    const positions = [...report.positions, unpriced];
    return { ...report, equity: report.equity.plus(unpriced.unrealizedPnl), positions };
  }

  #reportOf(coin: string, held: HeldPosition): PositionReport {
    const { size, entryPrice, liquidationPrice } = held;
    const mark = this.#markOf(coin);
    const market = this.#markets.get(coin);
    const leverage = market?.leverage ?? 1;
    return {
      coin,
      size,
      entryPrice,
      leverage,
      marginMode: market?.marginMode ?? 'cross',
      liquidationPrice,
      marginUsed: size.abs().times(mark).div(leverage),
      unrealizedPnl: size.times(mark.minus(entryPrice)),
    };
  }

  #unrealizedPnl(): Money {
    return sum(
      [...this.#positions].map(([coin, { size, entryPrice }]) =>
        size.times(this.#markOf(coin).minus(entryPrice)),
      ),
    );
  }
}

/** A loss is a long from 1 to nothing, a gain a short; the figures come out exactly. */
function elsewherePosition(coin: string, pnl: Money, margin: Money): PositionReport | null {
  if (pnl.isZero() && margin.isZero()) return null;
  return {
    coin,
    size: pnl.isZero() ? ONE : pnl.neg(),
    entryPrice: pnl.isZero() ? ELSEWHERE_PRICE : ELSEWHERE_PRICE.plus(1),
    leverage: 1,
    marginMode: 'isolated',
    liquidationPrice: null,
    marginUsed: margin,
    unrealizedPnl: pnl,
  };
}

function sum(parts: readonly Decimal[]): Decimal {
  return parts.reduce((total, part) => total.plus(part), ZERO);
}
