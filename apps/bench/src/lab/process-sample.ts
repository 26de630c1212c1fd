import { readdirSync } from 'node:fs';
import { residentBytes } from '../report/processes.js';
import type { LabNode } from './laboratory.js';

const MEGABYTE = 1024 * 1024;

/** Open file descriptors of a process: its sockets, pipes and files. */
export function descriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** Resident memory of each node in MB. */
export function memoryOf(nodes: readonly LabNode[]): number[] {
  return nodes.map(({ process }) => Math.round((residentBytes(process.pid) ?? 0) / MEGABYTE));
}

/** Open file descriptors of all nodes together. */
export function descriptorsOf(nodes: readonly LabNode[]): number {
  return nodes.reduce((sum, { process }) => sum + descriptors(process.pid), 0);
}
