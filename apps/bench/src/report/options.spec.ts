import { describe, expect, it } from '@jest/globals';
import { OptionsError, parseOptions } from './options.js';
import { scenarioNames } from './scenarios.js';

const now = new Date('2026-11-21T07:08:09Z');

describe('the command line of the bench', () => {
  it('runs everything three times for six seconds by default', () => {
    expect(parseOptions([], now)).toEqual({
      scenarios: scenarioNames,
      rounds: 3,
      seconds: 6,
      url: null,
      out: 'bench-results/2026-11-21-07-08-09.md',
    });
  });

  it('takes a choice of scenarios and an address', () => {
    const options = parseOptions(['--only', 'D100, S100', '--rounds', '5', '--url', 'https://chat.example.com'], now);
    expect(options).toMatchObject({ scenarios: ['S100', 'D100'], rounds: 5, url: 'https://chat.example.com' });
  });

  it.each([[['--only', 'S7']], [['--rounds', '0']], [['--seconds', 'x']], [['--url', 'ftp://x']], [['--nope']]])(
    'refuses %j',
    (args) => {
      expect(() => parseOptions(args, now)).toThrow(OptionsError);
    },
  );
});
