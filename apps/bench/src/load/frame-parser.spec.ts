import { describe, expect, it } from '@jest/globals';
import { encodeServerFrame } from '../peers/server-frame.js';
import { FrameError, FrameParser } from './frame-parser.js';

function collect(): { parser: FrameParser; texts: string[] } {
  const texts: string[] = [];
  const parser = new FrameParser((_opcode, bytes, start, end) => texts.push(bytes.toString('utf8', start, end)));
  return { parser, texts };
}

function push(parser: FrameParser, bytes: Buffer): void {
  parser.push(bytes, 0, bytes.length);
}

const small = 'a'.repeat(125);
const middle = 'b'.repeat(126);
const long = 'ñ'.repeat(400);
const huge = 'c'.repeat(70_000);

describe('cutting a stream into frames', () => {
  it('reads several frames of one chunk, with lengths of 7, 16 and 64 bits', () => {
    const { parser, texts } = collect();
    push(parser, Buffer.concat([small, middle, huge, '', long].map(encodeServerFrame)));
    expect(texts).toEqual([small, middle, huge, '', long]);
  });

  it('gives the same messages wherever the chunks are cut', () => {
    const sent = ['', 'x', small, middle, long, 'y'];
    const stream = Buffer.concat(sent.map(encodeServerFrame));
    for (const size of [1, 2, 3, 5, 7, 11, 64, 127, 128, 129, 1000]) {
      const { parser, texts } = collect();
      for (let at = 0; at < stream.length; at += size) push(parser, stream.subarray(at, at + size));
      expect(texts).toEqual(sent);
    }
  });

  it('keeps a cut frame although the chunk is overwritten afterwards', () => {
    const { parser, texts } = collect();
    const frame = encodeServerFrame(middle);
    const shared = Buffer.alloc(1000);
    frame.copy(shared, 0, 0, 50);
    parser.push(shared, 0, 50);
    shared.fill(0);
    frame.copy(shared, 10, 50);
    parser.push(shared, 10, 10 + frame.length - 50);
    expect(texts).toEqual([middle]);
  });

  it('joins a fragmented message and lets a ping pass between its parts', () => {
    const { parser, texts } = collect();
    push(parser, Buffer.from([0x01, 2, 0x68, 0x6f, 0x89, 0, 0x80, 2, 0x6c, 0x61]));
    expect(texts).toEqual(['', 'hola']);
  });

  it.each([
    ['a masked frame', [0x81, 0x80, 1, 2, 3, 4]],
    ['a compressed frame that was never agreed on', [0xc1, 1, 0x61]],
    ['a length over the bound', [0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0]],
  ])('refuses %s', (_what, bytes) => {
    const { parser } = collect();
    expect(() => push(parser, Buffer.from(bytes))).toThrow(FrameError);
  });
});
