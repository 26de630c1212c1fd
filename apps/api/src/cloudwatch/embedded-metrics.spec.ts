import { describe, expect, it } from '@jest/globals';
import { toEmbeddedMetrics } from './embedded-metrics.js';

describe('figures for CloudWatch', () => {
  it('are fields of one line that says which of them are metrics, without dimensions', () => {
    const at = new Date('2026-11-21T12:00:00.000Z');
    expect(toEmbeddedMetrics('Tertulia/minimal', { SocketConnections: { value: 7, unit: 'Count' } }, at)).toEqual({
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: 'Tertulia/minimal',
            Dimensions: [[]],
            Metrics: [{ Name: 'SocketConnections', Unit: 'Count' }],
          },
        ],
      },
      SocketConnections: 7,
    });
  });
});
