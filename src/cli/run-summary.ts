/** The last words of a run: what it did, how it stands, how to look at it again. */
import type { StatusView } from '../engine/index.js';
import type { SessionOutcome } from '../session/index.js';
import { formatCount, formatElapsed, formatGain, formatMoney, formatNumber } from './figure.js';
import { objectivesText } from './objectives-text.js';
import type { Ink, Paint } from './paint.js';
import type { RunTally } from './run-tally.js';

export interface RunSummary {
  readonly outcome: SessionOutcome;
  readonly elapsedMs: number;
  readonly venueName: string;
  /** `synthetic market, seed 7` or the recording's directory. */
  /** Null where prices are the venue's own. */
  readonly marketName: string | null;
  readonly tally: RunTally;
  readonly view: StatusView;
  readonly journalDirectory: string;
  readonly journalRecords: number;
  /** Kept apart from the policy's own name: the command to type again. */
  readonly policyFile: string;
}

export function summaryLines(summary: RunSummary, paint: Paint): readonly string[] {
  const { outcome, tally, view } = summary;
  const rows: (readonly [string, string])[] = [
    [
      'ran',
      [
        `${formatElapsed(summary.elapsedMs)} on the ${summary.venueName}`,
        ...(summary.marketName === null ? [] : [summary.marketName]),
      ].join(', '),
    ],
    ['result', resultText(view, tally)],
    ['position', positionText(view)],
    ...goalRows(view),
    ['fills', `${formatCount(tally.fills)} for ${formatMoney(tally.volume)}`],
    ['orders', ordersText(tally, outcome.ordersLeft)],
    ['journal', `${summary.journalDirectory}, ${formatCount(summary.journalRecords)} records`],
    ['replay', `mm-policy replay ${summary.journalDirectory}`],
  ];
  if (outcome.kind === 'halted') {
    rows.push([
      're-arm',
      `mm-policy run ${summary.policyFile} --journal ${summary.journalDirectory} ` +
        '--re-arm "why it is safe again"',
    ]);
  }
  const head = `${paint(INK[outcome.kind], `● ${outcome.kind}`)}: ${outcome.reason}`;
  return [head, ...rows.map(([name, text]) => `  ${name.padEnd(10)}${text}`)];
}

const INK: Readonly<Record<SessionOutcome['kind'], Ink>> = {
  stopped: 'good',
  halted: 'bad',
  failed: 'bad',
  aborted: 'careful',
  refused: 'bad',
};

function resultText(view: StatusView, tally: RunTally): string {
  const equity = view.equity === null ? 'equity unknown' : `equity ${formatMoney(view.equity)}`;
  const day = view.dayPnl === null ? '' : `, day ${formatGain(view.dayPnl)}`;
  return `${equity}${day}, fees ${formatMoney(tally.fees)}`;
}

function goalRows({ objectives }: StatusView): (readonly [string, string])[] {
  const text = objectivesText(objectives);
  return text === null ? [] : [['goals', text]];
}

function positionText(view: StatusView): string {
  return view.markets
    .map(({ coin, position, entryPrice }) => {
      if (position === null) return `${coin} unknown`;
      if (position.isZero()) return `${coin} flat`;
      const entry =
        entryPrice === null ? '' : ` @ ${formatNumber(entryPrice.toSignificantDigits(6))}`;
      return `${coin} ${formatNumber(position)}${entry}`;
    })
    .join(', ');
}

function ordersText(tally: RunTally, ordersLeft: number | null): string {
  const resting =
    ordersLeft === null
      ? 'what still rests is not known: look at the venue'
      : ordersLeft === 0
        ? 'none left resting'
        : `${ordersLeft} STILL RESTING: cancel them at the venue`;
  return (
    `${formatCount(tally.ordersSent)} sent, ${formatCount(tally.cancelsSent)} cancels, ` +
    `${formatCount(tally.denied)} denied, ${formatCount(tally.rejected)} rejected, ${resting}`
  );
}
