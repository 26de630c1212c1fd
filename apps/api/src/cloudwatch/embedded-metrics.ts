/** A figure and its unit, as CloudWatch names units. */
export interface Figure {
  value: number;
  unit: 'Count' | 'Seconds';
}

/**
 * Figures as fields of a line of the log, which CloudWatch Logs turns into metrics: no agent, no call, no permission.
 * Source: CloudWatch user guide, "Specification: Embedded metric format". Without dimensions, so that a statistic over all
 * lines of a minute is one over all nodes.
 */
export function toEmbeddedMetrics(namespace: string, figures: Record<string, Figure>, at: Date): object {
  const metrics = Object.entries(figures).map(([Name, { unit: Unit }]) => ({ Name, Unit }));
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics: metrics }],
    },
    ...Object.fromEntries(Object.entries(figures).map(([name, { value }]) => [name, value])),
  };
}
