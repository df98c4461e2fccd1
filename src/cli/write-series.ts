/** The series of trials as one Parquet table, for other tools. */
import { renameSync } from 'node:fs';
import type { Trial } from '../study/index.js';
import { RunRefusal } from './run-refusal.js';

/** A row for each trial, time and market. */
const COLUMNS = [
  { name: 'trial', type: 'STRING' },
  { name: 'time', type: 'TIMESTAMP' },
  { name: 'equity', type: 'DOUBLE' },
  { name: 'margin_utilization', type: 'DOUBLE' },
  { name: 'coin', type: 'STRING' },
  { name: 'position', type: 'DOUBLE' },
  { name: 'margin_capacity', type: 'DOUBLE' },
  { name: 'mid', type: 'DOUBLE' },
  { name: 'bid', type: 'DOUBLE' },
  { name: 'ask', type: 'DOUBLE' },
] as const;

/** The packages that write Parquet. Throws `RunRefusal` that says what to install. */
export async function loadSeriesWriter(): Promise<
  (file: string, trials: readonly Trial[]) => void
> {
  const writing = await import('hyparquet-writer').catch(() => null);
  if (writing === null) {
    throw new RunRefusal(
      2,
      'error: Parquet needs a package that is not installed\n' +
        'help: npm install hyparquet hyparquet-writer, or leave out --series',
    );
  }
  return (file, trials) => {
    const beside = `${file}.part`;
    const rows = trials.flatMap(rowsOf);
    writing.parquetWriteFile({
      filename: beside,
      columnData: COLUMNS.map(({ name, type }, column) => ({
        name,
        type,
        nullable: true,
        data: rows.map((row) => row[column] ?? null),
      })),
    });
    renameSync(beside, file);
  };
}

function rowsOf({
  label,
  times,
  equity,
  marginUtilization,
  markets,
}: Trial): readonly (readonly unknown[])[] {
  return times.flatMap((at, index) =>
    markets.map(({ coin, position, marginCapacity, mid, bid, ask }) => [
      label,
      new Date(at),
      equity[index],
      marginUtilization[index],
      coin,
      ...[position, marginCapacity, mid, bid, ask].map((series) => series[index]),
    ]),
  );
}
