/** How the venue of a trial behaves, as plain data: handed to workers, a part of the trial. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type DurationMs, type TimeMs, unreachable } from '../base/index.js';
import type { ExchangeModels } from '../loopback/index.js';
import {
  constantLatency,
  exponentialLatency,
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

export interface ExchangeSpec {
  /** Default: risk-averse. */
  readonly queue?: QueueSpec;
  /** Default: orders and answers take no time. */
  readonly latency?: LatencySpec;
}

const NS_PER_MS = 1e6;
/** The latencies of a trial are the same each time. */
const LATENCY_SEED = 1;

/** Throws `RangeError` for a latency that is none. */
export function modelsOf({ queue, latency }: ExchangeSpec): ExchangeModels {
  return {
    ...(queue === undefined ? {} : { queue: queueOf(queue) }),
    ...(latency === undefined ? {} : { latency: latencyOf(latency) }),
  };
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
