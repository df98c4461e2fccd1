/** How the venue of a trial behaves, as plain data: handed to workers, a part of the trial. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { decimal, type DurationMs, type TimeMs, unreachable } from '../base/index.js';
import type { ExchangeModels } from '../loopback/index.js';
import {
  constantLatency,
  exponentialLatency,
  feeRatesOf,
  type FeeStanding,
  type LatencyModel,
  logQueue,
  powerQueue,
  type QueueModel,
  recordedLatency,
  riskAverseQueue,
} from '../simulator/index.js';

export type QueueSpec =
  | { readonly kind: 'risk-averse' }
  | { readonly kind: 'log' }
  | { readonly kind: 'power'; readonly power: number };

export type LatencySpec =
  | { readonly kind: 'constant'; readonly orderMs: DurationMs; readonly responseMs: DurationMs }
  /** `leastMs` each way, and an exponential part of mean `meanExtraMs` on top. */
  | { readonly kind: 'exponential'; readonly leastMs: DurationMs; readonly meanExtraMs: DurationMs }
  /** Measured; `at` since the beginning of the market. */
  | {
      readonly kind: 'recorded';
      readonly samples: readonly {
        readonly at: TimeMs;
        readonly orderMs: DurationMs;
        readonly responseMs: DurationMs;
      }[];
    };

/**
 * What the venue looks at when the trial begins: it rises with what the policy trades. Decimals as
 * text, so that they are exact; shares and discounts from 0 to 1.
 */
export interface FeeSpec {
  /** USD traded in the 14 days before. */
  readonly volume: string;
  /** Of all that makers traded on the venue. */
  readonly makerShare?: string;
  readonly stakingDiscount?: string;
  readonly referralDiscount?: string;
}

export interface ExchangeSpec {
  /** Default: risk-averse. */
  readonly queue?: QueueSpec;
  /** Default: orders and answers take no time. */
  readonly latency?: LatencySpec;
  /** Default: the base tier, whatever is traded. */
  readonly fees?: FeeSpec;
}

const DEFAULT_QUEUE = 'risk-averse';
const NS_PER_MS = 1e6;
/** The latencies of a trial are the same each time. */
const LATENCY_SEED = 1;

/** Throws `RangeError` for a latency or a standing that is none. */
export function modelsOf({ queue, latency, fees }: ExchangeSpec): ExchangeModels {
  return {
    ...(fees === undefined ? {} : { feeStanding: standingOf(fees) }),
    ...(queue === undefined ? {} : { queue: queueOf(queue) }),
    ...(latency === undefined ? {} : { latency: latencyOf(latency) }),
  };
}

/** For people. */
export function nameOfExchange({ queue, latency, fees }: ExchangeSpec): string {
  const queueName =
    queue?.kind === 'power' ? `power ${queue.power}` : (queue?.kind ?? DEFAULT_QUEUE);
  const latencyName = latency === undefined ? 'no latency' : nameOfLatency(latency);
  const feeName = fees === undefined ? 'base fees' : nameOfFees(fees);
  return `${queueName} queue, ${latencyName}, ${feeName}`;
}

function nameOfLatency(latency: LatencySpec): string {
  switch (latency.kind) {
    case 'constant':
      return `latency ${latency.orderMs} + ${latency.responseMs} ms`;
    case 'exponential':
      return `latency ${latency.leastMs} ms and exponentially ${latency.meanExtraMs} ms more`;
    case 'recorded':
      return `latency recorded in ${latency.samples.length} samples`;
    default:
      return unreachable(latency);
  }
}

function nameOfFees(fees: FeeSpec): string {
  const { taker, maker } = feeRatesOf(standingOf(fees));
  return `fees from ${maker.times(100)}% to make, ${taker.times(100)}% to take`;
}

function standingOf(fees: FeeSpec): FeeStanding {
  const { volume, makerShare = '0', stakingDiscount = '0', referralDiscount = '0' } = fees;
  const standing = {
    volume: decimal(volume),
    makerShare: decimal(makerShare),
    stakingDiscount: decimal(stakingDiscount),
    referralDiscount: decimal(referralDiscount),
  };
  feeRatesOf(standing);
  return standing;
}

function queueOf(spec: QueueSpec): QueueModel {
  if (spec.kind === 'power') return powerQueue(spec.power);
  return spec.kind === 'log' ? logQueue : riskAverseQueue;
}

function latencyOf(spec: LatencySpec): LatencyModel {
  switch (spec.kind) {
    case 'constant':
      return constantLatency(spec.orderMs * NS_PER_MS, spec.responseMs * NS_PER_MS);
    case 'exponential':
      return exponentialLatency(spec.leastMs * NS_PER_MS, spec.meanExtraMs * NS_PER_MS, uniform);
    case 'recorded':
      return recordedLatency(
        spec.samples.map(({ at, orderMs, responseMs }) => ({
          at: at * NS_PER_MS,
          orderNs: orderMs * NS_PER_MS,
          responseNs: responseMs * NS_PER_MS,
        })),
      );
    default:
      return unreachable(spec);
  }
}

function uniform(): () => number {
  const generator = xoroshiro128plus(LATENCY_SEED);
  return () => uniformFloat64(generator);
}
