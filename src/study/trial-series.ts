/** Samples of a run at even times; where there are too many, every other one is let go. */
import type { Decimal, Price, TimeMs } from '../base/index.js';
import type { CompiledPolicy } from '../compile/index.js';
import type { MarketView, StatusView } from '../engine/index.js';
import type { Trial, TrialHeadroom, TrialMarket } from './trial.js';

/** More points than a chart has pixels across. */
const SAMPLES_MOST = 4_000;

interface Sample {
  readonly at: TimeMs;
  readonly view: StatusView;
  readonly mids: ReadonlyMap<string, Price>;
}

type SeriesColumns = Pick<Trial, 'times' | 'equity' | 'marginUtilization' | 'markets' | 'headroom'>;

export class TrialSeries {
  readonly #policy: CompiledPolicy;
  #sampleMs: number;
  #nextAt: TimeMs = Number.NEGATIVE_INFINITY;
  #samples: Sample[] = [];

  constructor(policy: CompiledPolicy, sampleMs: number) {
    this.#policy = policy;
    this.#sampleMs = sampleMs;
  }

  /** How far samples are apart now. */
  get sampleMs(): number {
    return this.#sampleMs;
  }

  isDue(at: TimeMs): boolean {
    return at >= this.#nextAt;
  }

  take(view: StatusView, mids: ReadonlyMap<string, Price>): void {
    this.#samples.push({ at: view.at, view, mids: new Map(mids) });
    this.#nextAt = (Math.floor(view.at / this.#sampleMs) + 1) * this.#sampleMs;
    if (this.#samples.length <= SAMPLES_MOST) return;
    this.#samples = this.#samples.filter((_, index) => index % 2 === 0);
    this.#sampleMs *= 2;
  }

  /** Share of the samples with orders of ours on both sides of a market. */
  quotingShare(): number {
    if (this.#samples.length === 0) return 0;
    const quoting = this.#samples.filter(({ view }) =>
      view.markets.some(({ bids, asks }) => bids.length > 0 && asks.length > 0),
    );
    return quoting.length / this.#samples.length;
  }

  columns(): SeriesColumns {
    const samples = this.#samples;
    return {
      times: samples.map(({ at }) => at),
      equity: samples.map(({ view }) => numberOf(view.equity)),
      marginUtilization: samples.map(({ view }) => this.#utilization(view)),
      markets: this.#policy.markets.map(({ coin }) => marketOf(samples, coin)),
      headroom: headroomOf(samples),
    };
  }

  /** By the policy's leverage, as the venue is set to. */
  #utilization({ markets, equity }: StatusView): number | null {
    const whole = numberOf(equity);
    if (whole === null || !(whole > 0)) return null;
    const used = markets.map(({ coin, position, mark }) => {
      const { leverage = 1 } = this.#policy.markets.find((each) => each.coin === coin) ?? {};
      const [size, price] = [numberOf(position), numberOf(mark)];
      return size === 0
        ? 0
        : size === null || price === null
          ? null
          : Math.abs(size * price) / leverage;
    });
    return used.reduce<number | null>(
      (sum, each) => (sum === null || each === null ? null : sum + each / whole),
      0,
    );
  }
}

function marketOf(samples: readonly Sample[], coin: string): TrialMarket {
  const column = (read: (market: MarketView, sample: Sample) => Decimal | null | undefined) =>
    samples.map((sample) => {
      const market = sample.view.markets.find((each) => each.coin === coin);
      return market === undefined ? null : numberOf(read(market, sample) ?? null);
    });
  return {
    coin,
    position: column(({ position }) => position),
    marginCapacity: column(({ marginCapacity }) => marginCapacity),
    mid: column((_, { mids }) => mids.get(coin)),
    bid: column(({ bids }) => bids[0]),
    ask: column(({ asks }) => asks[0]),
  };
}

function headroomOf(samples: readonly Sample[]): readonly TrialHeadroom[] {
  const [first] = samples;
  return (first?.view.headroom ?? []).map(({ rule, kind, coin }, place) => ({
    rule,
    kind,
    coin,
    fractionLeft: samples.map(({ view }) => {
      const there = view.headroom[place];
      return there?.rule === rule && there.coin === coin ? there.fractionLeft : null;
    }),
  }));
}

function numberOf(value: Decimal | null): number | null {
  return value === null ? null : value.toNumber();
}
