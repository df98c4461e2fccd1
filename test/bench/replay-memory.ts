/** What memory a replay takes in a process of its own, and whether it grows with the rows. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LATENCY_NS, PEER_WORK, TICK } from '../whatif/peer-maker.js';
import type { Bench } from './bench-result.js';

const RECORDED = '../shared/data/binance-usdm-2024-08-08/btcusdt.gz';
const MILLION = 1_000_000;
const KILOBYTES_A_MEGABYTE = 1024;
/** It quotes at the best prices, so that orders come and go as the maker's do. */
const SCRIPT = `
const [simulator, whatif, path, tickSize, latencyNs, stepNs, rows] = process.argv.slice(1);
const { constantLatency, powerQueue } = await import(simulator);
const { readTape, replayTape } = await import(whatif);
const options = { tickSize: Number(tickSize), lotSize: 0.001, cache: null };
const { tape } = await readTape({ kind: 'binance', path }, options);
const maker = (desk) => {
  const orders = [...desk.orders];
  for (const order of orders) {
    const best = order.side === 'buy' ? desk.bestBidTick : desk.bestAskTick;
    const isFree = order.status === 'open' && !order.isCancelRequested;
    if (isFree && order.tick !== best) desk.cancel(order);
  }
  if (orders.length < 4) {
    desk.submit('buy', desk.bestBidTick, 0.01);
    desk.submit('sell', desk.bestAskTick, 0.01);
  }
};
const repetitions = Math.ceil(Number(rows) / tape.kinds.length);
const latency = constantLatency(Number(latencyNs), Number(latencyNs));
const models = { queue: powerQueue(2), latency };
replayTape(tape, maker, { ...models, makerFee: 0, stepNs: Number(stepNs), repetitions, isRowByRow: true });
console.log(process.resourceUsage().maxRSS);
`;

export const replayMemory: Bench = {
  name: 'replay-memory',
  about: 'the most memory of a process that decodes a recording and replays it again and again',
  run(_, note) {
    if (!existsSync(RECORDED)) {
      note(`left out: ${RECORDED} is not there`);
      return Promise.resolve([]);
    }
    const short = megabytesOf(10 * MILLION);
    const long = megabytesOf(100 * MILLION);
    return Promise.resolve([
      {
        name: 'replay-memory',
        value: long,
        unit: 'MB at 100 million rows',
        target: 300,
        ratio: long / short,
        peer: 'that at 10 million',
      },
    ]);
  },
};

function megabytesOf(rows: number): number {
  const rooms = [hrefOf('simulator/index.js'), hrefOf('whatif/index.js')];
  const work = [fileURLToPath(new URL(`../../${RECORDED}`, import.meta.url)), TICK, LATENCY_NS];
  const args = [...rooms, ...work, PEER_WORK.stepNs, rows].map(String);
  const command = ['--input-type=module', '--eval', SCRIPT, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the replay ended with ${status}: ${stderr}`);
  return Number(stdout) / KILOBYTES_A_MEGABYTE;
}

function hrefOf(built: string): string {
  return new URL(`../../dist/${built}`, import.meta.url).href;
}
