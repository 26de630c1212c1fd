import { describe, expect, it } from '@jest/globals';
import { PushFilter, PushLoss } from './push-filter.js';

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const published = (text: string, kind = '*'): string => `${kind}3\r\n${bulk('message')}${bulk('nodes')}${bulk(text)}`;
const sharded = (text: string): string => `*3\r\n${bulk('smessage')}${bulk('nodes')}${bulk(text)}`;

function pass(loss: PushLoss, parts: string[]): string {
  const filter = new PushFilter(loss);
  return Buffer.concat(parts.flatMap((part) => filter.pass(Buffer.from(part)))).toString();
}

describe('losing published messages on the line to Redis', () => {
  it('drops every n-th of them and nothing else', () => {
    const loss = new PushLoss();
    loss.everyNth = 2;
    const text = pass(loss, [`+OK\r\n${published('one')}:1\r\n${published('two')}$-1\r\n${published('three')}`]);
    expect(text).toBe(`+OK\r\n${published('one')}:1\r\n$-1\r\n${published('three')}`);
    expect(loss).toMatchObject({ dropped: 1, passed: 2 });
  });

  it.each([
    ['an array', published('text')],
    ['a push of RESP3', published('text', '>')],
    ['a message of a shard', sharded('text')],
  ])('knows %s', (_what, frame) => {
    const loss = new PushLoss();
    loss.everyNth = 1;
    expect(pass(loss, [frame, '+PONG\r\n'])).toBe('+PONG\r\n');
  });

  it('finds the same replies however the bytes are cut', () => {
    const stream = `*2\r\n${bulk('a')}*1\r\n:5\r\n${published('ñandú\r\n')}*-1\r\n%1\r\n+k\r\n${bulk('v')}${published('last')}`;
    const loss = new PushLoss();
    loss.everyNth = 2;
    const bytes = Buffer.from(stream);
    const filter = new PushFilter(loss);
    const parts = Array.from(bytes, (_byte, index) => filter.pass(bytes.subarray(index, index + 1))).flat();
    expect(Buffer.concat(parts).toString()).toBe(stream.replace(published('last'), ''));
  });

  it('lets everything pass while nothing is to be lost, and counts it', () => {
    const loss = new PushLoss();
    expect(pass(loss, [published('one')])).toBe(published('one'));
    expect(loss).toMatchObject({ dropped: 0, passed: 1 });
  });
});
