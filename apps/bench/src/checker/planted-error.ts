import type { AnomalyName } from './anomaly.js';
import type { History } from './history.js';
import { judge } from './judge.js';
import { buildSampleHistory } from './sample-history.js';

/** One error to plant in the sample history, and the one anomaly that must come of it. */
export interface PlantedError {
  what: string;
  expected: AnomalyName;
  plant: (history: History) => void;
}

/** The anomalies of a history, each name once. */
export function namesFound(history: History): AnomalyName[] {
  return [...new Set(judge(history, []).anomalies.map((anomaly) => anomaly.name))];
}

/** The anomalies of the sample history after the error was planted in it. */
export function namesFoundWith({ plant }: PlantedError): AnomalyName[] {
  const history = buildSampleHistory();
  plant(history);
  return namesFound(history);
}
