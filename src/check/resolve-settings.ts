/** Reads the settings of one block by the table of its keys. */
import { certainName, nearestName, type ProblemList, type Span } from '../diagnostic/index.js';
import { type SettingNode, STATEMENT_WORDS } from '../syntax/index.js';
import {
  orCalibrated,
  readAddressSetting,
  readDayGainSetting,
  readDayResetSetting,
  readDurationSetting,
  readFractionSetting,
  readLevelsSetting,
  readLeverageSetting,
  readMoneySetting,
  readPaceSetting,
  readPerLengthSetting,
  readPerSecondSetting,
  readSampleSetting,
  readShareRangeSetting,
  readSizeSetting,
  readSkewSetting,
  readSwitchSetting,
  readTemperatureSetting,
  readWordSetting,
  type SettingReader,
} from './read-setting.js';
import {
  readBarsSetting,
  readCorrelation,
  readDrawdownSetting,
  readGrowBelow,
  readKellyFraction,
  readShareOfEquity,
  readShrinkAbove,
  readStopDistance,
  readTradesSetting,
  readWarmUpRisk,
} from './read-sizing-setting.js';

/** The keys of every block, each with the form of its value. */
const SETTING_TABLE = {
  account: {
    address: readAddressSetting,
    'initial-balance': readMoneySetting,
    'day-reset': readDayResetSetting,
    withdrawals: readWordSetting(['count-as-loss', 'lower-anchors']),
    'dead-man-switch': readSwitchSetting,
    'flatten-within': readFractionSetting,
    'profitable-day': readDayGainSetting,
    'existing-positions': readWordSetting(['adopt', 'refuse']),
    'foreign-orders': readWordSetting(['leave', 'adopt', 'refuse']),
  },
  'stale-after': {
    mark: readDurationSetting,
    book: readDurationSetting,
    account: readDurationSetting,
    stream: readDurationSetting,
    limits: readDurationSetting,
  },
  market: {
    leverage: readLeverageSetting,
    margin: readWordSetting(['cross', 'isolated']),
  },
  'size kelly': {
    fraction: readKellyFraction,
    'max-drawdown': readDrawdownSetting,
    'risk-per-trade': readShareOfEquity,
    'portfolio-risk': readShareOfEquity,
    'warm-up-risk': readWarmUpRisk,
    correlation: readCorrelation,
    history: readTradesSetting,
    atr: readBarsSetting,
    'shrink-above': readShrinkAbove,
    'grow-below': readGrowBelow,
    'stop-distance': readStopDistance,
  },
  'quote glft': {
    'risk-aversion': readPerLengthSetting,
    volatility: orCalibrated(readPaceSetting),
    intensity: orCalibrated(readPerSecondSetting),
    decay: orCalibrated(readPerLengthSetting),
    'calibration-window': readDurationSetting,
    'calibration-interval': readDurationSetting,
    'calibration-sample': readSampleSetting,
    horizon: readDurationSetting,
    'unit-size': readSizeSetting,
    levels: readLevelsSetting,
    'min-half-spread': readFractionSetting,
    refresh: readDurationSetting,
  },
  'allocate margin': {
    skew: readSkewSetting,
    'per-side': readShareRangeSetting,
    method: readWordSetting(['inner-first', 'even', 'by-value']),
    temperature: readTemperatureSetting,
  },
} as const;

export type SettingsOwner = keyof typeof SETTING_TABLE;

type Table<Owner extends SettingsOwner> = (typeof SETTING_TABLE)[Owner];

/** What a block says; a key is absent where it is not written or could not be read. */
export type SettingValues<Owner extends SettingsOwner> = {
  readonly [Key in keyof Table<Owner>]?: Table<Owner>[Key] extends SettingReader<infer Value>
    ? Value
    : never;
};

export interface ResolvedSettings<Owner extends SettingsOwner> {
  readonly values: SettingValues<Owner>;
  /** All keys that are written, whether they could be read or not. */
  readonly writtenAt: ReadonlyMap<string, Span>;
}

export function resolveSettings<Owner extends SettingsOwner>(
  owner: Owner,
  settings: readonly SettingNode[],
  problems: ProblemList,
): ResolvedSettings<Owner> {
  const readers = new Map<string, SettingReader<unknown>>(Object.entries(SETTING_TABLE[owner]));
  const writtenAt = new Map<string, Span>();
  const meantAt = new Map<string, Span>();
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const { text, span } = setting.key;
    const reader = readers.get(text);
    const before = writtenAt.get(text);
    if (reader === undefined) {
      reportUnknownSetting(owner, setting, [...readers.keys()], problems);
      const meant = nearestName(text, readers.keys());
      if (meant !== null) meantAt.set(meant, span);
    } else if (before !== undefined) {
      problems.report('P208', span, `\`${text}\` stands here twice`, {
        label: 'the second',
        also: { start: before.start, end: before.start + text.length, label: 'the first' },
        hint: 'keep one of them',
      });
    } else {
      writtenAt.set(text, setting.span);
      const value = reader({ setting, problems });
      if (value !== null) values[text] = value;
    }
  }
  // What was meant by a misspelt key is not missing as well.
  for (const [name, span] of meantAt) if (!writtenAt.has(name)) writtenAt.set(name, span);
  // Each value comes from the reader that the table has for its key.
  return { values: values as SettingValues<Owner>, writtenAt };
}

function reportUnknownSetting(
  owner: SettingsOwner,
  { key }: SettingNode,
  keys: readonly string[],
  problems: ProblemList,
): void {
  const candidates = owner === 'market' ? [...keys, ...STATEMENT_WORDS] : keys;
  const near = nearestName(key.text, candidates);
  const certain = certainName(key.text, candidates);
  const listed = keys.map((name) => `\`${name}\``).join(', ');
  problems.report('P211', key.span, `\`${key.text}\` is not a setting of \`${owner}\``, {
    hint: near === null ? `its settings are ${listed}` : `did you mean \`${near}\`?`,
    edits: certain === null ? [] : [{ ...key.span, replacement: certain }],
  });
}
