/** Latencies as a command line says them. */
import { readFileSync } from 'node:fs';
import type { DurationMs } from '../base/index.js';
import type { LatencySpec } from '../study/index.js';
import { RunRefusal } from './run-refusal.js';

const UNITS_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/**
 * `5ms` each way, `5ms/3ms` there and back, `2ms+3ms` at least and on average more, or the path of
 * a file with lines `at_ms,order_ms,response_ms`. Throws `RunRefusal`.
 */
export function readLatency(text: string): LatencySpec {
  const one = durationOf(text);
  if (one !== null) return { kind: 'constant', orderMs: one, responseMs: one };
  const [there, back] = text.split('/').map(durationOf);
  if (text.split('/').length === 2 && isGiven(there) && isGiven(back)) {
    return { kind: 'constant', orderMs: there, responseMs: back };
  }
  const [least, extra] = text.split('+').map(durationOf);
  if (text.split('+').length === 2 && isGiven(least) && isGiven(extra)) {
    return { kind: 'exponential', leastMs: least, meanExtraMs: extra };
  }
  return { kind: 'recorded', samples: readSamples(text) };
}

function isGiven(duration: DurationMs | null | undefined): duration is DurationMs {
  return duration !== null && duration !== undefined;
}

function durationOf(text: string): DurationMs | null {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(us|ms|s)$/u.exec(text) ?? [];
  return digits === undefined ? null : Number(digits) * (UNITS_MS[unit] ?? Number.NaN);
}

function readSamples(path: string): Extract<LatencySpec, { kind: 'recorded' }>['samples'] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new RunRefusal(
      2,
      `error: \`--latency ${path}\` is neither a time nor a file\n` +
        'help: write 5ms, 5ms/3ms, 2ms+3ms, or the path of a CSV file',
    );
  }
  const samples = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('at_ms')) return [];
    const [at, orderMs, responseMs, ...more] = line.split(',').map(Number);
    if (at === undefined || orderMs === undefined || responseMs === undefined || more.length > 0) {
      throw wrongLine(path, index);
    }
    if (!(at >= 0) || !(orderMs >= 0) || !(responseMs >= 0)) throw wrongLine(path, index);
    return [{ at, orderMs, responseMs }];
  });
  const unordered = samples.findIndex(({ at }, index) => at <= (samples[index - 1]?.at ?? -1));
  if (samples.length === 0 || unordered >= 0) {
    throw new RunRefusal(2, `error: ${path} needs samples in order of their times`);
  }
  return samples;
}

function wrongLine(path: string, index: number): RunRefusal {
  const what = 'three numbers from 0 up: at_ms,order_ms,response_ms';
  return new RunRefusal(2, `error: ${path}:${index + 1} is not ${what}`);
}
