/** A policy with the limits of the environment that it is run in. */
import { ENVIRONMENT, type PresetLibrary } from '../check/index.js';
import { type CompiledPolicy, compilePolicyText } from '../compile/index.js';
import type { Diagnostic } from '../diagnostic/index.js';
import { type EnvironmentLimit, readEnvironmentLimits } from './environment-limits.js';
import { RunRefusal } from './run-refusal.js';

export interface LimitedPolicy {
  readonly policy: CompiledPolicy;
  /** What the environment added; null where it added nothing. */
  readonly environment: {
    readonly limits: readonly AddedLimit[];
    /** The text of the preset, for the journal. */
    readonly source: string;
  } | null;
}

/** What one variable does, in words, to be told at the start. */
export interface AddedLimit extends EnvironmentLimit {
  readonly effect: string;
}

/** Throws `RunRefusal` where a variable cannot be read, or its limit cannot be kept. */
export function limitByEnvironment(
  policy: CompiledPolicy,
  library: PresetLibrary,
  env: Readonly<Record<string, string | undefined>>,
): LimitedPolicy {
  const coins = policy.markets.map(({ coin }) => coin);
  const { limits, source, problems } = readEnvironmentLimits(env, coins);
  if (problems.length > 0) {
    throw new RunRefusal(2, problems.map((problem) => `error: ${problem}`).join('\n'));
  }
  if (source === null) return { policy, environment: null };
  const environment = { file: ENVIRONMENT, source };
  const { presets, file } = policy;
  // What was compiled a moment ago is compiled again, not what the disk holds by now.
  const used: PresetLibrary = {
    names: library.names,
    load: (name) => presets.find(({ reference }) => reference === name) ?? null,
    environment,
  };
  const { policy: limited, diagnostics } = compilePolicyText(file, policy.source, used);
  if (limited === null) {
    throw new RunRefusal(
      2,
      diagnostics
        .filter(isError)
        .map((each) => refusal(each, source))
        .join('\n'),
    );
  }
  const added = limits.map((limit) => ({ ...limit, effect: effectOf(limit, policy, limited) }));
  return { policy: limited, environment: { limits: added, source } };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** A line of the preset names the variable that it comes from. */
function refusal({ message, hint, spans: [first] }: Diagnostic, source: string): string {
  const start = first?.start ?? 0;
  const lineEnd = source.indexOf('\n', start);
  const line = source.slice(source.lastIndexOf('\n', start) + 1, lineEnd < 0 ? undefined : lineEnd);
  const variable = /because "(RISK_[A-Z_]+)"/u.exec(line)?.[1] ?? 'the environment';
  return `error: ${variable} cannot be kept: ${message}${hint === null ? '' : `\nhelp: ${hint}`}`;
}

function effectOf(
  { rule, text }: EnvironmentLimit,
  before: CompiledPolicy,
  after: CompiledPolicy,
): string {
  if (rule !== null) return `${rule}: ${text}`;
  const lowered = after.markets.flatMap(({ coin, leverage }) => {
    const own = before.markets.find((market) => market.coin === coin)?.leverage ?? leverage;
    return own === leverage ? [] : [`${coin} ${own}x → ${leverage}x`];
  });
  return lowered.length === 0 ? 'no market has more' : lowered.join(', ');
}
