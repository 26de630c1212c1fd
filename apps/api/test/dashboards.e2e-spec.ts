import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  createDatabase,
  enter,
  freePort,
  request,
  startServer,
  type TestDatabase,
  type TestServer,
} from '@tertulia/testing';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { parseScrape } from './prometheus-text.js';

const ops = (path: string) => readFileSync(new URL(`../../../ops/${path}`, import.meta.url), 'utf8');

const panelSchema = z.object({
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ uid: z.string() }).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }).optional(),
  targets: z.array(z.object({ expr: z.string(), legendFormat: z.string().min(1) })).optional(),
});
const dashboardSchema = z.object({
  title: z.string(),
  schemaVersion: z.number(),
  panels: z.array(panelSchema),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
});
const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(['warning', 'critical']) }),
          annotations: z.object({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboard = dashboardSchema.parse(JSON.parse(ops('grafana/tertulia.json')));
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const rules = rulesSchema.parse(parseYaml(ops('prometheus/alerts.yml'))).groups.flatMap((group) => group.rules);

const NOT_METRICS = new Set(['and', 'or', 'unless', 'offset', 'bool', 'up']);
/** What Prometheus itself adds to every sample. */
const OWN_LABELS = ['instance', 'job', 'le'];

/** Names of metrics and of labels in an expression. */
function namesIn(expr: string): { metrics: string[]; labels: string[] } {
  const bare = expr.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const braces = bare.match(/\{[^}]*\}/g) ?? [];
  const grouped = [...bare.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)].map((match) => match[1] ?? '');
  const labels = [
    ...braces.flatMap((text) => [...text.matchAll(/([a-z_]\w*)\s*[=!]/g)].map((match) => match[1] ?? '')),
    ...grouped.flatMap((text) => text.split(',').map((label) => label.trim())),
  ];
  const rest = bare.replace(/\{[^}]*\}/g, ' ').replace(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, ' ');
  const metrics = (rest.match(/(?<![\w.])[a-z_:][\w:]*(?!\w*\s*\()/gi) ?? []).filter((name) => !NOT_METRICS.has(name));
  return { metrics, labels };
}

let database: TestDatabase;
let server: TestServer;
let metrics: Set<string>;
let labels: Set<string>;

beforeAll(async () => {
  database = await createDatabase();
  const port = await freePort();
  server = await startServer({ DATABASE_URL: database.url, JOBS_DRIVER: 'embedded', METRICS_PORT: String(port) });
  await enter(server.url);
  const { samples } = parseScrape((await request<string>(`http://127.0.0.1:${port}`, 'GET', '/metrics')).body);
  metrics = new Set(samples.map(({ name }) => name));
  labels = new Set([...OWN_LABELS, ...samples.flatMap((sample) => Object.keys(sample.labels))]);
});

afterAll(async () => {
  await server.stop();
  await database.drop();
});

describe('reading an expression', () => {
  it('finds metrics and labels, and no functions, numbers or texts', () => {
    const expr =
      'histogram_quantile(0.99, sum by (le, origin) (rate(a_bucket{job="up_x",code!~"5.."}[5m]))) > 2 and b_total == 0';
    expect(namesIn(expr)).toEqual({ metrics: ['a_bucket', 'b_total'], labels: ['job', 'code', 'le', 'origin'] });
  });
});

describe('the dashboard for Grafana', () => {
  it('asks for nothing that a node does not tell', () => {
    const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => namesIn(expr)));
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.flatMap((names) => names.metrics).filter((name) => !metrics.has(name))).toEqual([]);
    expect(asked.flatMap((names) => names.labels).filter((name) => !labels.has(name))).toEqual([]);
    for (const names of asked) expect(names.metrics).not.toEqual([]);
  });

  it('has a title, a unit, a description and the data source of choice on every panel', () => {
    for (const panel of panels) {
      expect(panel.description).toMatch(/^.{20,}\.$/);
      expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
      expect(panel.datasource?.uid).toBe('${datasource}');
      expect(panel.targets?.length).toBeGreaterThan(0);
    }
    expect(dashboard.templating.list).toContainEqual({ name: 'datasource', type: 'datasource' });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
  });

  it('lays no panel over another', () => {
    const places = dashboard.panels.map(({ gridPos }) => gridPos);
    for (const [index, one] of places.entries()) {
      expect(one.x + one.w).toBeLessThanOrEqual(24);
      for (const other of places.slice(index + 1)) {
        const apart =
          one.x + one.w <= other.x ||
          other.x + other.w <= one.x ||
          one.y + one.h <= other.y ||
          other.y + other.h <= one.y;
        expect({ one, other, apart }).toMatchObject({ apart: true });
      }
    }
  });
});

describe('the alerts', () => {
  it.each(rules.map((rule) => [rule.alert, rule] as const))(
    '%s asks for what there is, and says what to do',
    (_name, rule) => {
      const names = namesIn(rule.expr);
      expect(names.metrics.filter((name) => !metrics.has(name))).toEqual([]);
      expect(names.labels.filter((name) => !labels.has(name))).toEqual([]);
      expect(rule.annotations.summary).toMatch(/\.$/);
      expect(rule.annotations.runbook).toMatch(/^.{40,}\.$/);
    },
  );

  it('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});
