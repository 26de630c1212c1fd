import { afterEach, describe, expect, it } from '@jest/globals';
import { where } from './where.js';

/** Notes what would be run and what would be left out. */
function recorder() {
  const run: string[] = [];
  const left: string[] = [];
  const define = Object.assign((name: string, _body: () => void) => void run.push(name), {
    skip: (name: string, _body: () => void) => void left.push(name),
  });
  return { define, run, left };
}
const nothing = () => undefined;

describe('tests that need something of the machine', () => {
  const before = process.env['TESTS_REQUIRE'];
  afterEach(() => {
    if (before === undefined) delete process.env['TESTS_REQUIRE'];
    else process.env['TESTS_REQUIRE'] = before;
  });

  it('are run where it is there', () => {
    const { define, run, left } = recorder();
    where({ redis: 'redis-server' }, define)('a node', nothing);
    expect([run, left]).toEqual([['a node'], []]);
  });

  it('are left out where it is not, and say what is missing', () => {
    delete process.env['TESTS_REQUIRE'];
    const { define, run, left } = recorder();
    where({ nginx: undefined, redis: undefined, root: true }, define)('a node', nothing);
    expect([run, left]).toEqual([[], ['a node (not run: there is no nginx, no redis here)']]);
  });

  it('fail where the run requires it, and for nothing else', () => {
    process.env['TESTS_REQUIRE'] = 'redis,nginx';
    const { define, left } = recorder();
    expect(() => where({ redis: undefined }, define)).toThrow('there is no redis here');
    where({ root: false }, define)('an account', nothing);
    expect(left).toHaveLength(1);
  });
});
