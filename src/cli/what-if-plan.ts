/** The trials that a command line asks for, each complete by itself, checked before any starts. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DurationMs } from '../base/index.js';
import type { UsedPreset } from '../check/index.js';
import { compilePolicyText } from '../compile/index.js';
import { renderPretty } from '../diagnostic/index.js';
import { openRecording } from '../feed/index.js';
import {
  type ExchangeSpec,
  type MarginRegard,
  type MarketSource,
  SettingPathError,
  withSetting,
} from '../study/index.js';
import type { CliIo } from './cli-io.js';
import { openPresetLibrary } from '../presets/index.js';
import { readFees } from './read-fees.js';
import { readLatency } from './read-latency.js';
import { RunRefusal } from './run-refusal.js';
import { TOOL_VERSION } from './tool-version.js';
import type { WhatIfOptions } from './what-if-options.js';

/** One policy on one market; plain data, to be handed to a worker. */
export interface TrialPlan {
  readonly label: string;
  readonly file: string;
  /** The policy's text, with what was set. */
  readonly source: string;
  /** All presets that it uses: where it is played there need not be the same ones. */
  readonly presets: readonly Pick<UsedPreset, 'reference' | 'file' | 'source'>[];
  readonly market: MarketSource;
  readonly exchange: ExchangeSpec;
  readonly margin: MarginRegard;
  readonly durationMs: DurationMs | null;
  /** Equal for equal trials of this version: what was run once need not run again. */
  readonly key: string;
}

/** Of a market that never ends. */
const SYNTHETIC_DURATION_MS: DurationMs = 600_000;
/** A Monday, so that a day reset and a weekend are where one expects them. */
const SYNTHETIC_START_MS = Date.UTC(2026, 0, 5, 12);
const TRIALS_MOST = 10_000;

/** Throws `RunRefusal` for whatever cannot be run, all of a policy's problems rendered. */
export async function planTrials(
  files: readonly string[],
  options: WhatIfOptions,
  io: CliIo,
): Promise<readonly TrialPlan[]> {
  const markets = await marketsOf(options);
  const changes = combinationsOf((options.set ?? []).map(readSet));
  const count = files.length * changes.length * markets.length * options.margin.length;
  if (count > TRIALS_MOST) {
    throw new RunRefusal(
      2,
      `error: ${count} trials are more than ${TRIALS_MOST}: set fewer values`,
    );
  }
  const exchange = exchangeOf(options);
  const plans: TrialPlan[] = [];
  for (const file of files) {
    const text = readText(file);
    for (const change of changes) {
      const source = change.reduce((so, each) => applied(file, so, each), text);
      const said = change.map(({ path, value }) => ` ${path}=${value}`).join('');
      const presets = checkedPresets(file, source, said, io);
      const played = { file, source, presets, exchange };
      for (const market of markets) {
        const isOneOfSeeds = market.kind === 'synthetic' && markets.length > 1;
        const seed = isOneOfSeeds ? ` seed ${market.seed}` : '';
        const durationMs = durationOf(options, market);
        for (const margin of options.margin) {
          const regard = margin === 'shared' ? '' : ` margin=${margin}`;
          const plan = { ...played, label: `${file}${said}${regard}${seed}`, market, margin };
          plans.push({ ...plan, durationMs, key: keyOf({ ...plan, durationMs }) });
        }
      }
    }
  }
  return plans;
}

function exchangeOf({ queue, latency, fees }: WhatIfOptions): ExchangeSpec {
  return {
    ...(fees === undefined ? {} : { fees: readFees(fees) }),
    ...(queue === undefined ? {} : { queue }),
    ...(latency === undefined ? {} : { latency: readLatency(latency) }),
  };
}

interface Variation {
  readonly path: string;
  readonly values: readonly string[];
}

interface Change {
  readonly path: string;
  readonly value: string;
}

