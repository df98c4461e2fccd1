/** `mm-policy explain FILE`: compiles a policy and explains it for an account. */
import { type Decimal, decimal, ZERO } from '../base/index.js';
import { type CompiledPolicy, compilePolicyText } from '../compile/index.js';
import { renderPretty } from '../diagnostic/index.js';
import { type AccountFacts, explainPolicy, type MarketFacts } from '../explain/index.js';
import { instrumentsFor } from '../rehearsal/index.js';
import { referenceInstruments } from '../simulator/index.js';
import type { CliIo } from './cli-io.js';
import type { ExplainOptions } from './explain-options.js';
import { explainFigure, formatSpan } from './figure.js';
import { createPaint } from './paint.js';
import { openPresetLibrary } from '../presets/index.js';
import { explainState } from './explain-state.js';
import { readPolicyFile } from './read-policy-file.js';
import { renderExplanation } from './render-explanation.js';

const FINDINGS = 1;
const COULD_NOT_RUN = 2;
/** Where neither the policy nor the command line names a balance. */
const BASELINE_EQUITY = decimal(100_000);

/** Prints it; a policy with errors is not explained, its problems are shown instead. */
export async function explainPolicyFile(
  file: string,
  options: ExplainOptions,
  io: CliIo,
): Promise<void> {
  const policy = await compileFile(file, io);
  if (policy === null) return;
  const unknown = [...options.marks.keys()].find(
    (coin) => !policy.markets.some((market) => market.coin === coin),
  );
  if (unknown !== undefined) {
    const coins = policy.markets.map(({ coin }) => `\`${coin}\``).join(', ');
    io.err(`error: \`${file}\` declares no market \`${unknown}\`\n`);
    io.err(`help: its markets are ${coins}\n`);
    io.exitCode = COULD_NOT_RUN;
    return;
  }
  if (options.stateFile !== null) {
    await explainState(policy, options.stateFile, options, io);
    return;
  }
  const facts = factsOf(policy, options, Date.now());
  const instruments = instrumentsFor(policy.markets, referenceInstruments);
  const explanation = explainPolicy(policy, facts, {
    instruments,
    figure: explainFigure,
    span: formatSpan,
  });
  if (options.isJson) io.out(`${JSON.stringify(explanation, null, 2)}\n`);
  else io.out(renderExplanation(policy, explanation, io.columns, createPaint(io.useColor)));
}

/** Null where it has errors, which are printed. Warnings are for `check`. */
async function compileFile(file: string, io: CliIo): Promise<CompiledPolicy | null> {
  const pretty = { columns: Math.max(40, io.columns), useColor: io.useColor };
  const read = await readPolicyFile(file);
  if ('problem' in read) {
    io.err(renderPretty([read.problem], new Map(), 1, pretty));
    io.exitCode = COULD_NOT_RUN;
    return null;
  }
  const library = openPresetLibrary(file);
  const { policy, presetPhases, diagnostics } = compilePolicyText(
    file,
    read.text,
    library,
    Date.now(),
  );
  const explained = policy ?? presetPhases[0]?.policy ?? null;
  if (explained !== null) return explained;
  const sources = new Map([[file, read.text], ...library.sources]);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  io.err(renderPretty(errors, sources, 1, pretty));
  io.exitCode = FINDINGS;
  return null;
}

/** A flat account at its best, on the first moment of a day. */
function factsOf(policy: CompiledPolicy, options: ExplainOptions, at: number): AccountFacts {
  const equity = options.equity ?? policy.account.initialBalance ?? BASELINE_EQUITY;
  const markets = new Map([...options.marks].map(([coin, mark]) => [coin, marketAt(mark)]));
  const [consecutiveErrors, consecutiveLosses] = [0, 0];
  const flat = { positions: [], orders: [], anchors: {} };
  return { at, equity, markets, ...flat, consecutiveErrors, consecutiveLosses };
}

function marketAt(mark: Decimal): MarketFacts {
  return { mark, oracle: null, bid: null, ask: null, fundingRate: ZERO };
}
