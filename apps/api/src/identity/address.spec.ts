import { describe, expect, it } from '@jest/globals';
import { foldAddress, hashAddress } from './address.js';

describe('addresses', () => {
  it('are the same whatever their case, and different with a dot or a tag', () => {
    expect(foldAddress(' Ana.Ruiz@Example.COM ')).toBe('ana.ruiz@example.com');
    expect(foldAddress('ana.ruiz+chat@example.com')).not.toBe(foldAddress('ana.ruiz@example.com'));
    expect(foldAddress('anaruiz@example.com')).not.toBe(foldAddress('ana.ruiz@example.com'));
  });

  it('are recognised by a hash that is the same for both ways to write them', () => {
    expect(hashAddress('Ana@Example.com')).toEqual(hashAddress('ana@example.com'));
    expect(hashAddress('ana@example.com').toString('hex')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashAddress('ana@example.org')).not.toEqual(hashAddress('ana@example.com'));
  });
});
