/** The environment of a program that a run starts: the agent's key and the webhook are not its. */

type Environment = Readonly<Record<string, string | undefined>>;

const SECRETS: ReadonlySet<string> = new Set([
  'MM_POLICY_AGENT_KEY',
  'MM_POLICY_ALERT_WEBHOOK',
  // Of systemd, with the agent's key in it.
  'CREDENTIALS_DIRECTORY',
]);

export function withoutSecrets(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRETS.has(name)));
}
