import { describe, expect, it } from '@jest/globals';
import { newSessionId } from './session-ids.js';

describe('the id of a session', () => {
  it('begins with the name of its node, which ends at the mark', () => {
    expect(newSessionId('node-1')).toMatch(/^node-1~[\w-]{20}$/);
    expect(newSessionId('i-0abc.eu')).toMatch(/^i-0abc\.eu~[\w-]{20}$/);
  });

  it('is the same in an address as it is written', () => {
    const id = newSessionId('host:3000');
    expect(id).toMatch(/^host-3000~/);
    expect(encodeURIComponent(id)).toBe(id);
  });

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => newSessionId('node-1'))).size).toBe(1_000);
  });
});
