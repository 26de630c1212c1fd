import { describe, expect, it } from '@jest/globals';
import { displayNameProblem, handleProblem, passphraseProblem } from './name-problem.js';

describe('names', () => {
  it.each([
    ['Ana María', undefined],
    ['   ', 'nameEmpty'],
    ['a'.repeat(41), 'nameTooLong'],
    ['Ana\u202eaira', 'nameBadSigns'],
  ])('judges the name %j', (name, problem) => expect(displayNameProblem(name)).toBe(problem));

  it.each([
    ['ana.maria', undefined],
    ['作家', undefined],
    ['a', 'handleTooShort'],
    ['a'.repeat(33), 'handleTooLong'],
    ['.ana', 'handleBadEnds'],
    ['ana-', 'handleBadEnds'],
    ['ana maria', 'handleBadSigns'],
    ['@ana', 'handleBadSigns'],
  ])('judges the handle %j', (handle, problem) => expect(handleProblem(handle)).toBe(problem));

  it.each([
    ['correct horse', undefined],
    ['short', 'passphraseTooShort'],
    ['lone \ud800 half', 'passphraseBad'],
  ])('judges the passphrase %j', (passphrase, problem) => expect(passphraseProblem(passphrase)).toBe(problem));
});
