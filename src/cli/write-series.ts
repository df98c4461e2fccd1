/** The series of trials as one Parquet table, for other tools. */
import { renameSync } from 'node:fs';
import type { Trial } from '../study/index.js';
import { loadParquetLibrary } from '../whatif/index.js';

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

/** Throws `TapeError` that says what to install where the packages for Parquet are missing. */
export async function loadSeriesWriter(): Promise<
  (file: string, trials: readonly Trial[]) => void
> {
  const { writing } = await loadParquetLibrary();
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
