import type { Rule } from './rule.js';
import { groundRules } from './rules-ground.js';
import { nodeRules } from './rules-nodes.js';
import { operationRules } from './rules-operations.js';
import { serviceRules } from './rules-services.js';

/** Everything that must hold for a stage. */
export const rules: readonly Rule[] = [...groundRules, ...nodeRules, ...serviceRules, ...operationRules];
