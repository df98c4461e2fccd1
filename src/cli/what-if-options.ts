/** What `mm-policy what-if` may be told on the command line. */
import type { DurationMs } from '../base/index.js';
import type { RegimeSpan } from '../feed/index.js';
import type { MarginRegard, QueueSpec, StandIn } from '../study/index.js';

export interface WhatIfOptions {
  /** Directory of a recording; absent: the built-in synthetic market. */
  readonly market?: string;
  /** By coin of the policies: the recorded one that is played in its place. */
  readonly as?: Readonly<Record<string, StandIn>>;
  readonly seed: readonly number[];
  /** Of the synthetic market; absent: ordinary for ever. */
  readonly regime?: readonly RegimeSpan[];
  readonly for?: DurationMs;
  /** Each of them with each policy. */
  readonly margin: readonly MarginRegard[];
  readonly queue?: QueueSpec;
  /** As `readLatency` takes it. */
  readonly latency?: string;
  /** As `readFees` takes it. */
  readonly fees?: string;
  /** Each `PATH=VALUE,VALUE`. */
  readonly set?: readonly string[];
  /** Threads here, or the queue that workers on any machine look at. */
  readonly workers?: number | string;
  readonly results?: string;
  readonly report?: string;
  readonly series?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
