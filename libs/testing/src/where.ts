/** `describe` or `it`, or what stands in for them. */
export type Define<Body> = (name: string, body: Body, timeoutMs?: number) => void;

/** What is not there, and what of it this run must not do without. */
export function findLacking(
  found: Record<string, unknown>,
  required: string = process.env['TESTS_REQUIRE'] ?? '',
): { missing: string[]; owed: string[] } {
  const missing = Object.keys(found).filter((name) => !found[name]);
  return { missing, owed: missing.filter((name) => required.split(',').includes(name)) };
}

/**
 * `describe` or `it` for what needs something of the machine besides Node, such as `{ redis: findRedis() }`. Where that is
 * missing nothing can be run, and the name says so in the report.
 * @throws {Error} when what is missing stands in `TESTS_REQUIRE` (names with commas between), as in CI.
 */
export function where<Body>(
  found: Record<string, unknown>,
  define: Define<Body> & { skip: Define<Body> },
): Define<Body> {
  const { missing, owed } = findLacking(found);
  if (owed.length > 0) throw new Error(`These tests must be run, and there is no ${owed.join(', no ')} here.`);
  if (missing.length === 0) return define;
  return (name, body, timeoutMs) =>
    define.skip(`${name} (not run: there is no ${missing.join(', no ')} here)`, body, timeoutMs);
}
