/** Journals of the small engine's runs, as lines and as files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineEvent } from '../../src/engine/index.js';
import {
  encodeRecord,
  type JournalBody,
  type JournalLine,
  type RunHeader,
} from '../../src/journal/index.js';
import { filled, run, smallEngine, type SmallState, START_MS, top } from './small-engine.js';

export * from './small-engine.js';

/** The bodies of one run: header, events with what the engine decides on them, ending. */
export function bodiesOfRun(
  events: readonly EngineEvent[],
  options: { header?: RunHeader; state?: SmallState; ended?: boolean } = {},
): { readonly bodies: readonly JournalBody[]; readonly state: SmallState } {
  const header = options.header ?? run();
  const engine = smallEngine(header);
  const at = events[0]?.at ?? START_MS;
  const bodies: JournalBody[] = [{ kind: 'run', at, run: header }];
  let state = options.state ?? engine.initialState;
  for (const event of events) {
    const step = engine.step(state, event);
    state = step.state;
    bodies.push({ kind: 'event', event });
    bodies.push(...step.decisions.map((decision) => ({ kind: 'decision' as const, decision })));
  }
  if (options.ended ?? true) {
    const end = { runId: header.runId, reason: 'asked to stop' };
    bodies.push({ kind: 'end', at: events.at(-1)?.at ?? at, end });
  }
  return { bodies, state };
}

/** Five ticks over midnight with two fills, the second over the limit: 15 records. */
export const SAMPLE_EVENTS: readonly EngineEvent[] = [
  top(START_MS, '27.1'),
  filled(START_MS + 4_000, '6.5'),
  top(START_MS + 8_000, '27.2'),
  { kind: 'clockTicked', at: START_MS + 10_000 },
  filled(START_MS + 12_000, '5.25'),
  top(START_MS + 16_000, '27.15'),
];

/** Chained lines' texts, from the beginning. */
export function textsOf(bodies: readonly JournalBody[]): string[] {
  let link = { seq: 0, hash: '0'.repeat(64) };
  return bodies.map((body) => {
    const encoded = encodeRecord(body, link);
    link = encoded.link;
    return encoded.text;
  });
}

export function linesOf(texts: readonly string[], isLastEnded = true): JournalLine[] {
  return texts.map((text, index) => ({
    file: 'audit-2026-11-20.jsonl',
    line: index + 1,
    text,
    isEnded: isLastEnded || index < texts.length - 1,
    isUtf8: true,
  }));
}

/** A copy with another last line. */
export function withLast(texts: readonly string[], text: string): string[] {
  return [...texts.slice(0, -1), text];
}

/** A directory of its own, gone when the test is over. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mm-policy-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
