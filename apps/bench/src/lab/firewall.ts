import { spawnSync } from 'node:child_process';
import { hasOwnNetwork } from './own-network.js';

/** What happens to packets on a port: swallowed, answered with a reset, or some of them lost. */
export type Rule = { kind: 'drop' } | { kind: 'reject' } | { kind: 'lose'; share: number };

/** Packet rules on loopback by port, in a network of our own; everything it set is taken away by `clear`. */
export class Firewall {
  constructor() {
    if (!hasOwnNetwork()) throw new Error('Packet rules are set in a network of our own only.');
  }

  /** Applies to packets to and from the port. */
  add(port: number, rule: Rule): void {
    for (const side of ['--dport', '--sport']) {
      iptables(['-A', 'INPUT', '-i', 'lo', '-p', 'tcp', side, String(port), ...matchOf(rule)]);
    }
  }

  /** Packets that its rules matched so far. */
  matched(): number {
    const listed = iptables(['-L', 'INPUT', '-v', '-n', '-x']);
    return [...listed.matchAll(/^\s*(\d+)\s+\d+\s+(?:DROP|REJECT)/gm)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  }

  clear(): void {
    iptables(['-F', 'INPUT']);
  }
}

function matchOf(rule: Rule): string[] {
  if (rule.kind === 'drop') return ['-j', 'DROP'];
  if (rule.kind === 'reject') return ['-j', 'REJECT', '--reject-with', 'tcp-reset'];
  return ['-m', 'statistic', '--mode', 'random', '--probability', String(rule.share), '-j', 'DROP'];
}

function iptables(args: string[]): string {
  const { status, stderr, stdout } = spawnSync('iptables', ['-w', ...args], { encoding: 'utf8', timeout: 5_000 });
  if (status !== 0) throw new Error(`iptables ${args.join(' ')} failed: ${stderr.trim()}`);
  return stdout;
}
