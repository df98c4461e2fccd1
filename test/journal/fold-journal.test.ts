import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/index.js';
import {
  checkChain,
  type FoldResult,
  foldJournal,
  type JournalBody,
  JournalError,
  type RunHeader,
} from '../../src/journal/index.js';
import {
  bodiesOfRun,
  filled,
  linesOf,
  run,
  SAMPLE_EVENTS,
  smallEngine,
  type SmallState,
  START_MS,
  textsOf,
  top,
  withLast,
} from './sample-journal.js';

function fold(
  texts: readonly string[],
  engineFor: (header: RunHeader) => Engine<SmallState> = smallEngine,
): Promise<FoldResult<SmallState>> {
  return foldJournal(checkChain(linesOf(texts), true), engineFor);
}

const SAMPLE = bodiesOfRun(SAMPLE_EVENTS);

describe('folding a journal', () => {
  it('derives every decision again and ends in the state of the run', async () => {
    const texts = textsOf(SAMPLE.bodies);
    const result = await fold(texts);
    expect(result).toMatchObject({
      runs: 1,
      events: 6,
      decisions: 8,
      unwrittenDecisions: 0,
      differences: 0,
      firstDifference: null,
      broken: null,
      cutOff: null,
      lastRun: run(),
      head: { seq: texts.length },
    });
    expect(result.finalState).toStrictEqual(SAMPLE.state);
  });

  it('carries the state over runs, each with the policy it ran', async () => {
    const looser = run({ runId: 'b2', policy: { file: 'p.policy', source: 'limit 100' } });
    const events = [filled(START_MS + 60_000, '3'), top(START_MS + 61_000, '30')];
    const second = bodiesOfRun(events, { header: looser, state: SAMPLE.state });
    const result = await fold(textsOf([...SAMPLE.bodies, ...second.bodies]));
    expect(result).toMatchObject({ runs: 2, differences: 0, lastRun: looser });
    expect(result.finalState?.position.toString()).toBe('14.75');
  });

  it('says where the engine first decides otherwise, and what', async () => {
    const result = await fold(textsOf(SAMPLE.bodies), (header) =>
      smallEngine({ ...header, policy: { ...header.policy, source: 'limit 6' } }),
    );
    expect(result.differences).toBe(1);
    expect(result.firstDifference).toMatchObject({ line: 6, seq: 6, eventSeq: 5, journaled: null });
    expect(result.firstDifference?.derived).toContain('"to":"halted"');
  });

  it('sees a decision that the engine does not make', async () => {
    const extra = SAMPLE.bodies[3];
    if (extra === undefined) throw new Error('the sample has four records');
    const result = await fold(textsOf(SAMPLE.bodies.toSpliced(5, 0, extra)));
    expect(result.firstDifference).toMatchObject({ seq: 6, derived: null });
    expect(result.firstDifference?.journaled).toContain('"kind":"submitOrder"');
  });

  it('sees a decision that the journal lacks while the run went on', async () => {
    const result = await fold(textsOf(SAMPLE.bodies.toSpliced(3, 1)));
    expect(result).toMatchObject({ differences: 1, unwrittenDecisions: 0 });
    expect(result.firstDifference).toMatchObject({ seq: 4, eventSeq: 2, journaled: null });
  });

  it('sees two decisions in the wrong order', async () => {
    const [first, second] = [SAMPLE.bodies[2], SAMPLE.bodies[3]] as [JournalBody, JournalBody];
    const result = await fold(textsOf(SAMPLE.bodies.with(2, second).with(3, first)));
    expect(result.firstDifference).toMatchObject({ seq: 3, eventSeq: 2 });
  });

  it('sees one digit of difference', async () => {
    const texts = textsOf(
      SAMPLE.bodies.map((body) =>
        body.kind === 'decision' && body.decision.kind === 'submitOrder'
          ? {
              ...body,
              decision: {
                ...body.decision,
                order: { ...body.decision.order, price: body.decision.order.price.plus('1e-25') },
              },
            }
          : body,
      ),
    );
    expect((await fold(texts)).differences).toBe(6);
  });
});

describe('folding what a crash left', () => {
  it('forgives decisions of the last event that were not written, at every place of the crash', async () => {
    const { bodies } = bodiesOfRun(SAMPLE_EVENTS, { ended: false });
    for (let written = 1; written <= bodies.length; written += 1) {
      const result = await fold(textsOf(bodies.slice(0, written)));
      expect(result).toMatchObject({ differences: 0, broken: null });
      const last = bodies[written - 1];
      if (last?.kind !== 'event') continue;
      const due = bodies.slice(written).findIndex((body) => body.kind !== 'decision');
      expect(result.unwrittenDecisions).toBe(due === -1 ? bodies.length - written : due);
    }
  });

  it('goes on from the state that includes them, as the next run did', async () => {
    const crashed = bodiesOfRun([filled(START_MS, '10.5')], { ended: false });
    const next = bodiesOfRun([filled(START_MS + 9, '1')], { state: crashed.state });
    const texts = textsOf([...crashed.bodies.slice(0, 2), ...next.bodies]);
    const result = await fold(texts);
    expect(result).toMatchObject({ runs: 2, differences: 0, unwrittenDecisions: 2 });
    expect(result.finalState?.position.toString()).toBe('11.5');
  });

  it('does not forgive them where the run ended in order', async () => {
    const texts = textsOf(SAMPLE.bodies.toSpliced(-2, 1));
    expect(await fold(texts)).toMatchObject({ differences: 1, unwrittenDecisions: 0 });
  });

  it('stops at a line cut off and tells of it', async () => {
    const texts = textsOf(SAMPLE.bodies);
    const cut = withLast(texts, texts.at(-1)?.slice(0, 50) ?? '');
    const result = await foldJournal(checkChain(linesOf(cut, false), true), smallEngine);
    expect(result).toMatchObject({ differences: 0, broken: null, cutOff: { line: texts.length } });
  });
});

function failingEngine(header: RunHeader): Engine<SmallState> {
  return {
    ...smallEngine(header),
    step: () => {
      throw new Error('division by zero');
    },
  };
}

describe('folding what cannot be folded', () => {
  it('stops where the chain breaks and says where', async () => {
    const texts = textsOf(SAMPLE.bodies);
    const result = await fold(texts.with(5, texts[5]?.replace('27.2', '27.3') ?? ''));
    expect(result).toMatchObject({ events: 2, broken: { line: 6, kind: 'altered' } });
  });

  it('refuses a journal whose beginning is elsewhere', async () => {
    const lines = checkChain(linesOf(textsOf(SAMPLE.bodies).slice(4)), false);
    await expect(foldJournal(lines, smallEngine)).rejects.toThrow(
      /starts at record 5.*whole directory/,
    );
  });

  it('refuses a journal that does not start with a run', async () => {
    const texts = textsOf(SAMPLE.bodies.slice(1));
    await expect(fold(texts)).rejects.toThrow('a journal starts with a run, this one with `event`');
  });

  it('names the record on which an engine fails', async () => {
    const error = await fold(textsOf(SAMPLE.bodies), failingEngine).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(JournalError);
    expect(String(error)).toContain(
      'audit-2026-11-20.jsonl:2: the engine fails on record 2: division by zero',
    );
  });
});
