/** What `doctor` finds, for people or as one line of JSON. */
import { createEngine } from '../engine/index.js';
import { type GateAnswer, rehearseStart } from '../session/index.js';
import type { CliIo } from './cli-io.js';
import { createPaint, type Ink, type Paint } from './paint.js';
import type { RunOptions } from './run-options.js';
import { prepareRun } from './run-preparation.js';
import { refusalOf } from './run-refusal.js';
import { openRunVenue } from './run-venue.js';
import { wrapVisible } from './wrap-visible.js';

export type DoctorOptions = Pick<RunOptions, 'keyFile' | 'url' | 'journal' | 'json'>;

const REFUSED = 4;
const NAME_WIDTH = 22;
const NARROWEST = 60;
const MARKS = { ok: '✓', warning: '!', refused: '✗' } as const;
const INKS = { ok: 'good', warning: 'careful', refused: 'bad' } as const satisfies Record<
  GateAnswer['outcome'],
  Ink
>;

/** Resolves to the exit code. */
export async function doctor(file: string, options: DoctorOptions, io: CliIo): Promise<number> {
  try {
    return await examine(file, options, io);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    io.err(`${refusal.text}\n`);
    return refusal.exitCode;
  }
}

async function examine(file: string, options: DoctorOptions, io: CliIo): Promise<number> {
  const run: RunOptions = { ...options, seed: 1, speed: 1, port: 0 };
  // A halt that stands is the operator's to end; here it is no reason not to look.
  const { policy, recovered } = await prepareRun(file, { ...run, stay: true }, io);
  const problems: string[] = [];
  const at = await openRunVenue({
    policy,
    options: run,
    io,
    lastRecordAt: recovered.lastRecordAt,
    records: recovered.records,
    onProblem: (text) => problems.push(text),
  });
  try {
    const engine = createEngine(policy);
    const state = recovered.state ?? engine.initialState;
    const answers = await rehearseStart(policy, at.venue, at.clock, engine, state);
    const isRefused = answers.some(({ outcome }) => outcome === 'refused');
    const venue = at.venue.name;
    if (options.json === true) {
      const checks = answers.map(({ name, outcome, text }) => ({ name, outcome, text }));
      io.out(`${JSON.stringify({ policy: policy.name, venue, starts: !isRefused, checks })}\n`);
    } else {
      const paint = createPaint(io.useColor);
      io.out(`${policy.name} on the ${venue} at ${at.url}\n`);
      for (const answer of answers) io.out(`${answerText(answer, paint, io.columns)}\n`);
      io.out(isRefused ? 'a run would be refused\n' : 'a run would start\n');
    }
    return isRefused ? REFUSED : 0;
  } finally {
    await at.close();
  }
}

function answerText({ name, outcome, text }: GateAnswer, paint: Paint, columns: number): string {
  const mark = paint(INKS[outcome], MARKS[outcome]);
  const line = `  ${mark} ${name.padEnd(NAME_WIDTH)}${text}`;
  const indent = ' '.repeat(NAME_WIDTH + 4);
  return wrapVisible(line, Math.max(NARROWEST, columns), indent).join('\n');
}
