import type { LoadJob } from '../load/jobs.js';
import type { PeerName } from './targets.js';

interface LoadScenario {
  kind: 'load';
  rooms: number;
  membersPerRoom: number;
  publishersPerRoom: number;
  pace: LoadJob['pace'];
  peers: readonly PeerName[];
  describes: string;
}

const all = ['socket.io', 'ws', 'ws-merged', 'nest-typeorm'] as const satisfies readonly PeerName[];

function closed(
  rooms: number,
  membersPerRoom: number,
  publishersPerRoom: number,
  inFlightPerPublisher: number,
): LoadScenario {
  const inFlight = rooms * publishersPerRoom * inFlightPerPublisher;
  return {
    kind: 'load',
    rooms,
    membersPerRoom,
    publishersPerRoom,
    pace: { kind: 'closed', inFlightPerPublisher },
    peers: all,
    describes: `${rooms} × ${membersPerRoom} members, ${publishersPerRoom} publishers a room, ${inFlight} in flight`,
  };
}

function rated(messagesPerSecond: number): LoadScenario {
  return {
    kind: 'load',
    rooms: 5,
    membersPerRoom: 100,
    publishersPerRoom: 4,
    pace: { kind: 'rate', messagesPerSecond },
    peers: ['socket.io'],
    describes: `${messagesPerSecond} messages/s over 5 rooms of 100, latency from the intended send time`,
  };
}

/** Messages into rooms, by the names of the performance goals. */
export const loadScenarios: Readonly<Record<string, LoadScenario>> = {
  S10: closed(20, 10, 4, 2),
  S100: closed(5, 100, 2, 2),
  S1000: closed(1, 1000, 4, 2),
  D10: closed(20, 10, 4, 8),
  D100: closed(5, 100, 4, 8),
  L100: rated(100),
  L100h: rated(300),
};

export const otherScenarios = ['idle', 'storm', 'conns', 'http', 'writer', 'kill'] as const;
export type OtherScenario = (typeof otherScenarios)[number];
export const scenarioNames: readonly string[] = [...Object.keys(loadScenarios), ...otherScenarios];
