/** The commands, each with the file that knows it: it is loaded only where it is asked for. */
import type { RegisterCommand } from './cli-io.js';

interface CommandEntry {
  readonly names: readonly string[];
  load(): Promise<RegisterCommand>;
}

/** In the order of the help. */
const COMMANDS: readonly CommandEntry[] = [
  { names: ['check'], load: async () => (await import('./check-command.js')).registerCheck },
  { names: ['explain'], load: async () => (await import('./explain-command.js')).registerExplain },
  { names: ['fmt'], load: async () => (await import('./fmt-command.js')).registerFmt },
  { names: ['import'], load: async () => (await import('./import-command.js')).registerImport },
  { names: ['init'], load: async () => (await import('./init-command.js')).registerInit },
  { names: ['test'], load: async () => (await import('./test-command.js')).registerTest },
  { names: ['run'], load: async () => (await import('./run-command.js')).registerRun },
  { names: ['doctor'], load: async () => (await import('./doctor-command.js')).registerDoctor },
  { names: ['what-if'], load: async () => (await import('./what-if-command.js')).registerWhatIf },
  {
    names: ['notebooks'],
    load: async () => (await import('./notebooks-command.js')).registerNotebooks,
  },
  { names: ['record'], load: async () => (await import('./record-command.js')).registerRecord },
  { names: ['tape'], load: async () => (await import('./tape-command.js')).registerTape },
  { names: ['venue'], load: async () => (await import('./venue-command.js')).registerVenue },
  { names: ['worker'], load: async () => (await import('./worker-command.js')).registerWorker },
  { names: ['status'], load: async () => (await import('./status-command.js')).registerStatus },
  {
    names: ['pause', 'resume', 'kill', 'rearm', 'flatten'],
    load: async () => (await import('./operator-commands.js')).registerOperatorCommands,
  },
  { names: ['replay'], load: async () => (await import('./replay-command.js')).registerReplay },
  { names: ['report'], load: async () => (await import('./report-command.js')).registerReport },
  { names: ['audit'], load: async () => (await import('./audit-command.js')).registerAudit },
  {
    names: ['completion'],
    load: async () => (await import('./completion-command.js')).registerCompletion,
  },
];

/** Those who speak of all commands: completion, and the help, which begins with no command. */
const NEEDS_ALL: ReadonlySet<string> = new Set(['completion', 'help']);

/** What is needed for a command line that begins with `first`; all where it is no command. */
export async function loadCommands(first: string | undefined): Promise<readonly RegisterCommand[]> {
  const asked = COMMANDS.filter(({ names }) => first !== undefined && names.includes(first));
  const isOne = asked.length > 0 && !NEEDS_ALL.has(first ?? '');
  return Promise.all((isOne ? asked : COMMANDS).map(({ load }) => load()));
}
