/**
 * alert (impure): what a run tells the outside while nobody looks at it: alerts, changes of state,
 * kills, refusals and lost connections, as JSON to a command or a webhook, beside the loop and
 * never in its way.
 */
export type { Alert, AlertKind } from './alert.js';
export { Alerter, type AlertSource } from './alerter.js';
export { AlertNews } from './alert-news.js';
export { type AlertSink, AlertSinkError } from './alert-sink.js';
export { commandSink } from './command-sink.js';
export { runProgram } from './run-program.js';
export { withoutSecrets } from './without-secrets.js';
export { splitCommand } from './split-command.js';
export { webhookSink } from './webhook-sink.js';