function readSet(text: string): Variation {
  const [, path, list] = /^([A-Za-z0-9.-]+)\s*=\s*(.+)$/su.exec(text) ?? [];
  const values = list?.split(',').map((each) => each.trim()) ?? [];
  if (path === undefined || values.length === 0 || values.includes('')) {
    throw new RunRefusal(
      2,
      `error: \`--set ${text}\` is not understood\n` +
        'help: write PATH=VALUE,VALUE such as --set quote.risk-aversion=0.01,0.05',
    );
  }
  return { path, values };
}

/** Every value of the first with every value of the others. */
function combinationsOf(variations: readonly Variation[]): readonly (readonly Change[])[] {
  return variations.reduce<readonly (readonly Change[])[]>(
    (before, { path, values }) =>
      before.flatMap((change) => values.map((value) => [...change, { path, value }])),
    [[]],
  );
}

function applied(file: string, source: string, change: Change): string {
  try {
    return withSetting(source, change);
  } catch (error) {
    if (!(error instanceof SettingPathError)) throw error;
    throw new RunRefusal(2, `error: ${file}: ${error.message}`);
  }
}

/** Throws where the policy has an error. */
function checkedPresets(
  file: string,
  source: string,
  said: string,
  io: CliIo,
): TrialPlan['presets'] {
  const library = openPresetLibrary(file);
  const { policy, diagnostics } = compilePolicyText(file, source, library, Date.now());
  if (policy !== null) {
    return policy.presets.map((preset) => ({
      reference: preset.reference,
      file: preset.file,
      source: preset.source,
    }));
  }
  const sources = new Map([[file, source], ...library.sources]);
  const rendered = renderPretty(diagnostics, sources, 1, io).trimEnd();
  const only = `error: \`${file}\` is a preset or a file of tests: only a policy runs`;
  const note = said === '' ? '' : `note: with${said}\n`;
  throw new RunRefusal(2, `${note}${diagnostics.length === 0 ? only : rendered}`);
}

async function marketsOf({
  market,
  as: standIns,
  seed,
  regime,
}: WhatIfOptions): Promise<readonly MarketSource[]> {
  if (market === undefined) {
    if (standIns !== undefined) {
      throw new RunRefusal(2, 'error: `--as` is for a recorded market\nhelp: add --market DIR');
    }
    const startMs = SYNTHETIC_START_MS;
    const behaviour = regime === undefined ? {} : { regime };
    return seed.map((each) => ({ kind: 'synthetic', seed: each, startMs, ...behaviour }));
  }
  const { coins } = await openRecording(market);
  for (const { coin } of Object.values(standIns ?? {})) {
    if (coins.some((recorded) => recorded.coin === coin)) continue;
    const known = coins.map((recorded) => recorded.coin).join(', ');
    throw new RunRefusal(2, `error: ${market} holds no recording of ${coin}, but of ${known}`);
  }
  const played = standIns === undefined ? {} : { standIns };
  return [{ kind: 'recording', directory: market, ...played }];
}

function durationOf(options: WhatIfOptions, market: MarketSource): DurationMs | null {
  return options.for ?? (market.kind === 'synthetic' ? SYNTHETIC_DURATION_MS : null);
}

function identityOf(market: MarketSource): string {
  if (market.kind === 'synthetic') return JSON.stringify(market);
  const files = readdirSync(market.directory)
    .toSorted()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(market.directory, name));
      return { name, size, mtimeMs };
    });
  return JSON.stringify([files, market.standIns]);
}

/** What the same trial has in common wherever its policy's file stands. */
function keyOf(plan: Omit<TrialPlan, 'key'>): string {
  const { source, presets, market, exchange, margin, durationMs } = plan;
  const parts = [
    TOOL_VERSION,
    source,
    ...presets.map((preset) => preset.source),
    identityOf(market),
    JSON.stringify(exchange),
    margin,
    String(durationMs),
  ];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest('hex').slice(0, 16);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    const reason =
      code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'it is a directory' : String(code);
    throw new RunRefusal(2, `error: cannot read \`${file}\`: ${reason}`);
  }
}
