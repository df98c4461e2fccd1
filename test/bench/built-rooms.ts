/** The rooms as they are built: what is measured is what ships. The types come from the sources. */

import type * as Base from '../../src/base/index.js';
import type * as Cli from '../../src/cli/run-policy.js';
import type * as Plan from '../../src/cli/what-if-plan.js';
import type * as Compile from '../../src/compile/index.js';
import type * as EngineRoom from '../../src/engine/index.js';
import type * as Feed from '../../src/feed/index.js';
import type * as HyperliquidRoom from '../../src/hyperliquid/index.js';
import type * as SessionRoom from '../../src/session/index.js';
import type * as JournalRoom from '../../src/journal/index.js';
import type * as KernelRoom from '../../src/kernel/index.js';
import type * as QuotingRoom from '../../src/quoting/index.js';
import type * as SimulatorRoom from '../../src/simulator/index.js';
import type * as SizingRoom from '../../src/sizing/index.js';
import type * as WhatIfRoom from '../../src/whatif/index.js';
import type * as RiskRoom from '../../src/risk/index.js';

async function built(path: string): Promise<unknown> {
  return import(new URL(`../../dist/${path}`, import.meta.url).href);
}

export const { decimal } = (await built('base/index.js')) as typeof Base;
export const { runPolicy } = (await built('cli/run-policy.js')) as typeof Cli;
export const { planTrials } = (await built('cli/what-if-plan.js')) as typeof Plan;
export const { compilePolicyText } = (await built('compile/index.js')) as typeof Compile;
export const { createEngine } = (await built('engine/index.js')) as typeof EngineRoom;
export const { openRecording, readRecording, syntheticMarket, writeRecording, visitBinanceStream } =
  (await built('feed/index.js')) as typeof Feed;
export const { createProgram, FactStore, lowerCondition } = (await built(
  'kernel/index.js',
)) as typeof KernelRoom;
export const { createRiskManager } = (await built('risk/index.js')) as typeof RiskRoom;
export const { readJournal } = (await built('journal/index.js')) as typeof JournalRoom;
export const { buildLadder, solveGlft } = (await built('quoting/index.js')) as typeof QuotingRoom;
export const { capPortfolio, isSettledFast, kellyLots } = (await built(
  'sizing/index.js',
)) as typeof SizingRoom;
export const { constantLatency, powerQueue, referenceInstruments } = (await built(
  'simulator/index.js',
)) as typeof SimulatorRoom;
export const { readTape, replayTape } = (await built('whatif/index.js')) as typeof WhatIfRoom;
export const { AgentKey, encodeMeta, HyperliquidVenue } = (await built(
  'hyperliquid/index.js',
)) as typeof HyperliquidRoom;
export const { createSystemClock } = (await built('session/index.js')) as typeof SessionRoom;
