/** A systemd unit for a run that trades unattended, hardened as far as Node allows. */

export interface SystemdChoice {
  /** Of the policy; the unit, its journal and its files are called so. */
  readonly name: string;
  /** Whether it trades with an agent's key. */
  readonly hasKey: boolean;
  /** Absolute paths. */
  readonly policyFile: string;
  readonly node: string;
  readonly program: string;
}

/** For `/etc/systemd/system/mm-policy-NAME.service`; its head says how it is put there. */
export function systemdUnit(choice: SystemdChoice): string {
  return `${head(choice)}
${service(choice)}
${HARDENING}
[Install]
WantedBy=multi-user.target
`;
}

function head({ name, hasKey, policyFile, node, program }: SystemdChoice): string {
  const unit = `mm-policy-${name}.service`;
  const keyFile = hasKey
    ? `#   sudo install -m 600 /dev/null /etc/mm-policy/${name}.key      (only root reads it)
#   sudoedit /etc/mm-policy/${name}.key          (the API wallet's key: 0x…)
`
    : '';
  const keyProperty = hasKey ? ` -p LoadCredential=agent-key:/etc/mm-policy/${name}.key` : '';
  return `# mm-policy ${name}: restarted after a crash, never after a kill.
#
#   sudo useradd --system --no-create-home --shell /usr/sbin/nologin mm-policy
#   sudo install -d -m 755 /etc/mm-policy
${keyFile}#   sudo install -m 600 /dev/null /etc/mm-policy/${name}.env      (only root reads it)
#   sudoedit /etc/mm-policy/${name}.env
#     MM_POLICY_ALERT_WEBHOOK=https://…          (or MM_POLICY_ALERT_COMMAND)
#     MM_POLICY_JOURNAL_COPY=/mnt/…              (then name it in ReadWritePaths below, too)
#     MM_POLICY_JOURNAL_COPY_COMMAND=ssh …       (a copy on a host that is not mounted)
#   sudo cp ${unit} /etc/systemd/system/
#   sudo systemctl daemon-reload && sudo systemctl enable --now ${unit}
# The user mm-policy must be able to read the policy, mm-policy itself and its Node: none of them
# may lie in a home that is closed to others.
#
# To look at it and to command it:
#   journalctl -fu ${unit}
#   sudo -u mm-policy MM_POLICY_RUNTIME_DIR=/run/mm-policy mm-policy status
# After a kill it stays down (exit code 3) until somebody has looked and says why it is safe:
#   sudo systemd-run --pty --uid=mm-policy -p EnvironmentFile=-/etc/mm-policy/${name}.env \\
#     -p Environment=MM_POLICY_RUNTIME_DIR=/run/mm-policy${keyProperty} \\
#     ${quoted(node)} ${quoted(program)} \\
#     run ${quoted(policyFile)} --for 30s \\
#     --journal /var/lib/mm-policy/${name} --re-arm "why it is safe again"
#   sudo systemctl start ${unit}

[Unit]
Description=mm-policy ${name}
Documentation=man:systemd.exec(5)
Wants=network-online.target time-sync.target
After=network-online.target time-sync.target
# A run that cannot stay up for ten minutes needs a person too.
StartLimitIntervalSec=1h
StartLimitBurst=30
`;
}

function service({ name, hasKey, policyFile, node, program }: SystemdChoice): string {
  const command = [node, program, 'run', policyFile].map(quoted).join(' ');
  return `[Service]
Type=exec
User=mm-policy
Group=mm-policy
ExecStart=${command} --journal \${STATE_DIRECTORY} --quiet
Environment=NODE_ENV=production MM_POLICY_RUNTIME_DIR=/run/mm-policy
${
  hasKey
    ? `# The agent's key: root reads it, and only this service sees it, in no environment.
LoadCredential=agent-key:/etc/mm-policy/${name}.key
`
    : ''
}# Where alerts and the copy of the journal go. The dash: it need not be there.
EnvironmentFile=-/etc/mm-policy/${name}.env

# A crash, or a venue that does not answer, starts again and recovers from the journal. What needs
# a person stays down: 3 halted by a kill, 4 the start gate refused.
Restart=on-failure
RestartSec=20s
RestartPreventExitStatus=3 4
# SIGTERM to the process alone: it cancels its orders, sees that none is left, and ends with 0.
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec=60s

# The journal: /var/lib/mm-policy/${name}, for the user of the service only.
StateDirectory=mm-policy/${name}
StateDirectoryMode=0700
UMask=0077
# Sockets and locks, shared by all runs, so that two never trade one account.
RuntimeDirectory=mm-policy
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
LimitNOFILE=65536
LimitCORE=0
OOMScoreAdjust=-500
`;
}

/** `MemoryDenyWriteExecute` is not among them: it would forbid the compiler of V8. */
const HARDENING = `# What the process may touch: its journal and the network, nothing else.
NoNewPrivileges=yes
ProtectSystem=strict
ReadWritePaths=%S/mm-policy
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
CapabilityBoundingSet=
AmbientCapabilities=
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
`;

/** A path as systemd reads it: no specifier, no variable, no break at a space. */
function quoted(path: string): string {
  const plain = path.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\;]/u.test(plain) ? `"${plain.replaceAll(/["\\]/gu, String.raw`\$&`)}"` : plain;
}
