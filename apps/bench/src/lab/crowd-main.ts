import { mapBounded } from '../load/guests.js';
import { CrowdMember, type CrowdTotals } from './crowd-member.js';
import { type CrowdOrder, crowdOrderSchema, type CrowdStatus } from './crowd-messages.js';

const CONCURRENCY = 64;

const totals: CrowdTotals = { connects: 0, refused: 0, failed: 0, doubled: 0, catchUps: 0 };
const handshakes = new Map<string, number>();
const members: { roomId: string; member: CrowdMember }[] = [];

function count(instance: string): void {
  const key = `${Math.floor(Date.now() / 1_000)} ${instance}`;
  handshakes.set(key, (handshakes.get(key) ?? 0) + 1);
}

async function open({ url, tokens, rooms, members: wanted }: Extract<CrowdOrder, { kind: 'open' }>): Promise<void> {
  for (let index = 0; index < wanted; index += 1) {
    const roomId = rooms[index % rooms.length] ?? '';
    const member = new CrowdMember(url, tokens[index % tokens.length] ?? '', roomId, totals, count);
    members.push({ roomId, member });
  }
  await mapBounded(members.length, CONCURRENCY, async (index) => members[index]?.member.connect());
}

function status(): CrowdStatus {
  const versions: Record<string, number> = {};
  for (const { roomId, member } of members)
    versions[roomId] = Math.min(versions[roomId] ?? Number.MAX_SAFE_INTEGER, member.version ?? 0);
  return {
    inside: members.filter(({ member }) => member.isIn).length,
    versions,
    ...totals,
    handshakes: [...handshakes].map(([key, made]) => {
      const [second = '', instance = ''] = key.split(' ');
      return { second: Number(second), instance, count: made };
    }),
  };
}

process.on('message', (raw) => {
  const order = crowdOrderSchema.parse(raw);
  if (order.kind === 'open') void open(order);
  else process.send?.(status());
});
process.on('disconnect', () => process.exit(0));
