/**
 * Pictures of figures by a browser of this machine. A cell shows what it has at once, so it waits:
 * the browser is driven from a thread of its own, and is started by the first figure.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from 'node:worker_threads';
import type { StillMaker } from './figure-html.js';
import { findBrowser } from './find-browser.js';
import { findPlotly } from './page-head.js';
import type { StillAnswer, StillWork } from './still-worker.js';

const PLAYWRIGHT = 'playwright-core';
/** Only the build has it. */
const WORKER = new URL('./still-worker.js', import.meta.url);
/** For the start of a browser on a busy machine, and for one picture. */
const START_MS = 30_000;
const PICTURE_MS = 20_000;

/**
 * Null for every figure where `folder` has no `playwright-core` or the machine no browser, and from
 * the first on that cannot be drawn: charts are drawn by their script all the same.
 */
export function openStills(folder: string): StillMaker {
  let desk: StillDesk | null = null;
  let isTried = false;
  return (figure) => {
    if (!isTried) desk = startDesk(folder);
    isTried = true;
    const picture = desk?.draw(JSON.stringify(figure)) ?? null;
    if (picture === null) {
      desk?.close();
      desk = null;
    }
    return picture;
  };
}

interface StillDesk {
  draw(figure: string): string | null;
  close(): void;
}

function startDesk(folder: string): StillDesk | null {
  const browser = findBrowser(process.env);
  const playwright = resolveFrom(folder, PLAYWRIGHT);
  if (browser === null || playwright === null || !existsSync(WORKER)) return null;
  const { port1, port2 } = new MessageChannel();
  const bell = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const plotly = findPlotly(folder);
  const workerData: StillWork = { browser, playwright, plotly, port: port2, bell };
  // Its words would land in the cell that happens to run.
  const options = { workerData, transferList: [port2], stdout: true, stderr: true };
  const worker = new Worker(WORKER, options);
  worker.on('error', () => undefined);
  worker.unref();
  port1.unref();
  const rings = new Int32Array(bell);
  let waitMs = START_MS;
  return {
    draw(figure) {
      port1.postMessage(figure);
      const answer = waitFor(port1, rings, waitMs);
      waitMs = PICTURE_MS;
      return answer?.picture ?? null;
    },
    close() {
      port1.close();
      void worker.terminate();
    },
  };
}

/** The thread rings once for each answer; null where it does not in time. */
function waitFor(port: MessagePort, rings: Int32Array, waitMs: number): StillAnswer | null {
  if (Atomics.wait(rings, 0, 0, waitMs) === 'timed-out') return null;
  Atomics.store(rings, 0, 0);
  return (receiveMessageOnPort(port)?.message as StillAnswer | undefined) ?? null;
}

function resolveFrom(folder: string, name: string): string | null {
  try {
    return createRequire(join(folder, 'notebook.cjs')).resolve(name);
  } catch {
    return null;
  }
}
