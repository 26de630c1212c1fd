import type { ApiStack } from './api-stack.js';
import type { CapacityStack } from './capacity-stack.js';
import type { DataStack } from './data-stack.js';
import type { MigrationStack } from './migration-stack.js';
import type { NetworkStack } from './network-stack.js';
import type { OperationsStack } from './operations-stack.js';
import type { WebStack } from './web-stack.js';
import type { WorkStack } from './work-stack.js';

/** What a release changes, and what it needs for that. */
export interface ReleaseParts {
  operations: OperationsStack;
  network: NetworkStack;
  data: DataStack;
  capacity: CapacityStack;
  web: WebStack;
  migration: MigrationStack;
  work: WorkStack;
  api: ApiStack;
}
