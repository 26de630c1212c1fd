import { describe, expect, it } from '@jest/globals';
import { type NodeLine, stateOf, sumNodes } from './node-line.js';
import { nodesPage } from './nodes-page.js';

const line = (instanceId: string, overrides: Partial<NodeLine> = {}): NodeLine => ({
  instanceId,
  version: '1.0.0',
  startedAt: new Date('2026-01-02T03:04:05Z'),
  seenAt: new Date('2026-01-02T04:04:05Z'),
  state: 'ready',
  figures: {
    sockets: 10,
    rooms: 3,
    eventLoopP99Ms: 12.34,
    deliveryLagP99Ms: 2.04,
    rssBytes: 100 * 1024 * 1024,
    isBusHealthy: true,
    operatorsAt: null,
  },
  ...overrides,
});

describe('what is said of a node', () => {
  it('is what it said itself, for as long as it says it', () => {
    expect(stateOf('ready', 0)).toBe('ready');
    expect(stateOf('draining', 16)).toBe('draining');
    expect(stateOf('ready', 16.1)).toBe('silent');
  });

  it('is that it is not ready when it says what we do not know', () => {
    expect(stateOf('dancing', 1)).toBe('unready');
  });
});

describe('the sums over all nodes', () => {
  it('are of those that can be heard', () => {
    const sums = sumNodes([line('a'), line('b', { figures: null }), line('c', { state: 'silent', version: '0.9.0' })]);
    expect(sums).toEqual({ nodes: 2, sockets: 10, rooms: 3, rssBytes: 100 * 1024 * 1024, versions: ['1.0.0'] });
  });
});

describe('the page of nodes', () => {
  it('has a caption, a heading for each column and each node, and its sums', () => {
    const page = nodesPage([line('a'), line('b')]);
    expect(page).toContain('<caption>2 nodes.');
    expect(page.match(/scope="col"/g)).toHaveLength(10);
    expect(page.match(/scope="row"/g)).toHaveLength(3);
    expect(page).toContain('data-label="Sockets">20<');
    expect(page).toContain('2.0 ms');
    expect(page).toContain('12 ms');
  });

  it('says so when nodes that can be heard have different versions, and only then', () => {
    expect(nodesPage([line('a'), line('b', { version: '1.1.0' })])).toContain('1.0.0 and 1.1.0');
    expect(nodesPage([line('a'), line('b', { version: '1.1.0', state: 'silent' })])).not.toContain('deployment');
  });

  it('says since when a node is silent, and leads nowhere from it', () => {
    const figures = { ...line('a').figures!, operatorsAt: 'http://10.0.0.7:9464' };
    expect(nodesPage([line('a', { figures })])).toContain('href="http://10.0.0.7:9464/nodes"');
    const page = nodesPage([line('a', { state: 'silent', figures })]);
    expect(page).toContain('silent since 2026-01-02 04:04:05');
    expect(page).not.toContain('href');
  });

  it('shows what another version wrote as far as it can be read, and as text', () => {
    const page = nodesPage([line('a', { version: '<b>2</b>', figures: null })]);
    expect(page).not.toContain('<b>');
    expect(page).toContain('data-label="Sockets">–<');
  });
});
